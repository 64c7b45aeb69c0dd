"""Weekly times in over forty zones, through every change of their clocks from 2008 to 2030.

The oracle knows nothing of local times: it looks, minute by minute in UTC, what the clocks show.
"""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checkins.domain.cadence import at_wall_time, next_occurrence

ZONES = [
    # By half an hour, two hours, three hours; three quarters of an hour from the full one.
    *("Australia/Lord_Howe", "Antarctica/Troll", "Antarctica/Casey", "Asia/Kathmandu"),
    # A whole day that does not exist, twice, and its neighbours at the date line.
    *("Pacific/Apia", "Pacific/Fakaofo", "Pacific/Tongatapu", "Pacific/Fiji", "Pacific/Chatham"),
    # Summer time that ends for Ramadan; winter time as the exception.
    *("Africa/Casablanca", "Africa/El_Aaiun", "Africa/Cairo", "Europe/Dublin"),
    # Changes at midnight, or a minute after it.
    *("America/Havana", "America/Santiago", "America/Asuncion", "America/Sao_Paulo"),
    *("Asia/Beirut", "Asia/Gaza", "Asia/Hebron", "Asia/Tehran", "Asia/Amman", "Asia/Damascus"),
    *("America/St_Johns", "America/Scoresbysund", "America/Nuuk", "Atlantic/Azores"),
    # Zones that moved for good, and back again.
    *("Europe/Moscow", "Europe/Istanbul", "Asia/Pyongyang", "America/Caracas", "Africa/Juba"),
    *("Africa/Sao_Tome", "Africa/Windhoek", "Asia/Karachi", "Asia/Dhaka", "Pacific/Norfolk"),
    # The usual ones.
    *("Europe/Berlin", "Europe/London", "Europe/Lisbon", "Europe/Chisinau", "Asia/Jerusalem"),
    *("America/New_York", "America/Los_Angeles", "America/Adak", "Pacific/Auckland"),
]
WALL_TIMES = [time(0), time(2, 15), time(20)]
BEGIN, END = datetime(2008, 1, 1, tzinfo=UTC), datetime(2031, 1, 1, tzinfo=UTC)
MINUTE, HOUR, DAY, WEEK = (timedelta(**{unit: 1}) for unit in ("minutes", "hours", "days", "weeks"))
NO_TIME = timedelta()


class Change(NamedTuple):
    """A moment in UTC at which clocks are set on by `by`, or back where it is negative."""

    at: datetime
    before: timedelta
    after: timedelta

    @property
    def by(self) -> timedelta:
        """How far."""
        return self.after - self.before


def shown(moment: datetime, zone: str) -> datetime:
    """What the clocks of `zone` show at a moment, without its zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None, fold=0)


def offset(moment: datetime, zone: str) -> timedelta:
    """How far the clocks are ahead of UTC."""
    return shown(moment, zone) - moment.replace(tzinfo=None)


@cache
def changes(zone: str) -> list[Change]:
    """Every change of the clocks, to the minute."""
    found = []
    moment = BEGIN
    while moment < END:
        following = moment + 12 * HOUR
        if offset(moment, zone) != offset(following, zone):
            found.append(_narrowed(moment, following, zone))
        moment = following
    return found


def _narrowed(early: datetime, late: datetime, zone: str) -> Change:
    before, after = offset(early, zone), offset(late, zone)
    while late - early > MINUTE:
        middle = early + (late - early) // MINUTE // 2 * MINUTE
        early, late = (middle, late) if offset(middle, zone) == before else (early, middle)
    return Change(late, before, after)


def test_more_than_thirty_of_them_have_gaps_and_folds() -> None:
    both = [
        zone for zone in ZONES if {change.by > NO_TIME for change in changes(zone)} == {True, False}
    ]

    assert len(both) > 30
    assert len(set(ZONES)) == len(ZONES)


@pytest.mark.parametrize(
    ("zone", "lengths"),
    [
        ("Australia/Lord_Howe", {HOUR / 2}),
        ("Antarctica/Troll", {2 * HOUR}),
        ("Antarctica/Casey", {3 * HOUR}),
        ("Pacific/Apia", {HOUR, DAY}),
        ("Pacific/Fakaofo", {DAY}),
        ("Asia/Kathmandu", set()),
        ("America/Caracas", {HOUR / 2}),
    ],
)
def test_the_oracle_sees_the_odd_ones(zone: str, lengths: set[timedelta]) -> None:
    assert {abs(change.by) for change in changes(zone)} >= lengths


# --- Minute by minute around each change --------------------------------------------------------


def readings_around(change: Change) -> Iterator[datetime]:
    """Wall times before, in and after the gap or fold, its first and last minute among them."""
    start = change.at.replace(tzinfo=None) + min(change.before, change.after)
    length = abs(change.by)
    yield from (start - MINUTE, start + length - MINUTE)
    reading = start - HOUR
    while reading <= start + length + HOUR:
        yield reading
        reading += HOUR / 4 if length < DAY else 3 * HOUR


def what_the_clocks_showed(change: Change, zone: str) -> dict[datetime, datetime]:
    """Each reading around the change, and the first minute in UTC at which the clocks showed it."""
    first: dict[datetime, datetime] = {}
    around = abs(change.by) + 2 * HOUR
    moment = change.at - around
    while moment <= change.at + around:
        first.setdefault(shown(moment, zone), moment)
        moment += MINUTE
    return first


@pytest.mark.parametrize("zone", ZONES)
def test_around_every_change_the_clocks_themselves_say_when(zone: str) -> None:
    for change in changes(zone):
        first = what_the_clocks_showed(change, zone)
        for reading in readings_around(change):
            # Never shown: it lies in a gap, and moves on by the gap's length.
            expected = first.get(reading) or first[reading + change.by]

            day, wall_time = reading.date(), reading.time()
            assert at_wall_time(day, wall_time, zone) == expected
            found = next_occurrence(
                weekday=day.weekday(), wall_time=wall_time, zone=zone, after=expected - 3 * DAY
            )
            assert (found.local_date, found.starts_at) == (day, expected)


# --- Every week of twenty-three years ---------------------------------------------------------


def is_left_out(reading: datetime, zone: str) -> bool:
    """Whether the clocks jumped over this reading."""
    return any(
        reading - change.after < change.at.replace(tzinfo=None) <= reading - change.before
        for change in changes(zone)
    )


@pytest.mark.parametrize("zone", ZONES)
def test_each_local_week_has_one_at_the_time_on_the_wall(zone: str) -> None:
    for number in range(7 * len(WALL_TIMES)):
        weekday, wall_time = number % 7, WALL_TIMES[number // 7]
        rhythm = {"weekday": weekday, "wall_time": wall_time, "zone": zone}
        found = [next_occurrence(**rhythm, after=BEGIN)]
        while found[-1].starts_at < END:
            found.append(next_occurrence(**rhythm, after=found[-1].starts_at))

        # A week apart by the calendar is one in every local week: never two, never none.
        assert {b.local_date - a.local_date for a, b in pairwise(found)} == {WEEK}
        assert all(a.starts_at < b.starts_at for a, b in pairwise(found))
        assert found[0].local_date.weekday() == weekday
        moved = [
            datetime.combine(one.local_date, wall_time)
            for one in found[:-1]
            if shown(one.starts_at, zone) != datetime.combine(one.local_date, wall_time)
        ]
        assert all(is_left_out(reading, zone) for reading in moved)


def test_on_the_day_samoa_did_not_have_the_meeting_is_a_day_later() -> None:
    found = next_occurrence(
        weekday=4,
        wall_time=time(20),
        zone="Pacific/Apia",
        after=datetime(2011, 12, 29, tzinfo=UTC),
    )

    assert found.local_date == date(2011, 12, 30)
    assert shown(found.starts_at, "Pacific/Apia") == datetime(2011, 12, 31, 20)  # noqa: DTZ001


# --- Anything else ------------------------------------------------------------------------------


def start_by_the_table(day: date, wall_time: time, zone: str) -> datetime:
    """The start on a day, from the list of changes alone: the first moment that shows the reading.

    Where there is none, the offset from before the gap leads on by its length.
    """
    reading = datetime.combine(day, wall_time)
    table = changes(zone)
    at = [change.at for change in table]

    def ahead(moment: datetime) -> timedelta:
        number = bisect_right(at, moment)
        return table[number - 1].after if number else offset(BEGIN, zone)

    offsets = {offset(BEGIN, zone), *(change.after for change in table)}
    moments = [(reading - one).replace(tzinfo=UTC) for one in offsets]
    showing = [m for m in moments if (m + ahead(m)).replace(tzinfo=None) == reading]
    if showing:
        return min(showing)
    (gap,) = (
        change
        for change in table
        if change.at + change.before <= reading.replace(tzinfo=UTC) < change.at + change.after
    )
    return (reading - gap.before).replace(tzinfo=UTC)


@given(
    zone=st.sampled_from([zone for zone in ZONES if changes(zone)]),
    number=st.integers(0, 1000),
    hours=st.floats(-200, 50, allow_nan=False),
    weekday=st.integers(0, 6),
    wall_time=st.times().map(lambda t: t.replace(fold=0)),
    lead=st.sampled_from([NO_TIME, HOUR, 48 * HOUR]),
)
def test_near_a_change_the_next_is_the_one_the_table_gives(
    zone: str, number: int, hours: float, weekday: int, wall_time: time, lead: timedelta
) -> None:
    change = changes(zone)[number % len(changes(zone))]
    after = change.at + hours * HOUR

    days = [shown(after, zone).date() + n * DAY for n in range(-2, 12)]
    starts = [start_by_the_table(day, wall_time, zone) for day in days if day.weekday() == weekday]
    expected = min(start for start in starts if start - lead > after)

    found = next_occurrence(weekday=weekday, wall_time=wall_time, zone=zone, after=after, lead=lead)
    assert found.starts_at == expected
