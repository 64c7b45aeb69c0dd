"""They plan time together, let it go again, and put it into a calendar that says nothing."""

import re
import uuid
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from icalendar import Calendar

from accounts import services as accounts
from accounts.models import Couple
from accounts.refusals import NotLinked
from checkins import content, services
from checkins.domain.prompts import CLOSENESS
from checkins.models import Plan
from tests.checkins.plan_verbs import NEW, SATURDAY, page, plans
from tests.support.people import Someone, link, make_person


@pytest.fixture
def plan(friday, couple: Couple, alex: Someone) -> Plan:
    """Alex's plan for Saturday at three."""
    plans(alex)
    return Plan.objects.get()


def test_both_see_the_plan_each_in_their_own_zone(plan: Plan, alex: Someone, sam: Someone) -> None:
    alexs, sams = (who.opens("/together/").content.decode() for who in (alex, sam))

    assert "The pottery place on Mill Street" in sams
    assert "Saturday, 5 December at 15:00, 2 hours" in alexs
    assert "Saturday, 5 December at 09:00, 2 hours" in sams


def test_the_title_is_sealed(plan: Plan) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT title FROM checkins_plan")

        assert b"pottery" not in bytes(cursor.fetchone()[0])


def test_a_form_sent_twice_makes_one_plan(friday, couple: Couple, alex: Someone) -> None:
    token = str(uuid.uuid4())

    first, second = plans(alex, token=token), plans(alex, token=token)

    assert first.url == second.url
    assert Plan.objects.count() == 1


def test_a_form_changed_after_back_makes_another_plan(
    friday, couple: Couple, alex: Someone
) -> None:
    token = str(uuid.uuid4())

    plans(alex, token=token)
    plans(alex, token=token, title="The cinema", day="2026-12-06")

    assert sorted(plan.title for plan in Plan.objects.all()) == [
        "The cinema",
        "The pottery place on Mill Street",
    ]


def test_somebody_elses_id_gives_a_plan_of_ones_own(plan: Plan, robin: Someone) -> None:
    link(robin, make_person("Kim"))

    response = plans(robin, token=str(plan.public_id), title="Ours")

    assert response.status_code == 302
    assert str(plan.public_id) not in response.url


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"day": "2026-12-04", "wall_time": "20:59"}, "That time has passed"),
        ({"day": "2020-01-01"}, "That day has passed"),
        ({"day": "0001-01-01"}, "That day has passed"),
        ({"day": "9999-12-31"}, "within a year"),
        ({"day": "tomorrow"}, "Write it like 2026-12-06"),
        ({"day": ""}, "Choose a day"),
        ({"wall_time": "noonish"}, "cannot read this time"),
        ({"zone": "Mars/Olympus_Mons"}, "do not know the zone"),
        ({"minutes": "14"}, "at least 15 minutes"),
        ({"minutes": "721"}, "at most 12 hours"),
        ({"minutes": "9" * 400}, "minutes"),
        ({"title": ""}, "A few words are enough"),
        ({"title": "x" * 121}, "121 characters long"),
        ({"token": "not an id"}, "valid UUID"),
    ],
)
def test_what_cannot_be_planned_is_a_sentence_and_what_was_typed_stays(
    friday, couple: Couple, alex: Someone, wrong: dict, sentence: str
) -> None:
    response = plans(alex, **wrong)

    text = response.content.decode()
    assert response.status_code == 422
    assert sentence in text
    assert wrong.get("title", SATURDAY["title"])[:121] in text
    assert not Plan.objects.exists()


def test_ideas_are_offered_new_ones_first_and_closeness_not_yet(
    friday, couple: Couple, alex: Someone
) -> None:
    response = alex.opens(NEW)

    offered = [*response.context["ideas"], *response.context["more_ideas"]]
    assert len(offered) == sum(idea.area != CLOSENESS for idea in content.ideas().values())
    assert offered[0].note.startswith("New")
    assert offered[-1].note.startswith("Familiar")


def test_taking_an_idea_fills_the_form_and_keeps_what_was_typed(
    friday, couple: Couple, alex: Someone
) -> None:
    response = plans(alex, title="", day="2026-12-12", idea="last-stop")

    form = response.content.decode()
    assert response.status_code == 200
    assert 'value="To the last stop"' in form
    assert 'value="150"' in form
    assert 'value="2026-12-12"' in form
    assert not Plan.objects.exists()


def test_an_idea_that_does_not_exist_changes_nothing(friday, couple: Couple, alex: Someone) -> None:
    assert plans(alex, idea="mars").status_code == 200


def test_either_lets_it_go_and_calendars_learn_of_it(
    plan: Plan, alex: Someone, sam: Someone
) -> None:
    sam.sends(page("cancel_plan", plan))
    sam.sends(page("cancel_plan", plan))

    plan.refresh_from_db()
    assert plan.sequence == 1
    assert "pottery" not in alex.opens("/together/").content.decode()
    assert "was let go" in alex.opens(page("plan_detail", plan)).content.decode()


def test_the_list_holds_four_weeks_and_names_what_comes_later(
    friday, couple: Couple, alex: Someone
) -> None:
    plans(alex, title="Soon", day="2027-01-01")
    plans(alex, title="Later on", day="2027-01-02")

    response = alex.opens("/together/")

    assert [plan.title for plan in response.context["soon"]] == ["Soon"]
    assert [plan.title for plan in response.context["later"]] == ["Later on"]


def test_a_plan_stays_on_the_list_until_it_is_over(plan: Plan, alex: Someone, time_machine) -> None:
    time_machine.move_to(plan.ends_at - timedelta(minutes=1), tick=False)
    assert alex.opens("/together/").context["soon"] == [plan]

    time_machine.move_to(plan.ends_at, tick=False)
    assert alex.opens("/together/").context["soon"] == []


def test_after_an_unlink_the_plan_is_nobodys(plan: Plan, alex: Someone, sam: Someone) -> None:
    accounts.unlink(by=sam.person, at=plan.created_at)

    for someone in (alex, sam):
        for name in ("plan_detail", "plan_calendar"):
            assert someone.opens(page(name, plan)).status_code == 404
        assert someone.sends(page("cancel_plan", plan)).status_code == 404
        assert "pottery" not in someone.opens("/together/").content.decode()


def test_the_pages_of_plans_ask_the_database_little(
    plan: Plan, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    for number in range(20):
        plans(sam if number % 2 else alex, title=f"Plan {number}", anyway="on")
    assert Plan.objects.count() == 21

    for address in ("/together/", NEW, page("plan_detail", plan), page("plan_calendar", plan)):
        with django_assert_max_num_queries(8):
            assert alex.opens(address).status_code == 200


def _file(someone: Someone, plan: Plan) -> bytes:
    return someone.opens(page("plan_calendar", plan)).content


def test_the_calendar_file_says_when_and_nothing_else(plan: Plan, alex: Someone) -> None:
    calendar = Calendar.from_ical(_file(alex, plan))
    [event] = calendar.walk("VEVENT")

    assert calendar["METHOD"] == "PUBLISH"
    assert event["SUMMARY"] == "Evening"
    assert event["CLASS"] == "PRIVATE"
    assert event["STATUS"] == "CONFIRMED"
    assert event["SEQUENCE"] == 0
    assert event["UID"] == f"{plan.public_id}@127.0.0.1"
    assert event.start == datetime(2026, 12, 5, 14, 0, tzinfo=UTC)
    assert event.end == datetime(2026, 12, 5, 16, 0, tzinfo=UTC)
    assert event["DTSTAMP"].dt == datetime(2026, 12, 4, 20, 0, tzinfo=UTC)
    assert {str(name) for name in event} == {
        *("UID", "SEQUENCE", "DTSTAMP", "DTSTART", "DTEND", "SUMMARY", "CLASS", "STATUS")
    }


def test_a_plan_let_go_is_cancelled_in_the_calendar_under_the_same_uid(
    plan: Plan, alex: Someone
) -> None:
    before = Calendar.from_ical(_file(alex, plan)).walk("VEVENT")[0]

    alex.sends(page("cancel_plan", plan))

    after = Calendar.from_ical(_file(alex, plan)).walk("VEVENT")[0]
    assert after["UID"] == before["UID"]
    assert after["STATUS"] == "CANCELLED"
    assert after["SEQUENCE"] == 1


def test_the_file_is_a_download_with_a_neutral_name(plan: Plan, alex: Someone) -> None:
    response = alex.opens(page("plan_calendar", plan))

    assert response["Content-Type"] == "text/calendar; charset=utf-8; method=PUBLISH"
    assert response["Content-Disposition"] == 'attachment; filename="evening.ics"'


def test_the_file_keeps_to_the_letter_of_the_standard(plan: Plan, alex: Someone, settings) -> None:
    """RFC 5545 by hand: CRLF, 75 octets a line, balanced, UTC, what must be there once."""
    settings.SITE_HOST = f"{'evenings-' * 6}example.org"

    file = _file(alex, plan)

    assert file.endswith(b"END:VCALENDAR\r\n")
    assert b"\n" not in file.replace(b"\r\n", b"")
    assert b"\r" not in file.replace(b"\r\n", b"")
    lines = file.split(b"\r\n")[:-1]
    assert max(len(line) for line in lines) <= 75
    assert any(line.startswith(b" ") for line in lines), "nothing was long enough to fold"
    unfolded = file.replace(b"\r\n ", b"").decode("ascii").split("\r\n")[:-1]
    assert all(re.fullmatch(r"[A-Z-]+(;[A-Z-]+=[^:;]+)*:.*", line) for line in unfolded)
    assert unfolded[0] == "BEGIN:VCALENDAR"
    assert [line for line in unfolded if line.startswith(("BEGIN", "END"))] == [
        *("BEGIN:VCALENDAR", "BEGIN:VEVENT", "END:VEVENT", "END:VCALENDAR")
    ]
    for name in ("VERSION:2.0", "PRODID:", "UID:", "DTSTAMP:", "DTSTART:", "DTEND:"):
        assert sum(line.startswith(name) for line in unfolded) == 1
    moments = [line for line in unfolded if line.startswith("DT")]
    assert all(re.fullmatch(r"DT\w+:\d{8}T\d{6}Z", line) for line in moments)


def test_a_plan_of_a_couple_that_ended_is_let_go_by_nobody(
    couple: Couple, alex: Someone, sam: Someone, friday
) -> None:
    plans(alex)
    plan = Plan.objects.get()
    accounts.unlink(by=alex.person, at=friday)
    link(sam, make_person("Kim"))

    with pytest.raises(NotLinked):
        services.cancel_plan(plan, by=sam.person, at=friday)

    assert Plan.objects.kept().count() == 1


def test_what_is_planned_then_already_is_shown_and_nothing_typed_is_lost(
    plan: Plan, sam: Someone
) -> None:
    response = plans(sam, title="Soup for two", wall_time="16:30")

    text = response.content.decode()
    assert response.status_code == 409
    assert "The pottery place on Mill Street" in text
    assert 'value="Soup for two"' in text
    assert "Plan it all the same" in text
    assert Plan.objects.count() == 1


def test_the_enter_key_never_plans_both(plan: Plan, sam: Someone) -> None:
    """Enter presses the first button of a form, so that must be the one that asks again."""
    form = plans(sam, title="Soup for two").content.decode().partition('id="plan"')[2]

    first_button = re.search(r"<button[^>]*>", form)
    assert first_button is not None
    assert "name=" not in first_button[0]
    assert 'name="anyway"' in form


def test_both_can_be_planned_all_the_same(plan: Plan, sam: Someone) -> None:
    response = plans(sam, title="Soup for two", wall_time="16:30", anyway="on")

    assert response.status_code == 302
    assert Plan.objects.count() == 2


@pytest.mark.parametrize(
    ("wall_time", "minutes", "status"),
    [
        # The plan takes from 15:00 to 17:00.
        ("14:00", "60", 302),
        ("14:00", "61", 409),
        ("16:59", "60", 409),
        ("17:00", "60", 302),
        ("08:00", "720", 409),
        ("15:30", "15", 409),
    ],
)
def test_touching_is_not_overlapping(
    plan: Plan, sam: Someone, wall_time: str, minutes: str, status: int
) -> None:
    assert plans(sam, wall_time=wall_time, minutes=minutes).status_code == status


def test_what_was_let_go_is_in_nobodys_way(plan: Plan, alex: Someone, sam: Someone) -> None:
    alex.sends(page("cancel_plan", plan))

    assert plans(sam, title="Soup for two").status_code == 302


def test_another_couples_evening_is_in_nobodys_way(plan: Plan, robin: Someone) -> None:
    link(robin, make_person("Kim"))

    response = plans(robin, title="Ours")

    assert response.status_code == 302


def test_an_idea_that_was_planned_rests(friday, couple: Couple, alex: Someone) -> None:
    first = alex.opens(NEW).context["ideas"][0]
    filled = plans(alex, title="", idea=first.key)
    assert f'name="taken" value="{first.key}"' in filled.content.decode()

    plans(alex, title=first.title, taken=first.key)

    offered = alex.opens(NEW).context
    assert Plan.objects.get().idea == first.key
    assert first.key not in [idea.key for idea in offered["ideas"]]
    assert offered["more_ideas"][-1].key == first.key


def test_an_idea_that_was_let_go_is_offered_again(friday, couple: Couple, alex: Someone) -> None:
    first = alex.opens(NEW).context["ideas"][0]
    plans(alex, title=first.title, taken=first.key)

    alex.sends(page("cancel_plan", Plan.objects.get()))

    assert alex.opens(NEW).context["ideas"][0].key == first.key


def test_an_idea_nobody_knows_is_not_kept(friday, couple: Couple, alex: Someone) -> None:
    plans(alex, taken="mars")

    assert Plan.objects.get().idea is None


def test_which_idea_it_was_is_sealed(friday, couple: Couple, alex: Someone) -> None:
    plans(alex, taken="last-stop")

    with connection.cursor() as cursor:
        cursor.execute("SELECT idea FROM checkins_plan")

        assert b"last-stop" not in bytes(cursor.fetchone()[0])


def test_a_plan_that_is_long_over_cannot_be_let_go(plan: Plan, alex: Someone, time_machine) -> None:
    time_machine.move_to(plan.ends_at + timedelta(days=7), tick=False)

    response = alex.sends(page("cancel_plan", plan))

    assert response.status_code == 409
    assert Plan.objects.kept().count() == 1
