"""A reminder leaves once, says nothing, and only if it is still wanted at that moment."""

import threading
import uuid
from collections.abc import Iterator
from datetime import time, timedelta
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives
from django.db import connection, transaction

from accounts import services as accounts
from accounts.models import Couple
from checkins.models import CheckIn, OwedMail
from checkins.reminders import delivery, schedules, unsubscribe
from checkins.reminders import tick as ticking
from checkins.services import week
from tests.support.people import Someone
from tests.support.reminders import (
    HOUR,
    MINUTE,
    SUNDAY_EVENING,
    delivers,
    mail_of,
    somebody,
    ticks,
    ticks_and_delivers,
    wants_weekly,
)
from tests.support.smtp_server import SmtpServer, smtp_server

State = OwedMail.State


@pytest.fixture(params=[True, False], ids=["pipelining", "one by one"])
def server(request: pytest.FixtureRequest, settings: object) -> Iterator[SmtpServer]:
    """A real mail server on loopback that the site sends through."""
    with smtp_server() as running:
        running.pipelines = request.param
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield running


# --- The letter -------------------------------------------------------------------------------


@pytest.fixture
def letter(alex: Someone, couple: Couple, server: SmtpServer) -> EmailMessage:
    """The weekly reminder as the mail server got it."""
    wants_weekly(alex)
    ticks_and_delivers(SUNDAY_EVENING)
    (message,) = server.to("alex@example.org")
    return message


def test_the_mail_is_recorded_the_moment_it_is_accepted(letter: EmailMessage) -> None:
    mail = OwedMail.objects.get()
    assert (mail.state, mail.attempts) == (State.SENT, 1)
    assert mail.sent_at is not None


def test_its_headers_let_mail_programs_stop_it(
    letter: EmailMessage, alex: Someone, settings: object
) -> None:
    address = unsubscribe.address_for(alex.person.public_id, "together")

    assert address.startswith(settings.SITE_URL)
    # A long address stands on a line of its own, after the space that continues a header.
    assert letter["List-Unsubscribe"].strip() == f"<{address}>"
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["List-Id"]
    assert letter["Message-ID"] == mail_of(alex).message_id


def test_it_is_text_and_html_and_nothing_else(letter: EmailMessage) -> None:
    assert letter.get_content_type() == "multipart/alternative"
    parts = [part.get_content_type() for part in letter.iter_parts()]
    assert parts == ["text/plain", "text/html"]
    assert "<img" not in letter.get_body(("html",)).get_content()


def test_it_names_nobody_and_nothing(letter: EmailMessage) -> None:
    texts = [letter.get_body((kind,)).get_content() for kind in ("plain", "html")]
    shown = " ".join([letter["Subject"], letter["From"], *texts]).casefold()

    for word in ("alex", "sam", "partner", "relationship", "intima", "quiz", "couple", "score"):
        assert word not in shown


def test_every_link_is_to_this_site(letter: EmailMessage, settings: object) -> None:
    html = letter.get_body(("html",)).get_content()

    links = html.split('href="')[1:]
    assert len(links) >= 3
    assert all(link.startswith(f"{settings.SITE_URL}/") for link in links)


# --- Still wanted? ----------------------------------------------------------------------------

FRIDAY_EVENING = SUNDAY_EVENING - 48 * HOUR


@pytest.fixture
def queued(alex: Someone, couple: Couple) -> list[list[str]]:
    """Alex's check-in mail, written down and handed out, but not yet taken by a worker."""
    monday = SUNDAY_EVENING - timedelta(days=6)
    week.set_slot(by=alex.person, weekday=6, wall_time=time(20), zone="Europe/Berlin", at=monday)
    schedules.set_check_in(alex.person, True, monday)
    batches = ticks(FRIDAY_EVENING)
    assert len(batches) == 1
    return batches


def unlinks(alex: Someone) -> None:
    accounts.unlink(by=alex.afresh(), at=FRIDAY_EVENING)


def pauses(alex: Someone) -> None:
    schedules.pause(alex.person, FRIDAY_EVENING + timedelta(days=30))


def stops(alex: Someone) -> None:
    unsubscribe.act(alex.person.public_id, "check_in")


def is_ready(alex: Someone) -> None:
    week.get_ready(CheckIn.objects.get(), by=alex.afresh(), at=FRIDAY_EVENING)


def calls_it_off(alex: Someone) -> None:
    week.call_off(CheckIn.objects.get(), by=alex.afresh(), at=FRIDAY_EVENING)


@pytest.mark.parametrize("act", [unlinks, pauses, stops, is_ready, calls_it_off])
def test_what_is_no_longer_wanted_is_not_sent(
    act: object, alex: Someone, queued: list[list[str]], mailoutbox: list
) -> None:
    act(alex)

    delivers(queued, FRIDAY_EVENING)

    assert mailoutbox == []
    assert mail_of(alex).state == State.WITHDRAWN


def test_after_an_unlink_the_weekly_mail_ends_too(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)
    batches = ticks(SUNDAY_EVENING)
    accounts.unlink(by=alex.afresh(), at=SUNDAY_EVENING)

    delivers(batches, SUNDAY_EVENING)

    assert mailoutbox == []


def test_who_is_erased_gets_nothing(
    alex: Someone, queued: list[list[str]], mailoutbox: list
) -> None:
    accounts.erase(by=alex.afresh(), at=FRIDAY_EVENING)

    delivers(queued, FRIDAY_EVENING)

    assert mailoutbox == []
    assert not OwedMail.objects.exists()


def test_what_is_still_wanted_is_sent(queued: list[list[str]], mailoutbox: list) -> None:
    delivers(queued, FRIDAY_EVENING)

    assert [message.to for message in mailoutbox] == [["alex@example.org"]]


def test_what_waited_too_long_in_the_queue_lapses(
    alex: Someone, queued: list[list[str]], mailoutbox: list
) -> None:
    delivers(queued, FRIDAY_EVENING + 6 * HOUR)

    assert mailoutbox == []
    assert mail_of(alex).state == State.LAPSED


def test_a_message_that_arrives_twice_sends_once(queued: list[list[str]], mailoutbox: list) -> None:
    delivers(queued, FRIDAY_EVENING)
    delivers(queued, FRIDAY_EVENING)

    assert len(mailoutbox) == 1


# --- Answers of the mail server -----------------------------------------------------------------


def test_fifty_letters_share_one_connection(db: None, server: SmtpServer) -> None:
    for n in range(3):
        somebody(f"kim{n}")

    ticks_and_delivers(SUNDAY_EVENING)

    assert len(server.messages) == 3
    assert server.connections == 1


@pytest.mark.parametrize(("fault", "code"), [("nobody", 550), ("unwanted", 554)])
def test_a_refusal_for_good_is_one_attempt_and_stops_nobody_else(
    fault: str, code: int, db: None, server: SmtpServer
) -> None:
    refused, other = somebody(fault), somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)
    ticks_and_delivers(SUNDAY_EVENING + 5 * HOUR)

    mail = mail_of(refused)
    assert (mail.state, mail.refusal_code, mail.attempts) == (State.FAILED, code, 1)
    assert mail_of(other).state == State.SENT


def test_a_refusal_for_now_is_tried_again_later_and_parks_after_five(
    db: None, server: SmtpServer
) -> None:
    later, other = somebody("later"), somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)

    mail = mail_of(later)
    assert (mail.state, mail.refusal_code, mail.attempts) == (State.OWED, 451, 1)
    # A minute, a fifth less or more.
    assert 48 <= (mail.next_try_at - SUNDAY_EVENING).total_seconds() <= 72
    assert mail_of(other).state == State.SENT

    moment = SUNDAY_EVENING
    for wait in (1.3, 6.5, 19, 75):
        moment += wait * MINUTE
        ticks_and_delivers(moment)
    mail = mail_of(later)
    assert (mail.state, mail.refusal_code, mail.attempts) == (State.FAILED, 451, 5)


def test_a_stale_message_does_not_shorten_the_wait(db: None, server: SmtpServer) -> None:
    later = somebody("later")
    batches = ticks(SUNDAY_EVENING)

    delivers(batches, SUNDAY_EVENING)
    delivers(batches, SUNDAY_EVENING + MINUTE / 2)

    assert mail_of(later).attempts == 1


def test_an_answer_that_was_lost_repeats_the_mail_under_its_message_id(
    db: None, server: SmtpServer
) -> None:
    somebody("lost")

    ticks_and_delivers(SUNDAY_EVENING)
    ticks_and_delivers(SUNDAY_EVENING + 2 * MINUTE)

    first, second = server.to("lost@example.org")
    assert first["Message-ID"] == second["Message-ID"]


def test_a_silent_server_costs_one_timeout_and_stops_nobody_else(
    db: None, server: SmtpServer, settings: object
) -> None:
    settings.EMAIL_TIMEOUT = 0.3
    silent, other = somebody("silent"), somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)

    assert (mail_of(silent).state, mail_of(silent).attempts) == (State.OWED, 1)
    assert mail_of(other).state == State.SENT


def _nobody_is_to_blame(*people: Someone) -> None:
    for someone in people:
        mail = mail_of(someone)
        assert (mail.state, mail.attempts) == (State.OWED, 0)
        assert mail.next_try_at > SUNDAY_EVENING


def test_a_server_that_is_down_is_waited_for(db: None, server: SmtpServer) -> None:
    server.refusal = "421 4.3.2 Not now"
    one, other = somebody("kim"), somebody("jo")
    ticks_and_delivers(SUNDAY_EVENING)
    _nobody_is_to_blame(one, other)

    server.refusal = ""
    ticks_and_delivers(SUNDAY_EVENING + 2 * MINUTE)

    assert len(server.messages) == 2


def test_nothing_listening_counts_against_nobody(db: None, settings: object) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    kim = somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)

    _nobody_is_to_blame(kim)


def test_a_sender_that_is_refused_is_an_alarm_and_no_bounce(
    db: None, server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    server.sender_refusal = "550 5.7.1 Not you"
    kim = somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)

    _nobody_is_to_blame(kim)
    assert "the mail server takes no reminders" in caplog.text


def test_a_server_that_closes_down_midway_is_waited_for(db: None, server: SmtpServer) -> None:
    people = [somebody("closing"), somebody("kim")]

    ticks_and_delivers(SUNDAY_EVENING)

    states = {mail_of(someone).state for someone in people}
    assert states <= {State.OWED, State.SENT}
    assert mail_of(people[0]).attempts == 0


def test_one_that_cannot_be_built_stops_nobody_else_and_parks_after_five(
    db: None, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    poison, other = somebody("poison"), somebody("kim")
    build = delivery.reminder

    def breaks(mail: OwedMail) -> EmailMultiAlternatives:
        if mail.person_id == poison.person.pk:
            raise ValueError("a secret that must not reach the log")
        return build(mail)

    monkeypatch.setattr(delivery, "reminder", breaks)
    moment = SUNDAY_EVENING
    for wait in (0, 1.3, 6.5, 19, 75):
        moment += wait * MINUTE
        ticks_and_delivers(moment)

    assert (mail_of(poison).state, mail_of(poison).attempts) == (State.FAILED, 5)
    assert mail_of(other).state == State.SENT


def test_nobodys_address_and_no_fault_text_reaches_the_log(
    db: None, server: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    somebody("nobody"), somebody("later"), somebody("lost")

    ticks_and_delivers(SUNDAY_EVENING)

    assert "example.org" not in caplog.text
    assert "mailbox" not in caplog.text


def test_a_worker_that_runs_out_of_time_gives_the_rest_back(
    db: None, mailoutbox: list, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(delivery, "LAST_BEGIN_SECONDS", -1)
    kim = somebody("kim")

    ticks_and_delivers(SUNDAY_EVENING)

    mail = mail_of(kim)
    assert (mail.state, mail.attempts, mail.next_try_at) == (State.OWED, 0, SUNDAY_EVENING)


# --- Two at once --------------------------------------------------------------------------------


@pytest.mark.needs_postgres
def test_of_two_workers_with_the_same_ids_one_gets_each_row(transactional_db: None) -> None:
    somebody("kim")
    (batch,) = ticks_really()
    won: list[int] = []

    def claims() -> None:
        lease = timedelta(minutes=3)
        won.append(
            OwedMail.objects.claim(batch, token=uuid.uuid4(), at=SUNDAY_EVENING, lease=lease)
        )

    def other_worker() -> None:
        claims()
        connection.close()

    with transaction.atomic():
        claims()
        # It waits for our row lock, and must look again once we have committed.
        thread = threading.Thread(target=other_worker)
        thread.start()
        thread.join(0.5)
        assert thread.is_alive()
    thread.join(20)

    assert won == [1, 0]


@pytest.mark.needs_postgres
def test_two_workers_send_one_mail(transactional_db: None, server: SmtpServer) -> None:
    for n in range(6):
        somebody(f"kim{n}")
    (batch,) = ticks_really()
    together = threading.Barrier(2)

    def worker() -> None:
        together.wait(20)
        delivery.deliver(batch, at=SUNDAY_EVENING)
        connection.close()

    threads = [threading.Thread(target=worker) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert sorted(server.recipients) == [f"kim{n}@example.org" for n in range(6)]


def ticks_really() -> list[list[str]]:
    """A tick whose transactions really commit."""
    handed: list[list[str]] = []
    ticking.run(SUNDAY_EVENING, hand_over=handed.append)
    return handed
