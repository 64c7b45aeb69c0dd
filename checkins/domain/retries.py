"""How long a reminder may be late, and when a failed one is tried again."""

from datetime import datetime, timedelta

GRACE = timedelta(hours=6)
MOST_ATTEMPTS = 5
WAITS = (timedelta(minutes=1), timedelta(minutes=5), timedelta(minutes=15), timedelta(minutes=60))
# With the mail server away, a short wait: nobody's address is at fault, and it may soon be back.
SHORTEST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=15)
# A fifth either way, so that a thousand refused at one moment do not come back at one moment.
JITTER = 0.2


def lapses_at(*, due_at: datetime, starts_at: datetime | None = None) -> datetime:
    """Return the moment from which a reminder is not worth sending any more.

    Six hours after it was due, or the start of what it announces if that is sooner:

    >>> from datetime import UTC
    >>> due = datetime(2026, 12, 4, 19, 0, tzinfo=UTC)
    >>> lapses_at(due_at=due).isoformat()
    '2026-12-05T01:00:00+00:00'
    >>> lapses_at(due_at=due, starts_at=due + timedelta(hours=2)).isoformat()
    '2026-12-04T21:00:00+00:00'
    """
    late = due_at + GRACE
    return late if starts_at is None else min(late, starts_at)


def wait_after_attempt(attempts: int, *, chance: float) -> timedelta:
    """Return how long to wait after the `attempts`-th try of one mail failed: 1, 5, 15, 60 minutes.

    `attempts` counts from 1; `chance` is a random number from 0 to 1 that spreads the waits by a
    fifth either way.

    >>> [wait_after_attempt(n, chance=0.5) // timedelta(minutes=1) for n in (1, 2, 3, 4, 9)]
    [1, 5, 15, 60, 60]
    >>> wait_after_attempt(2, chance=0.0), wait_after_attempt(2, chance=1.0)
    (datetime.timedelta(seconds=240), datetime.timedelta(seconds=360))
    """
    if attempts < 1:
        raise ValueError("a wait follows an attempt, so there was at least one")
    return _spread(WAITS[min(attempts, len(WAITS)) - 1], chance)


def wait_after_outage(owed_for: timedelta, *, chance: float) -> timedelta:
    """Return how long to wait while the mail server answers nobody.

    As long again as the mail has been owed, but 1 to 15 minutes, so that the waits grow without
    counting anything against the person.

    >>> minutes = [timedelta(minutes=owed) for owed in (0, 4, 200)]
    >>> [wait_after_outage(owed, chance=0.5) // timedelta(minutes=1) for owed in minutes]
    [1, 4, 15]
    """
    return _spread(min(max(owed_for, SHORTEST_WAIT), LONGEST_WAIT), chance)


def _spread(wait: timedelta, chance: float) -> timedelta:
    return wait * (1 - JITTER + 2 * JITTER * chance)
