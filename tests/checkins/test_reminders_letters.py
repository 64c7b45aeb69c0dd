"""Every kind of reminder, as a real mail server gets it: what stands in it, and what never does."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from email.message import EmailMessage

import pytest

from accounts.models import Couple
from checkins.domain.announcing import AN_HOUR
from checkins.models import Kind, OwedMail
from checkins.reminders import schedules, sent, unsubscribe
from checkins.services import week
from tests.support.letters import faults_of
from tests.support.people import Someone
from tests.support.reminders import (
    HOUR,
    SUNDAY_EVENING,
    chooses,
    mail_of,
    plans,
    takes_quiz,
    ticks_and_delivers,
    wants_weekly,
)
from tests.support.smtp_server import SmtpServer, smtp_server


@pytest.fixture
def server(settings: object) -> Iterator[SmtpServer]:
    """A real mail server on loopback that the site sends through."""
    with smtp_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield running


MONDAY = SUNDAY_EVENING - timedelta(days=6)


def _weekly(alex: Someone) -> datetime:
    wants_weekly(alex)
    return SUNDAY_EVENING


def _check_in(alex: Someone) -> datetime:
    week.set_slot(by=alex.person, weekday=6, wall_time=time(20), zone="Europe/Berlin", at=MONDAY)
    schedules.set_check_in(alex.afresh(), True, MONDAY)
    return SUNDAY_EVENING - 48 * HOUR


def _plan(alex: Someone) -> datetime:
    chooses(alex, MONDAY, plan=True, lead=AN_HOUR)
    plans(alex, SUNDAY_EVENING, at=MONDAY)
    return SUNDAY_EVENING - HOUR


def _retest(alex: Someone) -> datetime:
    takes_quiz(alex, SUNDAY_EVENING - timedelta(weeks=20))
    hour = schedules.Hour(time(20), "Europe/Berlin")
    chooses(alex, SUNDAY_EVENING - HOUR, retest=True, hour=hour)
    return SUNDAY_EVENING


def _test(alex: Someone) -> datetime:
    sent.owe_test(by=alex.person, at=SUNDAY_EVENING)
    return SUNDAY_EVENING


CAUSES = {
    Kind.TOGETHER: _weekly,
    Kind.CHECK_IN: _check_in,
    Kind.PLAN: _plan,
    Kind.RETEST: _retest,
    Kind.TEST: _test,
}


@pytest.fixture(params=Kind)
def kind(request: pytest.FixtureRequest) -> Kind:
    """Each kind in turn; one that nobody says how to cause fails here."""
    return request.param


@pytest.fixture
def letter(kind: Kind, alex: Someone, couple: Couple, server: SmtpServer) -> EmailMessage:
    """The reminder of this kind, as it arrived."""
    due_at = CAUSES[kind](alex)
    ticks_and_delivers(due_at)
    (message,) = server.to("alex@example.org")
    return message


def test_it_is_sound_and_says_nothing(letter: EmailMessage) -> None:
    assert faults_of(letter) == []


def test_its_message_id_is_that_of_its_row_and_its_link_stops_it(
    letter: EmailMessage, kind: Kind, alex: Someone
) -> None:
    mail = mail_of(alex)

    assert (mail.kind, mail.state) == (kind, OwedMail.State.SENT)
    assert letter["Message-ID"] == mail.message_id
    address = unsubscribe.address_for(alex.person.public_id, kind)
    assert letter["List-Unsubscribe"].strip() == f"<{address}>"
    assert address in letter.get_body(("plain",)).get_content()


def test_every_address_in_it_opens(letter: EmailMessage, alex: Someone, settings: object) -> None:
    text = letter.get_body(("plain",)).get_content()
    addresses = [word for word in text.split() if word.startswith(settings.SITE_URL)]

    assert len(addresses) == 3
    for address in addresses:
        page = alex.browser.get(address.removeprefix(settings.SITE_URL), follow=True)
        assert page.status_code == 200, address


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        (lambda text: text.replace("Hello", "Hello Alex"), "says 'alex'"),
        (lambda text: text.replace("Hello", "Your partner waits. Hello"), "says 'partner'"),
        (lambda text: text.replace("</p>", "<img src=x></p>", 1), "has <img>"),
        (
            lambda text: text.replace("href=", "href=http://o.example/ title=", 1),
            "leads to",
        ),
    ],
)
def test_the_validator_sees_what_is_wrong(
    spoil: object, fault: str, alex: Someone, couple: Couple, server: SmtpServer
) -> None:
    wants_weekly(alex)
    ticks_and_delivers(SUNDAY_EVENING)
    (letter,) = server.to("alex@example.org")
    part = letter.get_body(("html",))
    part.set_content(spoil(part.get_content()), subtype="html")

    assert any(found.startswith(fault) for found in faults_of(letter))


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("Subject", "Alex and you"),
        ("Subject", "A quiet reminder that goes on for much longer than a phone would show of it"),
        ("From", "Alex <evenings@127.0.0.1>"),
        ("List-Unsubscribe-Post", ""),
        ("List-Unsubscribe", "<mailto:stop@example.org>"),
        ("Auto-Submitted", "no"),
        ("Message-ID", "<alex@example.org>"),
        ("List-Id", ""),
    ],
)
def test_the_validator_reads_the_headers(
    header: str, value: str, alex: Someone, couple: Couple, server: SmtpServer
) -> None:
    wants_weekly(alex)
    ticks_and_delivers(SUNDAY_EVENING)
    (letter,) = server.to("alex@example.org")
    letter.replace_header(header, value)

    assert faults_of(letter) != []
