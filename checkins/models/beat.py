"""The heart of the clockwork: what says that ticks come to their end, and one after the other."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import F

TICK = "tick"
MINUTE = timedelta(minutes=1)
# No tick runs for so long: what was noted later than this was noted by a clock set back since.
LONGEST_TICK = timedelta(minutes=10)


class BeatQuerySet(models.QuerySet):
    """Heartbeats, as a set."""

    def beat(self, at: datetime) -> None:
        """Note that a tick came to its end."""
        if not self.filter(name=TICK).update(beat_at=at):
            self.update_or_create(name=TICK, defaults={"beat_at": at})

    def hold(self, at: datetime) -> "Beat":
        """Wait for other ticks that hold it, and keep them waiting till the transaction ends."""
        return self.select_for_update().get_or_create(name=TICK, defaults={"beat_at": at})[0]

    def give_back(self, count: int, at: datetime) -> None:
        """Count so many less of what the tick at `at` handed out: the queue did not take them.

        Not once a new count may have begun, in which they are not.
        """
        same_count = {"handed_at__gte": at, "handed_at__lt": at + MINUTE}
        mine = self.filter(name=TICK, handed__gte=count, **same_count)
        mine.update(handed=F("handed") - count)


class Beat(models.Model):
    """The clockwork's heartbeat: one row, moved on by every tick that came to its end.

    Where mail is limited it also counts what is handed out: `handed` so many, the last of them at
    `handed_at`. A new count begins a whole minute after the last of the one before, so no minute,
    whenever it begins, sees two of them.
    """

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()
    handed = models.PositiveIntegerField(default=0)
    handed_at = models.DateTimeField(null=True)

    objects = BeatQuerySet.as_manager()

    class Privacy:
        owner = None
        erased = set()
        kept = {"name", "beat_at", "handed", "handed_at"}
        sealed = set()

    def __str__(self) -> str:
        return f"beat {self.name}"

    def room(self, most: int, at: datetime) -> int:
        """How many more may be handed out at `at` where no minute sees more than `most`.

        The caller holds the row. `at` may be earlier than that of another tick, which was quicker.
        """
        if self.handed_at is not None and self.handed_at - at > LONGEST_TICK:
            # Going on from here, the count is over in a minute, not when the clock has caught up.
            self.handed_at = at
            self.save(update_fields=["handed_at"])
        return max(0, most - self._counted(at))

    def spend(self, count: int, at: datetime) -> None:
        """Note that so many are handed out at `at`. The caller holds the row."""
        self.handed = self._counted(at) + count
        self.handed_at = max(at, self.handed_at or at)
        self.save(update_fields=["handed", "handed_at"])

    def _counted(self, at: datetime) -> int:
        is_over = self.handed_at is None or at - self.handed_at >= MINUTE
        return 0 if is_over else self.handed
