"""People choose their own reminders, rest from them, and leave them with one click."""

import uuid
from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import translation

from accounts import services as accounts
from accounts.models import Couple
from checkins.forms.reminders import RemindersForm
from checkins.models import OwedMail, Schedule
from checkins.reminders import schedules, unsubscribe
from checkins.services import week
from tests.support.people import Someone
from tests.support.reminders import (
    SUNDAY_EVENING,
    chooses,
    plans,
    ticks,
    ticks_and_delivers,
    wants_weekly,
)

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
        "shape": "é\x01--",
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


# --- Plans and the quiz again -------------------------------------------------------------------


def test_each_kind_is_switched_on_by_itself(alex: Someone, couple: Couple) -> None:
    alex.sends(PAGE, {**FRIDAYS, "together": "", "plan": "on", "lead": "24"})

    on = {schedule.kind: schedule for schedule in Schedule.objects.filter(enabled=True)}
    assert set(on) == {"plan"}
    assert on["plan"].lead == timedelta(hours=24)


def test_who_never_wanted_a_kind_has_no_row_for_it(alex: Someone) -> None:
    alex.sends(PAGE, FRIDAYS)

    assert [schedule.kind for schedule in Schedule.objects.all()] == ["together"]


def test_the_page_shows_what_was_chosen_of_the_others(alex: Someone) -> None:
    chosen = {"plan": "on", "lead": "1", "retest": "on", "retest_time": "07:15"}
    alex.sends(PAGE, {**FRIDAYS, **chosen})

    form = alex.opens(PAGE).context["form"]

    assert (form["plan"].value(), form["lead"].value()) == (True, 1)
    assert (form["retest"].value(), form["retest_time"].value()) == (True, time(7, 15))


def test_they_can_be_switched_off_again(alex: Someone) -> None:
    chosen = {"plan": "on", "lead": "1", "retest": "on", "retest_time": "07:15"}
    alex.sends(PAGE, {**FRIDAYS, **chosen})

    alex.sends(PAGE, {**FRIDAYS, **chosen, "plan": "", "retest": ""})

    assert not Schedule.objects.filter(kind__in=["plan", "retest"], enabled=True).exists()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"lead": "2"}, "lead"),
        ({"lead": "\x00"}, "lead"),
        ({"lead": "-1"}, "lead"),
        ({"retest_time": "25:00"}, "retest_time"),
        ({"retest_time": ""}, "retest_time"),
    ],
)
def test_what_cannot_be_taken_is_said_beside_its_field(
    wrong: dict, field: str, alex: Someone
) -> None:
    sent = {**FRIDAYS, "plan": "on", "lead": "1", "retest": "on", "retest_time": "07:15", **wrong}

    response = alex.sends(PAGE, sent)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == [field]
    assert not Schedule.objects.exists()


def test_a_pause_that_ends_earlier_brings_back_what_is_planned(
    alex: Someone, couple: Couple
) -> None:
    plans(alex, SUNDAY_EVENING, at=WEDNESDAY)
    wanted = {**FRIDAYS, "plan": "on", "lead": "3"}
    alex.sends(PAGE, {**wanted, "paused_until": "2026-12-24"})
    assert Schedule.objects.get(kind="plan").next_due_at is None

    alex.sends(PAGE, wanted)

    assert Schedule.objects.get(kind="plan").next_due_at == SUNDAY_EVENING - timedelta(hours=3)


@pytest.mark.parametrize(("language", "first"), [("en", 6), ("en-gb", 0), ("de", 0)])
def test_the_week_begins_where_it_does_for_who_reads(
    language: str, first: int, alex: Someone
) -> None:
    with translation.override(language):
        days = [
            value
            for value, _name in RemindersForm(person=alex.person, follows_slot=False)
            .fields["weekday"]
            .choices
        ]

    assert days[0] == first
    assert sorted(days) == list(range(7))


# --- What was sent --------------------------------------------------------------------------------


def test_nothing_sent_says_what_will_stand_there(alex: Someone) -> None:
    assert "Nothing yet." in alex.opens(PAGE).content.decode()


@pytest.mark.parametrize(
    ("columns", "words"),
    [
        ({"state": "owed"}, "on its way"),
        ({"state": "owed", "refusal_code": 451}, "we try again"),
        ({"state": "sent", "sent_at": SUNDAY_EVENING}, "sent on 6 December, 20:00"),
        ({"state": "lapsed"}, "late, and therefore let go"),
        ({"state": "withdrawn"}, "something had changed"),
        ({"state": "failed", "refusal_code": 550}, "refused by your mail provider"),
        ({"state": "failed"}, "could not be sent"),
    ],
)
def test_each_mail_stands_there_in_words(columns: dict, words: str, alex: Someone) -> None:
    _was_owed(alex, SUNDAY_EVENING, **columns)

    page = alex.opens(PAGE).content.decode()

    assert words in page
    assert "Sunday, 6 December, 20:00" in page


def test_the_latest_twenty_in_few_questions(
    alex: Someone, couple: Couple, django_assert_max_num_queries: object
) -> None:
    for week_ in range(30):
        _was_owed(alex, SUNDAY_EVENING + timedelta(weeks=week_))
    alex.opens(PAGE)

    with django_assert_max_num_queries(8):
        mails = alex.opens(PAGE).context["mails"]

    assert len(mails) == 20
    assert mails[0].due_at == SUNDAY_EVENING + timedelta(weeks=29)


def test_what_was_sent_to_the_other_is_theirs(alex: Someone, sam: Someone, couple: Couple) -> None:
    before = sam.sees(PAGE)

    _was_owed(alex, SUNDAY_EVENING)

    assert sam.sees(PAGE) == before


def _was_owed(someone: Someone, due_at: datetime, **columns: object) -> OwedMail:
    return OwedMail.objects.create(
        person=someone.person,
        kind="together",
        occasion=due_at.isoformat(),
        due_at=due_at,
        lapses_at=due_at,
        next_try_at=due_at,
        message_id="<x@example.org>",
        **columns,
    )


# --- A test reminder ------------------------------------------------------------------------------


@pytest.mark.parametrize("is_paused", [False, True])
def test_a_test_goes_the_way_of_every_other_one(
    alex: Someone, mailoutbox: list, *, is_paused: bool
) -> None:
    if is_paused:
        wants_weekly(alex)
        schedules.pause(alex.person, WEDNESDAY + timedelta(days=9))

    response = alex.sends("/reminders/test/")
    ticks_and_delivers(WEDNESDAY)
    ticks_and_delivers(WEDNESDAY + timedelta(minutes=5))

    assert response.status_code == 302
    assert [message.to for message in mailoutbox] == [["alex@example.org"]]


def test_each_test_is_a_letter_of_its_own(alex: Someone, mailoutbox: list) -> None:
    for _ in range(2):
        alex.sends("/reminders/test/")
    ticks_and_delivers(WEDNESDAY)

    assert len({message.extra_headers["Message-ID"] for message in mailoutbox}) == 2


def test_the_fourth_test_within_an_hour_is_refused(alex: Someone, sam: Someone) -> None:
    answers = [alex.sends("/reminders/test/").status_code for _ in range(4)]

    assert answers == [302, 302, 302, 429]
    assert alex.person.owed_mails.count() == 3
    assert sam.sends("/reminders/test/").status_code == 302


def test_opening_the_address_of_the_test_sends_nothing(alex: Someone) -> None:
    assert alex.opens("/reminders/test/").status_code == 405
    assert not OwedMail.objects.exists()


def test_who_stops_a_test_stops_everything(alex: Someone) -> None:
    wants_weekly(alex)
    page = Client().get(_way_out(alex, "test"))
    assert "of any kind" in page.content.decode()

    Client().post(_way_out(alex, "test"))

    assert not _is_on(alex)


@pytest.mark.parametrize("kind", ["plan", "retest"])
def test_the_new_kinds_end_with_one_click_too(kind: str, alex: Someone) -> None:
    chooses(alex, WEDNESDAY, together=True, plan=True, retest=True)

    Client(enforce_csrf_checks=True).post(_way_out(alex, kind))

    off = Schedule.objects.filter(enabled=False)
    assert [schedule.kind for schedule in off] == [kind]


def test_the_letter_about_the_quiz_leads_to_it(alex: Someone) -> None:
    assert alex.opens("/again/").url == "/quiz/"
