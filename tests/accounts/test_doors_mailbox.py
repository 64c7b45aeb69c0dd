"""A mailbox others may read: no code and no link in it lets anybody in, and nobody can tell."""

import re
import smtplib

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.core.mail import EmailMessage
from django.core.mail.backends import smtp
from django.http import HttpResponse
from django.test import Client

from accounts import services
from accounts.refusals import NoRecoveryCodes
from tests.support.people import Someone

pytestmark = pytest.mark.django_db

PAGE = "/me/mailbox/"
RESET, CODE = "/accounts/password/reset/", "/accounts/login/code/"
both_ways = pytest.mark.parametrize("way", [RESET, CODE])


@pytest.fixture
def alex(alex: Someone) -> Someone:
    """Alex, who has saved recovery codes."""
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=alex.person, type=kind, data={})
    EmailAddress.objects.create(
        user=alex.person, email="alex@example.org", primary=True, verified=True
    )
    return alex


def asks(way: str, address: str = "alex@example.org", browser: Client | None = None):
    """Ask for a code or a link, and read the page that follows."""
    return (browser or Client()).post(way, {"email": address}, follow=True)


def looks(answer: HttpResponse) -> tuple:
    """All of an answer but form tokens and the address that was typed."""
    page = re.sub(r'value="\w+"|[\w.]+@example\.org', "", answer.text)
    return answer.status_code, answer.redirect_chain, page


@both_ways
def test_an_open_mailbox_gets_what_was_asked_for(
    alex: Someone, way: str, mailoutbox: list[EmailMessage]
) -> None:
    asks(way)

    assert [letter.to for letter in mailoutbox] == [["alex@example.org"]]


@both_ways
def test_a_closed_one_gets_nothing(alex: Someone, way: str, mailoutbox: list[EmailMessage]) -> None:
    services.close_mailbox(by=alex.person)

    asks(way)

    assert mailoutbox == []


@both_ways
def test_whoever_asks_reads_the_same_page_whether_it_is_open_closed_or_nobody_s(
    alex: Someone, sam: Someone, way: str
) -> None:
    services.close_mailbox(by=alex.person)

    closed, opened, unknown = (
        looks(asks(way, f"{name}@example.org")) for name in ("alex", "sam", "nobody")
    )

    assert closed == opened == unknown


@both_ways
def test_a_mail_server_is_greeted_and_told_who_writes_to_whom_but_gets_no_letter(
    alex: Someone, way: str, settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What takes time is done either way; only the letter stays here."""
    said: list[str] = []

    class Server:
        """Answers everything, and remembers what it was asked."""

        def __init__(self, *_where: object, **_how: object) -> None:
            said.append("connect")

        def __getattr__(self, command: str):
            return lambda *_words: said.append(command) or (250, b"")

    monkeypatch.setattr(smtplib, "SMTP", Server)
    monkeypatch.setattr(smtp.EmailBackend, "connection_class", Server)
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    services.close_mailbox(by=alex.person)

    asks(way)

    assert said == ["connect", "mail", "rcpt", "rset", "quit"]


def test_a_link_from_before_works_no_more(alex: Someone, mailoutbox: list[EmailMessage]) -> None:
    asks(RESET)
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    browser = Client()
    form = browser.get(link).url
    new = {"password1": "a kettle on the stove", "password2": "a kettle on the stove"}

    services.close_mailbox(by=alex.person)
    later = Client().get(link)
    browser.post(form, new)

    assert later.status_code == 200
    assert not alex.afresh().check_password("a kettle on the stove")


def test_a_code_from_before_works_no_more(alex: Someone, mailoutbox: list[EmailMessage]) -> None:
    browser = Client()
    asks(CODE, browser=browser)
    code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", mailoutbox[0].body, re.MULTILINE)[1]

    services.close_mailbox(by=alex.person)
    answer = browser.post("/accounts/login/code/confirm/", {"code": code}, follow=True)

    assert answer.status_code == 200
    assert browser.get("/me/").status_code == 302


def test_news_about_the_account_still_comes(alex: Someone, mailoutbox: list[EmailMessage]) -> None:
    services.close_mailbox(by=alex.person)
    new = {"password1": "a kettle on the stove", "password2": "a kettle on the stove"}

    alex.sends("/accounts/password/change/", {"oldpassword": "a lamp beside the window", **new})

    assert [letter.to for letter in mailoutbox] == [["alex@example.org"]]


def test_without_recovery_codes_it_stays_open(sam: Someone) -> None:
    with pytest.raises(NoRecoveryCodes):
        services.close_mailbox(by=sam.person)

    assert sam.afresh().mailbox_opens


def test_the_page_leads_there_first(sam: Someone) -> None:
    page = sam.opens(PAGE).text

    assert "/accounts/2fa/" in page
    assert 'value="no"' not in page


def test_alex_switches_it_off_and_on_after_showing_who_it_is(alex: Someone) -> None:
    asked = alex.sends(PAGE, {"opens": "no"})
    untouched = alex.afresh().mailbox_opens
    alex.proves_it()

    alex.sends(PAGE, {"opens": "no"})
    closed = not alex.afresh().mailbox_opens
    alex.sends(PAGE, {"opens": "yes"})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert (untouched, closed, alex.afresh().mailbox_opens) == (True, True, True)
