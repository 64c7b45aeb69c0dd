"""Beat's rhythm, which a clock that is set back must not stop."""

from typing import Any

from celery.beat import PersistentScheduler


class Scheduler(PersistentScheduler):
    """Celery's own would ring no more until the clock has come to its last ring once again."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        """Send what is due; gives the seconds until it wants to be asked again."""
        now = self.app.now()
        for entry in self.schedule.values():
            if entry.last_run_at > now:
                # Without its heap it works out anew when each is due.
                entry.last_run_at, self._heap = now, None
        return super().tick(*args, **kwargs)
