"""Weekday, time or zone changed around the due moment: each local week still has its one mail."""

from collections import Counter
from datetime import datetime, time

import pytest

from checkins.models import OwedMail, Schedule
from checkins.reminders import schedules
from tests.support.people import Someone
from tests.support.reminders import MINUTE, SUNDAY_EVENING, WEEK, ticks_and_delivers, wants_weekly

FURTHEST_EAST, FURTHEST_WEST = "Pacific/Kiritimati", "Pacific/Pago_Pago"
CHANGES = [
    *((6, time(20), zone) for zone in (FURTHEST_EAST, FURTHEST_WEST, "Asia/Kathmandu")),
    *((6, time(hour), "Europe/Berlin") for hour in (0, 19, 21)),
    *((weekday, time(8), "Europe/Berlin") for weekday in (0, 5, 6)),
    (0, time(12), FURTHEST_EAST),
    (6, time(23, 59), FURTHEST_WEST),
]


@pytest.mark.usefixtures("couple")
@pytest.mark.parametrize(("weekday", "wall_time", "zone"), CHANGES)
@pytest.mark.parametrize("minutes", [-1, 0, 1])
def test_one_a_week_never_two_never_none(
    minutes: int,
    weekday: int,
    wall_time: time,
    zone: str,
    alex: Someone,
    mailoutbox: list,
) -> None:
    wants_weekly(alex, since=SUNDAY_EVENING - WEEK - MINUTE)
    changed_at = SUNDAY_EVENING + minutes * MINUTE
    # The tick of that Sunday is still to come.
    time_goes_by(SUNDAY_EVENING)

    schedules.set_together(
        alex.person, True, changed_at, weekday=weekday, wall_time=wall_time, zone=zone
    )
    ticks_and_delivers(changed_at)
    time_goes_by(SUNDAY_EVENING + 3 * WEEK)

    weeks = Counter(OwedMail.objects.values_list("occasion", flat=True))
    assert [weeks[f"2026-W{number}"] for number in (48, 49, 50, 51)] == [1, 1, 1, 1]
    assert len(mailoutbox) == len(weeks)


def time_goes_by(until: datetime) -> None:
    """Tick whenever the reminder comes due before that moment."""
    while (due_at := Schedule.objects.get().next_due_at) < until:
        ticks_and_delivers(due_at)
