"""Weekly times stay what the clock on the wall says, through every change of the clocks."""

import time as stopwatch
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from checkins.domain.cadence import (
    UnknownZone,
    at_wall_time,
    iso_week,
    local_date,
    next_occurrence,
    zone_named,
)

MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY = range(7)

ZONES = [
    *("UTC", "Europe/Berlin", "Europe/London", "Europe/Lisbon", "Atlantic/Azores"),
    *("America/New_York", "America/St_Johns", "America/Sao_Paulo", "America/Santiago"),
    *("America/Havana", "America/Nuuk", "America/Los_Angeles", "America/Asuncion"),
    *("Australia/Lord_Howe", "Australia/Sydney", "Pacific/Auckland", "Pacific/Chatham"),
    *("Pacific/Apia", "Pacific/Kiritimati", "Pacific/Pago_Pago", "Asia/Kolkata"),
    *("Asia/Kathmandu", "Asia/Tehran", "Asia/Beirut", "Asia/Gaza", "Asia/Tokyo"),
    *("Africa/Cairo", "Africa/Casablanca", "Antarctica/Troll", "Asia/Pyongyang"),
]


def utc(text: str) -> datetime:
    """A moment in UTC, written short."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("zone", "weekday", "wall_time", "after", "starts_at"),
    [
        # An ordinary week: 20:00 in Berlin is 19:00 UTC in winter, 18:00 in summer.
        ("Europe/Berlin", SUNDAY, "20:00", "2026-12-01 00:00", "2026-12-06 19:00"),
        ("Europe/Berlin", SUNDAY, "20:00", "2026-07-01 00:00", "2026-07-05 18:00"),
        # Over the change to winter time: from 18:00 UTC to 19:00 UTC, still 20:00 on the wall.
        ("Europe/Berlin", SUNDAY, "20:00", "2026-10-18 18:00", "2026-10-25 19:00"),
        # 02:30 is left out on 29 March (02:00 → 03:00): it moves on an hour to 03:30 = 01:30 UTC.
        ("Europe/Berlin", SUNDAY, "02:30", "2026-03-28 00:00", "2026-03-29 01:30"),
        # The week after it is 02:30 again, 00:30 UTC.
        ("Europe/Berlin", SUNDAY, "02:30", "2026-03-29 01:30", "2026-04-05 00:30"),
        # 02:30 comes twice on 25 October: the first is at +2 h, 00:30 UTC.
        ("Europe/Berlin", SUNDAY, "02:30", "2026-10-24 00:00", "2026-10-25 00:30"),
        # Between the first and the second 02:30 the next one is a week away, at +1 h.
        ("Europe/Berlin", SUNDAY, "02:30", "2026-10-25 00:45", "2026-11-01 01:30"),
        # New York leaves out 02:00-03:00 on 8 March: 02:30 becomes 03:30 at -4 h.
        ("America/New_York", SUNDAY, "02:30", "2026-03-07 00:00", "2026-03-08 07:30"),
        # 01:30 comes twice on 1 November: the first is at -4 h.
        ("America/New_York", SUNDAY, "01:30", "2026-10-31 00:00", "2026-11-01 05:30"),
        # Sunday evening in New York is Monday in UTC: the weekday is the local one.
        ("America/New_York", SUNDAY, "21:00", "2026-12-01 00:00", "2026-12-07 02:00"),
        # Lord Howe leaves out half an hour, 02:00-02:30 on 4 October: 02:15 becomes 02:45 at +11 h.
        ("Australia/Lord_Howe", SUNDAY, "02:15", "2026-10-01 00:00", "2026-10-03 15:45"),
        # And repeats 01:30-02:00 on 5 April: the first 01:45 is at +11 h.
        ("Australia/Lord_Howe", SUNDAY, "01:45", "2026-04-01 00:00", "2026-04-04 14:45"),
        # Kolkata is +5:30 all year; its Monday begins on Sunday in UTC.
        ("Asia/Kolkata", MONDAY, "05:00", "2026-12-01 00:00", "2026-12-06 23:30"),
        # Beirut's clocks go from midnight to 01:00 on 29 March: 00:30 becomes 01:30 at +3 h.
        ("Asia/Beirut", SUNDAY, "00:30", "2026-03-27 00:00", "2026-03-28 22:30"),
        # Apia had no 30 December 2011: Friday 18:00 moves on by 24 hours to Saturday, at +14 h.
        ("Pacific/Apia", FRIDAY, "18:00", "2011-12-28 12:00", "2011-12-31 04:00"),
        # Seen from the very day it moved on to, before and after that moment.
        ("Pacific/Apia", FRIDAY, "18:00", "2011-12-31 03:59", "2011-12-31 04:00"),
        ("Pacific/Apia", FRIDAY, "18:00", "2011-12-31 04:00", "2012-01-06 04:00"),
    ],
)
def test_the_wall_clock_decides(
    zone: str, weekday: int, wall_time: str, after: str, starts_at: str
) -> None:
    occurrence = next_occurrence(
        weekday=weekday, wall_time=time.fromisoformat(wall_time), zone=zone, after=utc(after)
    )

    assert occurrence.starts_at == utc(starts_at)


def test_a_day_that_does_not_exist_keeps_its_own_date() -> None:
    occurrence = next_occurrence(
        weekday=FRIDAY, wall_time=time(18), zone="Pacific/Apia", after=utc("2011-12-28 12:00")
    )

    assert occurrence.local_date == date(2011, 12, 30)


def test_the_moment_itself_is_over() -> None:
    meeting = utc("2026-12-06 19:00")

    occurrence = next_occurrence(
        weekday=SUNDAY, wall_time=time(20), zone="Europe/Berlin", after=meeting
    )

    assert occurrence.starts_at == meeting + timedelta(days=7)


def test_a_lead_is_counted_in_real_hours() -> None:
    # 49 hours on the wall before Sunday 20:00, because the night between is an hour longer.
    occurrence = next_occurrence(
        weekday=SUNDAY,
        wall_time=time(20),
        zone="Europe/Berlin",
        after=utc("2026-10-20 00:00"),
        lead=timedelta(hours=48),
    )

    assert occurrence.due_at == utc("2026-10-23 19:00")
    assert occurrence.starts_at == utc("2026-10-25 19:00")


def test_what_was_due_already_is_not_the_next_one() -> None:
    # Saturday is inside the 48 hours before Sunday, so the coming Sunday was due on Friday.
    occurrence = next_occurrence(
        weekday=SUNDAY,
        wall_time=time(20),
        zone="Europe/Berlin",
        after=utc("2026-12-05 12:00"),
        lead=timedelta(hours=48),
    )

    assert occurrence.local_date == date(2026, 12, 13)


@pytest.mark.parametrize(
    "name",
    [
        *("", "Mars/Olympus", "Europe", "../etc/passwd", "/etc/localtime", "Europe/Berlin\x00"),
        *("\ud800", "x" * 5000, "Europe/../Europe/Berlin", "."),
    ],
)
def test_a_name_that_is_no_zone_is_refused(name: str) -> None:
    with pytest.raises(UnknownZone):
        zone_named(name)


@pytest.mark.parametrize("name", ["Asia/Calcutta", "Europe/Kiev", "US/Eastern"])
def test_names_that_browsers_still_send_are_known(name: str) -> None:
    assert zone_named(name).key == name


@pytest.mark.parametrize("weekday", [-1, 7])
def test_a_weekday_that_does_not_exist_is_refused(weekday: int) -> None:
    with pytest.raises(ValueError, match="weekday"):
        next_occurrence(weekday=weekday, wall_time=time(20), zone="UTC", after=utc("2026-12-01"))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="aware"):
        next_occurrence(
            weekday=SUNDAY,
            wall_time=time(20),
            zone="UTC",
            after=datetime(2026, 12, 1),  # noqa: DTZ001
        )


def test_a_wall_time_with_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="naive"):
        at_wall_time(date(2026, 12, 6), time(20, tzinfo=UTC), "Europe/Berlin")


@pytest.mark.parametrize(
    ("day", "week"),
    [
        (date(2026, 12, 6), "2026-W49"),
        (date(2026, 12, 7), "2026-W50"),
        # The year of the week is that of its Thursday.
        (date(2027, 1, 3), "2026-W53"),
        (date(2024, 12, 30), "2025-W01"),
    ],
)
def test_weeks_are_named_as_iso_names_them(day: date, week: str) -> None:
    assert iso_week(day) == week


moments = st.datetimes(
    min_value=datetime(2005, 1, 1),  # noqa: DTZ001
    max_value=datetime(2040, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
rhythms = st.fixed_dictionaries(
    {
        "weekday": st.integers(0, 6),
        "wall_time": st.times(),
        "zone": st.sampled_from(ZONES),
        "lead": st.sampled_from([timedelta(), timedelta(hours=48)]),
    }
)


@given(rhythm=rhythms, after=moments)
def test_the_weekday_is_that_of_the_local_date(rhythm: dict, after: datetime) -> None:
    assert next_occurrence(**rhythm, after=after).local_date.weekday() == rhythm["weekday"]


@given(rhythm=rhythms, after=moments)
def test_it_is_due_strictly_later_and_within_eight_days(rhythm: dict, after: datetime) -> None:
    due_at = next_occurrence(**rhythm, after=after).due_at

    assert after < due_at <= after + timedelta(days=8)


@given(rhythm=rhythms, after=moments)
def test_nothing_lies_between_now_and_the_next_one(rhythm: dict, after: datetime) -> None:
    found = next_occurrence(**rhythm, after=after)

    just_before = found.due_at - timedelta(microseconds=1)
    assume(just_before >= after)
    assert next_occurrence(**rhythm, after=just_before) == found


@given(rhythm=rhythms, after=moments)
def test_each_local_week_has_exactly_one(rhythm: dict, after: datetime) -> None:
    first = next_occurrence(**rhythm, after=after)
    second = next_occurrence(**rhythm, after=first.due_at)

    assert second.local_date - first.local_date == timedelta(days=7)


@given(rhythm=rhythms, after=moments)
@example(
    rhythm={"weekday": 6, "wall_time": time(2, 30, fold=1), "zone": "Europe/Berlin"},
    after=datetime(2026, 10, 24, tzinfo=UTC),
)
def test_the_wall_shows_the_time_unless_the_clocks_left_it_out(
    rhythm: dict, after: datetime
) -> None:
    occurrence = next_occurrence(**rhythm, after=after)

    on_the_wall = occurrence.starts_at.astimezone(zone_named(rhythm["zone"]))
    asked = datetime.combine(occurrence.local_date, rhythm["wall_time"].replace(fold=0))
    moved_on_by = on_the_wall.replace(tzinfo=None, fold=0) - asked
    # Zero outside gaps; the gaps of the last decades are half an hour, an hour, two, or a day.
    assert moved_on_by in {timedelta(), *(timedelta(hours=h) for h in (0.5, 1, 2, 24))}
    assert on_the_wall.fold == 0


@given(moment=moments, zone=st.sampled_from(ZONES))
def test_the_local_date_is_that_of_the_calendar_there(moment: datetime, zone: str) -> None:
    assert local_date(moment, zone) == moment.astimezone(zone_named(zone)).date()


def test_a_thousand_are_found_in_the_blink_of_an_eye() -> None:
    rhythms = [
        {"weekday": n % 7, "wall_time": time(n % 24, n % 60), "zone": ZONES[n % len(ZONES)]}
        for n in range(1000)
    ]
    after = utc("2026-12-01 00:00")

    def once() -> float:
        begin = stopwatch.perf_counter()
        for rhythm in rhythms:
            next_occurrence(**rhythm, after=after)
        return stopwatch.perf_counter() - begin

    # The bar is 2 ms; a busy machine may take a few times as long, a slip in the code far longer.
    assert min(once() for _ in range(5)) < 0.01
