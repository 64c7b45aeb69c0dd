"""What a tick reads and writes a thousand at a time, as plain values instead of model instances."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple


class Pausable:
    """What has a `paused_until`, the end of a pause or nothing."""

    __slots__ = ()

    paused_until: datetime | None

    def is_paused(self, at: datetime) -> bool:
        """Whether a reminder due at `at` falls into a pause."""
        return self.paused_until is not None and at < self.paused_until

    def rests_until(self, at: datetime) -> datetime:
        """The first moment from `at` on that is not in a pause."""
        return max(at, self.paused_until) if self.paused_until else at


@dataclass(slots=True)
class Due(Pausable):
    """A schedule that came due, with what it takes to announce it and to move it on."""

    pk: int
    person_id: int
    kind: str
    weekday: int | None
    wall_time: time | None
    zone: str
    lead: timedelta
    next_on: date | None
    next_due_at: datetime | None
    paused_until: datetime | None


class Owed(NamedTuple):
    """A mail that is newly owed, by the names of its columns; its id is a UUID as text."""

    id: str
    message_id: str
    person_id: int
    kind: str
    occasion: str
    due_at: datetime
    starts_at: datetime | None
    check_in_id: int | None
    plan_id: int | None
    attempt_id: int | None
    lapses_at: datetime
    state: str
    next_try_at: datetime
    handed_at: datetime | None
    attempts: int = 0
