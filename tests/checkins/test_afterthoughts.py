"""How it was: a line for oneself, and the page of what the two did so far."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from accounts.models import Couple
from checkins.models import Afterthought, Plan
from tests.checkins.plan_verbs import LIST, PAST, lets_go, notes, page, plans
from tests.support.people import Someone, link

WEEK = timedelta(weeks=1)


@pytest.fixture
def plan(friday, couple: Couple, alex: Someone, time_machine) -> Plan:
    """Alex's Saturday, an hour ago."""
    plans(alex)
    made = Plan.objects.get()
    time_machine.move_to(made.ends_at + timedelta(hours=1), tick=False)
    return made


def reads(someone: Someone, address: str) -> str:
    return someone.opens(address).content.decode()


def test_one_line_is_kept_and_can_be_changed(plan: Plan, alex: Someone) -> None:
    notes(alex, plan, "Clay everywhere")
    response = notes(alex, plan, "Clay everywhere, and worth it")

    assert response.url == page("plan_detail", plan)
    assert Afterthought.objects.count() == 1
    for address in (page("plan_detail", plan), PAST, LIST):
        assert "Clay everywhere, and worth it" in reads(alex, address)


def test_the_other_one_sees_the_same_to_the_byte(plan: Plan, alex: Someone, sam: Someone) -> None:
    addresses = (page("plan_detail", plan), PAST, LIST)
    before = [sam.sees(address) for address in addresses]

    notes(alex, plan, "Clay everywhere")

    assert [sam.sees(address) for address in addresses] == before


def test_each_has_a_line_of_their_own(plan: Plan, alex: Someone, sam: Someone) -> None:
    notes(alex, plan, "Clay everywhere")
    notes(sam, plan, "My back")

    assert "My back" not in reads(alex, PAST)
    assert "Clay everywhere" not in reads(sam, PAST)


def test_the_line_is_sealed(plan: Plan, alex: Someone) -> None:
    notes(alex, plan, "Clay everywhere")

    with connection.cursor() as cursor:
        cursor.execute("SELECT line FROM checkins_afterthought")

        assert b"Clay" not in bytes(cursor.fetchone()[0])


def test_an_empty_line_takes_it_away(plan: Plan, alex: Someone) -> None:
    notes(alex, plan, "Clay everywhere")
    notes(alex, plan, "  ")

    assert not Afterthought.objects.exists()


def test_a_line_that_is_too_long_stays_in_the_page(plan: Plan, alex: Someone) -> None:
    response = notes(alex, plan, "x" * 301)

    assert response.status_code == 422
    assert "301 characters long" in response.content.decode()
    assert "x" * 301 in response.content.decode()


def test_it_is_asked_for_a_week_and_stays_to_be_read(
    plan: Plan, alex: Someone, time_machine
) -> None:
    notes(alex, plan, "Clay everywhere")

    time_machine.move_to(plan.ends_at + WEEK - timedelta(seconds=1), tick=False)
    assert "How was it?" in reads(alex, LIST)
    assert notes(alex, plan, "Clay in my hair").status_code == 302

    time_machine.move_to(plan.ends_at + WEEK, tick=False)
    assert "How was it?" not in reads(alex, LIST)
    assert notes(alex, plan, "Too late").status_code == 409
    assert "Clay in my hair" in reads(alex, page("plan_detail", plan))
    assert "How was it?" not in reads(alex, page("plan_detail", plan))


def test_before_it_is_over_there_is_nothing_to_say(plan: Plan, alex: Someone, time_machine) -> None:
    time_machine.move_to(plan.ends_at - timedelta(seconds=1), tick=False)

    response = notes(alex, plan, "A little early, perhaps, but so far it is lovely")

    assert response.status_code == 409
    assert "This is still to come" in response.content.decode()
    assert "so far it is lovely" in response.content.decode(), "what was typed is given back"
    assert "How was it?" not in reads(alex, page("plan_detail", plan))


def test_what_did_not_happen_is_not_among_what_they_did(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    assert "It did not happen" in reads(alex, page("plan_detail", plan))

    lets_go(alex, plan)

    assert "pottery" not in reads(sam, PAST)
    assert notes(sam, plan, "A pity").status_code == 409


def test_a_line_of_ones_own_stays_when_the_other_says_it_did_not_happen(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    notes(alex, plan, "Clay everywhere")

    lets_go(sam, plan)

    assert "Clay everywhere" in reads(alex, PAST)
    assert "pottery" not in reads(sam, PAST)


def test_what_is_still_to_come_is_not_among_it(plan: Plan, alex: Someone) -> None:
    plans(alex, title="The cinema", day="2026-12-12")

    assert "cinema" not in reads(alex, PAST)
    assert "pottery" in reads(alex, PAST)


def test_after_an_unlink_ones_own_lines_stay_ones_own(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    notes(alex, plan, "Clay everywhere")
    notes(sam, plan, "My back")

    accounts.unlink(by=sam.person, at=plan.ends_at)

    # Alex wrote the title too; to Sam it was Alex's.
    alexs, sams = reads(alex, PAST), reads(sam, PAST)
    assert "Clay everywhere" in alexs
    assert "pottery" in alexs
    assert "My back" in sams
    assert "pottery" not in sams
    assert "5 December 2026" in sams
    for someone in (alex, sam):
        assert notes(someone, plan, "Once more").status_code == 404


def test_linking_again_brings_the_others_title_not_back(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    notes(sam, plan, "My back")
    accounts.unlink(by=sam.person, at=plan.ends_at)
    link(alex, sam)

    assert "My back" in reads(sam, PAST)
    assert "pottery" not in reads(sam, PAST)


def test_a_line_outlives_the_plan_of_somebody_who_erased_themselves(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    notes(sam, plan, "My back")

    accounts.erase(by=alex.person, at=plan.ends_at)

    assert "My back" in reads(sam, PAST)
    assert not Plan.objects.exists()


def test_a_damaged_line_costs_no_other_words(plan: Plan, alex: Someone) -> None:
    note = Afterthought(person=alex.person, plan=plan, starts_at=plan.starts_at, line=b"no seal")
    note.save()

    assert "damaged" in reads(alex, PAST)
    assert "pottery" in reads(alex, PAST)


def test_twenty_a_page_and_few_questions_to_the_database(
    friday, couple: Couple, alex: Someone, time_machine, django_assert_max_num_queries
) -> None:
    for number in range(21):
        hour, minute = divmod(number * 20, 60)
        plans(alex, title=f"Walk {number:02}", wall_time=f"{9 + hour}:{minute:02}", minutes="15")
    time_machine.move_to(friday + timedelta(days=2), tick=False)
    for made in Plan.objects.all():
        notes(alex, made, f"Line of {made.title}")
    # The sentence that it was noted is shown once, and then forgotten by the session.
    alex.opens(LIST)

    with django_assert_max_num_queries(8):
        first = reads(alex, PAST)
    with django_assert_max_num_queries(8):
        alex.opens(LIST)

    assert first.count("Line of Walk") == 20
    assert "Line of Walk 20" in first
    assert reads(alex, f"{PAST}?page=2").count("Line of Walk 00") == 1
    for page_number in ("0", "-1", "x", "99"):
        assert alex.opens(f"{PAST}?page={page_number}").status_code == 200


def test_somebody_alone_finds_the_page_empty(robin: Someone) -> None:
    assert "will be kept here" in reads(robin, PAST)
