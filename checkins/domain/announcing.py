"""When a plan or a re-test is announced; weekly things have their own rule in `cadence`."""

from datetime import datetime, time, timedelta

from checkins.domain.cadence import WEEK, at_wall_time, local_date

# How long before a plan its reminder may come.
AN_HOUR, THREE_HOURS, A_DAY = timedelta(hours=1), timedelta(hours=3), timedelta(days=1)
LEADS = (AN_HOUR, THREE_HOURS, A_DAY)


def plan_due_at(starts_at: datetime, lead: timedelta, not_before: datetime) -> datetime:
    """Return when a plan is announced: `lead` before it starts, or at once where that has gone by.

    >>> from datetime import UTC
    >>> saturday = datetime(2026, 12, 5, 20, 0, tzinfo=UTC)
    >>> plan_due_at(saturday, THREE_HOURS, saturday - 2 * A_DAY).isoformat()
    '2026-12-05T17:00:00+00:00'
    >>> plan_due_at(saturday, THREE_HOURS, saturday - AN_HOUR).isoformat()
    '2026-12-05T19:00:00+00:00'
    """
    return max(starts_at - lead, not_before)


def next_look(
    *, suggested_at: datetime | None, wall_time: time, zone: str, after: datetime
) -> datetime:
    """Return when to ask next, strictly later than `after`, whether a re-test is to be announced.

    `suggested_at` is the moment for it as things stand now; None where there is no result, or it
    was announced already. A week later at the latest, since a result may have come in between; a
    moment that has gone by is made up for at the next `wall_time` in `zone`.

    >>> from datetime import UTC
    >>> noon = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)
    >>> def look(suggested_at):
    ...     zone = "Europe/Berlin"
    ...     found = next_look(suggested_at=suggested_at, wall_time=time(18), zone=zone, after=noon)
    ...     return found.isoformat()
    >>> look(None), look(noon + timedelta(days=3)), look(noon - timedelta(days=3))
    ('2026-12-09T17:00:00+00:00', '2026-12-05T12:00:00+00:00', '2026-12-02T17:00:00+00:00')
    """
    if suggested_at is not None and suggested_at <= after:
        return _next_time(wall_time, zone, after)
    in_a_week = at_wall_time(local_date(after, zone) + WEEK, wall_time, zone)
    return in_a_week if suggested_at is None else min(suggested_at, in_a_week)


def _next_time(wall_time: time, zone: str, after: datetime) -> datetime:
    """The first moment later than `after` at which the clocks show `wall_time`."""
    # A day earlier: around a day that is left out, its wall time falls on the day after it.
    first = local_date(after, zone) - A_DAY
    moments = (at_wall_time(first + n * A_DAY, wall_time, zone) for n in range(4))
    return min(moment for moment in moments if moment > after)
