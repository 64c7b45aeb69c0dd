"""People choose their own reminders, rest from them, and leave them with one click."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from accounts import services as accounts
from accounts.models import Couple
from checkins.models import Schedule
from checkins.reminders import schedules, unsubscribe
from checkins.services import week
from tests.support.people import Someone
from tests.support.reminders import SUNDAY_EVENING, ticks, wants_weekly

PAGE = "/reminders/"
FRIDAYS = {
    "together": "on",
    "weekday": "4",
    "wall_time": "18:30",
    "zone": "America/New_York",
    "paused_until": "",
}
WEDNESDAY = datetime(2026, 12, 2, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _wednesday() -> None:
    """It is Wednesday, 2 December 2026, noon in UTC."""
    with time_machine.travel(WEDNESDAY, tick=False):
        yield


@pytest.fixture
def slot(alex: Someone, couple: Couple) -> None:
    """The couple meets on Sundays at 20:00 in Berlin."""
    week.set_slot(by=alex.person, weekday=6, wall_time=time(20), zone="Europe/Berlin", at=WEDNESDAY)
    alex.afresh()


def test_the_page_opens_with_nothing_switched_on(alex: Someone) -> None:
    response = alex.opens(PAGE)

    assert response.status_code == 200
    assert response.context["form"]["together"].value() is False


def test_a_weekly_reminder_is_kept_as_wall_time_and_zone(alex: Someone) -> None:
    response = alex.sends(PAGE, FRIDAYS)

    assert response.status_code == 302
    schedule = Schedule.objects.get(person=alex.person, kind="together")
    assert schedule.enabled
    assert (schedule.weekday, schedule.wall_time, schedule.zone) == (
        4,
        time(18, 30),
        FRIDAYS["zone"],
    )
    # Friday 18:30 in New York is 23:30 in UTC.
    assert schedule.next_due_at == datetime(2026, 12, 4, 23, 30, tzinfo=UTC)


def test_the_page_shows_what_was_chosen(alex: Someone) -> None:
    alex.sends(PAGE, FRIDAYS)

    form = alex.opens(PAGE).context["form"]

    assert form["together"].value() is True
    assert form["weekday"].value() == 4
    assert form["zone"].value() == "America/New_York"


def test_it_can_be_switched_off_again(alex: Someone) -> None:
    alex.sends(PAGE, FRIDAYS)

    alex.sends(PAGE, {**FRIDAYS, "together": ""})

    assert not Schedule.objects.get(person=alex.person).enabled


def test_a_pause_ends_with_its_day_where_the_person_is(alex: Someone) -> None:
    alex.sends(PAGE, {**FRIDAYS, "paused_until": "2026-12-24"})

    schedule = Schedule.objects.get(person=alex.person)
    assert schedule.paused_until == datetime(2026, 12, 24, 5, 0, tzinfo=UTC)
    assert alex.opens(PAGE).context["form"]["paused_until"].value() == date(2026, 12, 24)


@pytest.mark.parametrize(
    "wrong",
    [
        {"weekday": "7"},
        {"weekday": "-1"},
        {"weekday": "Friday"},
        {"wall_time": "25:00"},
        {"wall_time": ""},
        {"zone": "Mars/Olympus"},
        {"zone": "\x00"},
        {"zone": "\ud800"},
        {"zone": "x" * 100_000},
        {"paused_until": "2026-11-01"},
        {"paused_until": "2028-01-01"},
        {"paused_until": "9999-12-31"},
        {"paused_until": "soon"},
    ],
)
def test_what_cannot_be_taken_is_answered_with_a_sentence(wrong: dict, alex: Someone) -> None:
    body = urlencode({**FRIDAYS, **wrong}, errors="surrogatepass")

    response = alex.sends(PAGE, body, content_type="application/x-www-form-urlencoded")

    assert response.status_code == 422
    assert not Schedule.objects.exists()


def test_a_missing_field_is_no_error_of_ours(alex: Someone) -> None:
    assert alex.sends(PAGE, {}).status_code == 422


def test_check_in_reminders_are_offered_once_there_is_a_weekly_time(
    alex: Someone, couple: Couple
) -> None:
    assert "check_in" not in alex.opens(PAGE).context["form"].fields

    week.set_slot(by=alex.person, weekday=6, wall_time=time(20), zone="Europe/Berlin", at=WEDNESDAY)

    assert "check_in" in alex.opens(PAGE).context["form"].fields


@pytest.mark.usefixtures("slot")
def test_each_switches_on_their_own(alex: Someone, sam: Someone) -> None:
    alex.sends(PAGE, {**FRIDAYS, "check_in": "on"})

    enabled = Schedule.objects.filter(kind="check_in", enabled=True)
    assert [schedule.person for schedule in enabled] == [alex.person]


@pytest.mark.usefixtures("slot")
def test_reminders_follow_a_slot_that_moves(alex: Someone) -> None:
    schedules.set_check_in(alex.person, True, WEDNESDAY)

    week.set_slot(by=alex.afresh(), weekday=5, wall_time=time(7), zone="Asia/Kolkata", at=WEDNESDAY)

    schedule = Schedule.objects.get(person=alex.person, kind="check_in")
    assert schedule.enabled
    # Saturday 07:00 in Kolkata is 01:30 in UTC; two days before that.
    assert schedule.next_due_at == datetime(2026, 12, 3, 1, 30, tzinfo=UTC)


@pytest.mark.usefixtures("slot")
def test_while_the_old_time_holds_this_week_its_mail_comes_then(alex: Someone) -> None:
    schedules.set_check_in(alex.person, True, WEDNESDAY)

    # Monday has gone by: this week they still meet on Sunday at 20:00 in Berlin.
    week.set_slot(by=alex.afresh(), weekday=0, wall_time=time(7), zone="Asia/Kolkata", at=WEDNESDAY)

    schedule = Schedule.objects.get(person=alex.person, kind="check_in")
    assert schedule.next_due_at == datetime(2026, 12, 4, 19, 0, tzinfo=UTC)


def test_a_stranger_has_a_page_of_their_own(alex: Someone, robin: Someone) -> None:
    alex.sends(PAGE, FRIDAYS)

    assert robin.opens(PAGE).context["form"]["together"].value() is False


def test_nobody_signed_in_is_asked_to(db: None) -> None:
    assert Client().get(PAGE).status_code == 302


# --- The way out --------------------------------------------------------------------------------


def _way_out(someone: Someone, kind: str = "together") -> str:
    address = unsubscribe.address_for(someone.person.public_id, kind)
    return "/" + address.split("/", 3)[3]


def _is_on(someone: Someone) -> bool:
    return Schedule.objects.get(person=someone.person, kind="together").enabled


def test_opening_the_link_changes_nothing(alex: Someone) -> None:
    wants_weekly(alex)

    response = Client().get(_way_out(alex))

    assert response.status_code == 200
    assert b"<button" in response.content
    assert _is_on(alex)


def test_pressing_the_button_ends_the_reminders(alex: Someone) -> None:
    wants_weekly(alex)

    response = Client(enforce_csrf_checks=True).post(_way_out(alex))

    assert response.status_code == 200
    assert not _is_on(alex)
    ticks(SUNDAY_EVENING)
    assert not alex.person.owed_mails.exists()


def test_a_mail_program_needs_no_cookie_and_may_ask_twice(alex: Someone) -> None:
    wants_weekly(alex)

    for _ in range(2):
        response = Client(enforce_csrf_checks=True).post(
            _way_out(alex), {"List-Unsubscribe": "One-Click"}
        )
        assert response.status_code == 200
    assert not _is_on(alex)


@pytest.mark.usefixtures("slot")
def test_one_kind_ends_and_the_other_stays(alex: Someone) -> None:
    wants_weekly(alex)
    schedules.set_check_in(alex.person, True, WEDNESDAY)

    Client().post(_way_out(alex, "check_in"))

    assert _is_on(alex)
    assert not Schedule.objects.get(person=alex.person, kind="check_in").enabled


def test_it_answers_the_same_after_an_erasure(alex: Someone) -> None:
    address = _way_out(alex)
    accounts.erase(by=alex.person, at=WEDNESDAY)

    assert Client().get(address).status_code == 200
    assert Client().post(address).status_code == 200


def test_a_person_who_never_was_answers_like_one_who_is(alex: Someone) -> None:
    nobody = unsubscribe.address_for(uuid.uuid4(), "together").split("/", 3)[3]

    assert Client().post(f"/{nobody}").content == Client().post(_way_out(alex)).content


@pytest.mark.parametrize("spoil", ["mac", "kind", "person", "shape"])
def test_a_link_nobody_gave_out_is_not_found(spoil: str, alex: Someone, sam: Someone) -> None:
    wants_weekly(alex)
    identity, kind, mac = unsubscribe.token_for(alex.person.public_id, "together").split("-")
    token = {
        "mac": f"{identity}-{kind}-{'0' * len(mac)}",
        "kind": f"{identity}-check_in-{mac}",
        "person": f"{sam.person.public_id.hex}-{kind}-{mac}",
        "shape": "é\x00--\ud800"[:-1],
    }[spoil]

    response = Client().post(reverse("checkins:unsubscribe", args=[token]))

    assert response.status_code == 404
    assert _is_on(alex)


def test_links_of_old_mail_survive_a_new_secret(alex: Someone, settings: object) -> None:
    wants_weekly(alex)
    address, old = _way_out(alex), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new secret, as long as the old", [old]

    assert Client().post(address).status_code == 200
    assert not _is_on(alex)


def test_the_page_names_nobody_and_no_kind(alex: Someone) -> None:
    page = Client().get(_way_out(alex)).content.decode().casefold()

    for word in ("alex", "partner", "together", "check-in", "relationship"):
        assert word not in page


def test_a_pause_reaches_every_kind(alex: Someone) -> None:
    wants_weekly(alex)

    schedules.pause(alex.person, SUNDAY_EVENING + timedelta(days=7))

    ticks(SUNDAY_EVENING)
    assert not alex.person.owed_mails.exists()
