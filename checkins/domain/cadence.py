"""When a weekly thing next happens: one rule for local wall time, weekday and clock changes.

A weekly thing is kept as weekday, wall time and zone name, never as an offset. Its moment in UTC is
worked out afresh each week, so that 20:00 stays 20:00 when the clocks change:

- a wall time that a clock change leaves out moves on by the length of the gap, as calendars do
  (RFC 5545, section 3.3.5);
- a wall time that happens twice means the first one;
- the weekday is that of the local date the wall time was asked for, also where the whole day is
  left out.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from typing import NamedTuple
from zoneinfo import ZoneInfo

WEEK = timedelta(days=7)
NO_TIME = timedelta()


class UnknownZone(ValueError):
    """The name is not a time zone of the IANA database."""


class EveryWeek(NamedTuple):
    """A weekly thing as it is chosen: its first date and its wall time."""

    first_on: date
    wall_time: time


class Occurrence(NamedTuple):
    """One happening of a weekly thing: its local date, its start and when it is due (both UTC)."""

    local_date: date
    starts_at: datetime
    due_at: datetime


def next_occurrence(
    *, weekday: int, wall_time: time, zone: str, after: datetime, lead: timedelta = NO_TIME
) -> Occurrence:
    """Return the first occurrence that is due strictly later than `after`.

    `weekday` runs from 0 (Monday) to 6 (Sunday) of the local date, `wall_time` is naive, `zone` is
    an IANA name and `after` an aware moment. `lead` is how long before its start the occurrence is
    due, in real hours. Raises `UnknownZone`, and `ValueError` for a weekday that does not exist, an
    aware `wall_time` or a naive `after`.

    On 25 October 2026 Berlin goes back to winter time; the meeting stays at 20:00:

    >>> sunday = next_occurrence(
    ...     weekday=6, wall_time=time(20), zone="Europe/Berlin",
    ...     after=datetime(2026, 10, 18, 18, 0, tzinfo=UTC), lead=timedelta(hours=48),
    ... )
    >>> sunday.local_date.isoformat(), sunday.starts_at.isoformat(), sunday.due_at.isoformat()
    ('2026-10-25', '2026-10-25T19:00:00+00:00', '2026-10-23T19:00:00+00:00')
    """
    if not 0 <= weekday <= 6:
        raise ValueError(f"weekday {weekday} is not between 0 (Monday) and 6 (Sunday)")
    if after.tzinfo is None:
        raise ValueError("after must be an aware moment")
    threshold = after + lead if lead else after
    # A day earlier than the threshold's own date: a day that is left out moves on to the next one.
    ordinal = threshold.astimezone(zone_named(zone)).toordinal() - 1
    # Day 1 of the calendar is a Monday.
    ordinal += (weekday - ordinal + 1) % 7
    day = date.fromordinal(ordinal)
    starts_at = at_wall_time(day, wall_time, zone)
    if starts_at <= threshold:
        day += WEEK
        starts_at = at_wall_time(day, wall_time, zone)
    return Occurrence(day, starts_at, starts_at - lead if lead else starts_at)


def days_of(weekday: int, *, after: date, until: date) -> list[date]:
    """Return every date with this weekday later than `after`, up to and including `until`.

    >>> [day.isoformat() for day in days_of(6, after=date(2026, 12, 6), until=date(2026, 12, 20))]
    ['2026-12-13', '2026-12-20']
    """
    if not 0 <= weekday <= 6:
        raise ValueError(f"weekday {weekday} is not between 0 (Monday) and 6 (Sunday)")
    first = after + timedelta(days=(weekday - after.weekday() - 1) % 7 + 1)
    return [first + n * WEEK for n in range((until - first).days // 7 + 1)]


def each_week(
    *, weekday: int, wall_time: time, zone: str, after: date, until: date
) -> list[tuple[date, datetime]]:
    """Return each date of a weekly thing in a span of dates, with its moment in UTC.

    Beginning on Saturdays at 15:00, the clocks of Berlin change in between:

    >>> saturdays = each_week(
    ...     weekday=5, wall_time=time(15), zone="Europe/Berlin",
    ...     after=date(2026, 10, 23), until=date(2026, 10, 31),
    ... )
    >>> [starts_at.isoformat() for _day, starts_at in saturdays]
    ['2026-10-24T13:00:00+00:00', '2026-10-31T14:00:00+00:00']
    """
    days = days_of(weekday, after=after, until=until)
    return [(day, at_wall_time(day, wall_time, zone)) for day in days]


def at_wall_time(day: date, wall_time: time, zone: str) -> datetime:
    """Return the moment in UTC at which the clocks of `zone` show `wall_time` on `day`.

    Between 02:00 and 03:00 there is nothing on 29 March 2026 in Berlin, so 02:30 moves on by the
    hour; on 25 October 02:30 comes twice, and the first one counts:

    >>> at_wall_time(date(2026, 3, 29), time(2, 30), "Europe/Berlin").isoformat()
    '2026-03-29T01:30:00+00:00'
    >>> at_wall_time(date(2026, 10, 25), time(2, 30), "Europe/Berlin").isoformat()
    '2026-10-25T00:30:00+00:00'
    """
    if wall_time.tzinfo is not None:
        raise ValueError("wall_time must be naive: the zone is given beside it")
    # With fold=0 zoneinfo uses the offset from before the change: exactly the two rules above.
    if wall_time.fold:
        wall_time = wall_time.replace(fold=0)
    # The clock's reading, labelled UTC and set right by the offset: half the price of astimezone().
    reading = datetime.combine(day, wall_time, UTC)
    return reading - (zone_named(zone).utcoffset(reading) or NO_TIME)


def local_date(moment: datetime, zone: str) -> date:
    """Return the date that calendars in `zone` show at `moment`.

    >>> local_date(datetime(2026, 12, 6, 23, 30, tzinfo=UTC), "Asia/Kolkata").isoformat()
    '2026-12-07'
    """
    return moment.astimezone(zone_named(zone)).date()


def iso_week(day: date) -> str:
    """Name the ISO week of a local date; the year is that of the week's Thursday.

    >>> iso_week(date(2026, 12, 6)), iso_week(date(2027, 1, 1))
    ('2026-W49', '2026-W53')
    """
    year, week, _ = day.isocalendar()
    return f"{year:04d}-W{week:02d}"


@lru_cache(maxsize=1024)
def zone_named(name: str) -> ZoneInfo:
    """Return the zone, from memory after the first time; raises `UnknownZone`.

    >>> zone_named("Mars/Olympus_Mons")
    Traceback (most recent call last):
        ...
    checkins.domain.cadence.UnknownZone: 'Mars/Olympus_Mons' is not a known time zone
    """
    # A folder, an absolute path, a NUL and an over-long name each fail in their own way.
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError) as fault:
        raise UnknownZone(f"{name!r} is not a known time zone") from fault
