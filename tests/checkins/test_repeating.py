"""What they do every week is planned ahead by itself, on the same clock, until either stops it."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from accounts.models import Couple
from checkins.models import Plan, Repeat
from checkins.models.repeat import carry_on
from checkins.reminders import tick
from tests.checkins.plan_verbs import (
    LIST,
    lets_go,
    moves,
    page,
    plans,
    plans_weekly,
    stops,
)
from tests.support.people import Someone, link

WEEK = timedelta(weeks=1)


@pytest.fixture
def weekly(friday, couple: Couple, alex: Someone) -> list[Plan]:
    """Saturdays at three in Berlin, from tomorrow on."""
    return plans_weekly(alex)


def days(repeated: list[Plan] | None = None) -> list[str]:
    """On which days of December and January there is one that was not let go."""
    kept = Plan.objects.kept().exclude(repeat=None).order_by("starts_at")
    return [f"{plan.starts_at:%m-%d}" for plan in kept]


def test_the_coming_five_weeks_are_planned_at_once(weekly, alex: Someone, sam: Someone) -> None:
    assert days() == ["12-05", "12-12", "12-19", "12-26", "01-02"]
    text = sam.opens(LIST).content.decode()
    assert text.count("The pottery place on Mill Street") == 5
    assert text.count("every week") == 5


def test_the_clockwork_plans_the_next_one_and_only_once(weekly, friday) -> None:
    later = friday + WEEK

    tallies = [tick.run(later, lambda ids: None) for _twice in range(2)]

    assert [tally.planned for tally in tallies] == [1, 0]
    assert days() == ["12-05", "12-12", "12-19", "12-26", "01-02", "01-09"]


def test_a_visit_plans_it_where_the_clockwork_stood_still(
    weekly, friday, sam, time_machine
) -> None:
    time_machine.move_to(friday + WEEK, tick=False)

    sam.opens(LIST)

    assert days()[-1] == "01-09"


def test_weeks_nobody_was_there_for_are_not_made_up_for(weekly, friday) -> None:
    carry_on(friday + 8 * WEEK)

    # Until 5 March, five weeks ahead of 29 January. 9 to 23 January were not made and are gone.
    assert days()[5:] == ["01-30", "02-06", "02-13", "02-20", "02-27", "03-05"][: len(days()) - 5]
    assert len(days()) == 10


@pytest.mark.parametrize(
    ("zone", "now", "first_on", "wall_time", "hours"),
    [
        # Berlin goes to summer time on 28 March 2027: 20:00 is 19:00 UTC before, 18:00 after.
        ("Europe/Berlin", "2027-03-12", "2027-03-13", "20:00", [19, 19, 19, 18, 18]),
        # New York goes back on 1 November 2026: 20:00 is 00:00 UTC before, 01:00 after.
        ("America/New_York", "2026-10-16", "2026-10-18", "20:00", [0, 0, 1, 1, 1]),
        # In Berlin 02:30 is left out on 28 March 2027: that once it is 03:30, 01:30 UTC.
        ("Europe/Berlin", "2027-03-19", "2027-03-21", "02:30", [1, 1, 0, 0, 0]),
    ],
)
def test_the_wall_clock_stays_when_the_clocks_change(
    couple: Couple,
    alex: Someone,
    time_machine,
    zone: str,
    now: str,
    first_on: str,
    wall_time: str,
    hours: list[int],
) -> None:
    time_machine.move_to(datetime.fromisoformat(now).replace(tzinfo=UTC), tick=False)

    made = plans_weekly(alex, day=first_on, wall_time=wall_time, zone=zone)

    assert [plan.starts_at.hour for plan in made] == hours
    first = date.fromisoformat(first_on)
    assert [plan.repeat_on for plan in made] == [first + n * WEEK for n in range(len(made))]


def test_one_is_moved_and_the_others_stay(weekly, alex: Someone, friday) -> None:
    moves(alex, weekly[1], day="2026-12-13")

    carry_on(friday + WEEK)

    assert days() == ["12-05", "12-13", "12-19", "12-26", "01-02", "01-09"]


def test_one_is_let_go_and_never_comes_back(weekly, sam: Someone, friday) -> None:
    lets_go(sam, weekly[1])

    carry_on(friday + WEEK)
    Repeat.objects.update(made_until=date(2026, 12, 5))
    carry_on(friday + WEEK)

    assert days() == ["12-05", "12-19", "12-26", "01-02", "01-09"]


def test_either_stops_it_and_what_was_moved_or_done_stays(
    weekly, alex: Someone, sam: Someone, time_machine
) -> None:
    moves(alex, weekly[2], day="2026-12-20")
    time_machine.move_to(weekly[0].ends_at, tick=False)

    response = stops(sam, weekly[1])

    assert response.url == page("plan_detail", weekly[1])
    assert days() == ["12-05", "12-20"]
    let_go = Plan.objects.exclude(cancelled_at=None)
    assert {plan.sequence for plan in let_go} == {1}
    assert carry_on(weekly[4].starts_at) == 0


def test_stopped_twice_it_is_stopped(weekly, alex: Someone, sam: Someone) -> None:
    stops(alex, weekly[0])
    ended_at = Repeat.objects.get().ended_at

    assert stops(sam, weekly[1]).status_code == 302

    assert Repeat.objects.get().ended_at == ended_at


def test_a_plan_that_does_not_repeat_cannot_be_stopped_but_nothing_breaks(
    friday, couple: Couple, alex: Someone
) -> None:
    plans(alex)

    stops(alex, Plan.objects.get())

    assert Plan.objects.kept().count() == 1


def test_a_later_week_counts_when_it_is_asked_what_is_there_already(weekly, sam: Someone) -> None:
    assert plans(sam, day="2026-12-26", title="Soup").status_code == 409


def test_what_is_there_in_a_later_week_is_asked_about(friday, couple, alex, sam: Someone) -> None:
    plans(sam, day="2026-12-19", title="Soup for two")

    response = plans(alex, every_week="on")

    assert response.status_code == 409
    assert "Soup for two" in response.content.decode()
    assert not Repeat.objects.exists()


def test_one_that_begins_far_ahead_waits_for_its_time(friday, couple: Couple, alex) -> None:
    plans_weekly(alex, day="2027-03-06")
    assert days() == ["03-06"]

    carry_on(datetime(2027, 2, 6, 12, tzinfo=UTC))

    assert days() == ["03-06", "03-13"]


def test_a_form_sent_twice_repeats_once(friday, couple: Couple, alex: Someone) -> None:
    token = "7f0f1c7e-7d8f-4b52-9a5e-6d1a2d6a3c11"

    first, second = (plans(alex, every_week="on", token=token) for _twice in range(2))

    assert first.url == second.url
    assert Repeat.objects.count() == 1
    assert Plan.objects.count() == 5


def test_seven_a_week_are_plenty(friday, couple: Couple, alex: Someone) -> None:
    for hour in range(7):
        plans(alex, every_week="on", wall_time=f"{10 + hour}:00", minutes="15")

    response = plans(alex, every_week="on", wall_time="20:00", title="One more")

    text = response.content.decode()
    assert response.status_code == 422
    assert "Seven things repeat every week already" in text
    assert 'value="One more"' in text
    assert Repeat.objects.count() == 7


def test_after_an_unlink_no_more_are_made(weekly, alex, sam: Someone, friday) -> None:
    accounts.unlink(by=alex.person, at=friday)
    link(alex, sam)

    assert carry_on(friday + WEEK) == 0

    assert Repeat.objects.get().ended_at == friday
    assert "pottery" not in sam.opens(LIST).content.decode()
    assert sam.sends(page("stop_repeating", weekly[0])).status_code == 404


def test_after_an_erasure_nothing_of_it_is_left(weekly, alex: Someone, friday) -> None:
    accounts.erase(by=alex.person, at=friday)

    assert not Repeat.objects.exists()
    assert carry_on(friday + WEEK) == 0


def test_its_title_is_sealed(weekly) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM checkins_repeat")

        assert b"pottery" not in bytes(cursor.fetchone()[0])


def _in_no_zone(repeat: Repeat) -> None:
    Repeat.objects.filter(pk=repeat.pk).update(zone="Mars/Olympus_Mons")


def _damaged(repeat: Repeat) -> None:
    repeat.title = b"no seal at all"
    repeat.save()


@pytest.mark.parametrize("goes_wrong", [_in_no_zone, _damaged])
def test_one_that_cannot_be_carried_on_keeps_no_other_from_it(
    friday, couple: Couple, alex, caplog, goes_wrong: Callable[[Repeat], None]
) -> None:
    plans_weekly(alex)
    goes_wrong(Repeat.objects.get())
    plans_weekly(alex, wall_time="19:00", title="Cards")

    assert carry_on(friday + WEEK) == 1

    assert "cannot be carried on" in caplog.text
    assert "pottery" not in caplog.text
    # It is looked at again a week later, not in every tick.
    assert not Repeat.objects.due(friday + WEEK).exists()


def test_the_clockwork_asks_little_however_many_there_are(
    friday, couple: Couple, alex: Someone, django_assert_max_num_queries
) -> None:
    for hour in range(6):
        plans_weekly(alex, wall_time=f"{10 + hour}:00", minutes="30")

    with django_assert_max_num_queries(6):
        assert carry_on(friday + WEEK) == 6


def test_of_very_many_it_makes_some_at_a_time(friday, couple: Couple, alex: Someone) -> None:
    for hour in range(3):
        plans_weekly(alex, wall_time=f"{10 + hour}:00", minutes="30")

    made = [carry_on(friday + WEEK, at_most=2) for _turn in range(3)]

    assert made == [2, 1, 0]


def test_the_list_asks_the_database_little(
    weekly, alex: Someone, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(8):
        alex.opens(LIST)
    with django_assert_max_num_queries(8):
        alex.opens(page("plan_detail", weekly[0]))
