"""The heart of the clockwork: what says that ticks come to their end, and one after the other."""

from datetime import datetime

from django.db import models

TICK = "tick"


class BeatQuerySet(models.QuerySet):
    """Heartbeats, as a set."""

    def beat(self, at: datetime) -> None:
        """Note that a tick came to its end."""
        if not self.filter(name=TICK).update(beat_at=at):
            self.update_or_create(name=TICK, defaults={"beat_at": at})

    def hold(self, at: datetime) -> None:
        """Wait for other ticks that hold it, and keep them waiting till the transaction ends."""
        self.select_for_update().get_or_create(name=TICK, defaults={"beat_at": at})


class Beat(models.Model):
    """The clockwork's heartbeat: one row, moved on by every tick that came to its end."""

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()

    objects = BeatQuerySet.as_manager()

    class Privacy:
        owner = None
        erased = set()
        kept = {"name", "beat_at"}
        sealed = set()

    def __str__(self) -> str:
        return f"beat {self.name}"
