"""A plan is put at another time by either of the two, once, and never behind the other's back."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from accounts.models import Couple
from checkins.models import Plan
from tests.checkins.plan_verbs import lets_go, moves, page, plans
from tests.support.people import Someone

SUNDAY_AT_THREE = datetime(2026, 12, 6, 14, 0, tzinfo=UTC)


@pytest.fixture
def plan(friday, couple: Couple, alex: Someone) -> Plan:
    """Alex's plan for Saturday at three."""
    plans(alex)
    return Plan.objects.get()


def test_either_moves_it_for_both(plan: Plan, alex: Someone, sam: Someone) -> None:
    response = moves(sam, plan, minutes="60")

    plan.refresh_from_db()
    assert response.url == page("plan_detail", plan)
    assert (plan.starts_at, plan.minutes, plan.sequence) == (SUNDAY_AT_THREE, 60, 1)
    assert "Sunday, 6 December at 15:00, 1 hour" in alex.opens("/together/").content.decode()


def test_the_form_says_where_it_is_now_on_the_clock_it_was_planned_by(
    plan: Plan, sam: Someone
) -> None:
    form = sam.opens(page("move_plan", plan)).content.decode()

    assert 'value="2026-12-05"' in form
    assert 'value="15:00"' in form
    assert 'value="Europe/Berlin" selected' in form


def test_the_calendar_replaces_the_old_time(plan: Plan, alex: Someone) -> None:
    files = [alex.opens(page("plan_calendar", plan)).content]
    moves(alex, plan)
    files.append(alex.opens(page("plan_calendar", plan)).content)

    before, after = (Calendar.from_ical(file).walk("VEVENT")[0] for file in files)
    assert after["UID"] == before["UID"]
    assert (before["SEQUENCE"], after["SEQUENCE"]) == (0, 1)
    assert after.start == SUNDAY_AT_THREE


def test_sent_twice_it_moves_once(plan: Plan, alex: Someone) -> None:
    first, second = moves(alex, plan), moves(alex, plan)

    plan.refresh_from_db()
    assert first.url == second.url
    assert plan.sequence == 1


def test_moved_by_both_the_second_one_is_shown_the_new_time(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    moves(alex, plan)

    response = moves(sam, plan, day="2026-12-08")

    text = response.content.decode()
    assert response.status_code == 409
    assert "Sunday, 6 December" in text
    assert 'value="2026-12-08"' in text
    assert 'name="seen" value="1"' in text
    plan.refresh_from_db()
    assert plan.starts_at == SUNDAY_AT_THREE


def test_what_was_let_go_stays_let_go(plan: Plan, alex: Someone, sam: Someone) -> None:
    lets_go(sam, plan)

    response = moves(alex, plan)

    plan.refresh_from_db()
    assert response.status_code == 409
    assert "was let go" in response.content.decode()
    assert plan.is_cancelled
    assert plan.starts_at < SUNDAY_AT_THREE
    assert alex.opens(page("move_plan", plan)).url == page("plan_detail", plan)


def test_what_is_over_is_not_moved(plan: Plan, alex: Someone, time_machine) -> None:
    time_machine.move_to(plan.ends_at, tick=False)

    assert moves(alex, plan, day="2026-12-08").status_code == 409
    assert alex.opens(page("move_plan", plan)).url == page("plan_detail", plan)


def test_what_has_begun_can_still_be_put_off(plan: Plan, alex: Someone, time_machine) -> None:
    time_machine.move_to(plan.ends_at - timedelta(minutes=1), tick=False)

    assert moves(alex, plan).status_code == 302


def test_it_never_moves_over_another_plan_unasked(plan: Plan, alex: Someone, sam: Someone) -> None:
    plans(sam, title="Soup for two", day="2026-12-06", wall_time="16:00")

    asked = moves(alex, plan)
    moved = moves(alex, plan, anyway="on")

    assert asked.status_code == 409
    assert "Soup for two" in asked.content.decode()
    assert moved.status_code == 302


def test_it_is_not_in_its_own_way(plan: Plan, alex: Someone) -> None:
    assert moves(alex, plan, day="2026-12-05", wall_time="15:30").status_code == 302


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2026-12-04", "wall_time": "20:59"}, "That time has passed"),
        ({"day": ""}, "Choose a day"),
        ({"wall_time": "noonish"}, "cannot read this time"),
        ({"zone": "Mars/Olympus_Mons"}, "do not know the zone"),
        ({"minutes": "721"}, "at most 12 hours"),
        ({"seen": "-1"}, "another look"),
        ({"seen": "9" * 400}, "another look"),
        ({"seen": ""}, "another look"),
    ],
)
def test_where_it_cannot_be_moved_to_is_a_sentence(
    plan: Plan, alex: Someone, wrong: dict, sentence: str
) -> None:
    response = moves(alex, plan, **wrong)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    plan.refresh_from_db()
    assert plan.sequence == 0


def test_the_page_asks_the_database_little(
    plan: Plan, alex: Someone, django_assert_max_num_queries
) -> None:
    with django_assert_max_num_queries(6):
        alex.opens(page("move_plan", plan))
