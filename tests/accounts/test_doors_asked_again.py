"""What is asked again before: a browser left open is not enough for anything grave."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.test import Client
from django.utils import timezone

from accounts.models import Couple, Person, Session
from tests.support.locks import LOCK, sets_up_lock
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import adds_an_app

POSTED = {
    "/accounts/email/": {"email": "elsewhere@example.org", "action_add": ""},
    "/accounts/2fa/totp/activate/": {"code": "123456"},
    "/accounts/2fa/webauthn/add/": {"name": "My phone", "credential": "{}"},
    "/accounts/2fa/recovery-codes/generate/": {},
    "/me/sign-ins/end/": {"which": "x"},
    "/me/sign-ins/end-others/": {},
    "/me/mailbox/": {"opens": "no"},
    "/me/keeping/": {"months": "6"},
    "/me/erase/": {},
    "/me/export/evenings.json": {},
    "/me/export/read/": {},
    "/partner/unlink/": {},
}
SHOWN = ["/me/sign-ins/", "/me/export/"]


@pytest.mark.parametrize("address", POSTED)
def test_a_grave_form_asks_first_and_does_nothing(
    couple: Couple, alex: Someone, address: str
) -> None:
    before = everything()

    asked = alex.sends(address, POSTED[address])

    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/")
    assert everything() == before
    assert alex.afresh().couple == couple


@pytest.mark.parametrize("address", SHOWN)
def test_what_is_only_for_its_owner_s_eyes_asks_first(
    couple: Couple, alex: Someone, address: str
) -> None:
    asked = alex.opens(address)

    assert asked.status_code == 302
    assert asked.url.startswith("/accounts/reauthenticate/")


def test_a_second_tab_of_the_same_browser_needs_no_second_answer(
    couple: Couple, alex: Someone
) -> None:
    alex.proves_it()

    assert {alex.opens(address).status_code for address in SHOWN} == {200}


def copied(browser: Client) -> Client:
    """Another browser with a copy of this one's session cookie, as it is now."""
    copy, name = Client(), settings.SESSION_COOKIE_NAME
    copy.cookies[name] = browser.cookies[name].value
    return copy


def shows_a_code(someone: Someone) -> None:
    """The other way to show who it is."""
    app = adds_an_app(someone)
    someone.sends("/accounts/2fa/reauthenticate/", {"code": app.shows(periods_from_now=1)})


@pytest.mark.parametrize("shows_it", [Someone.proves_it, shows_a_code])
def test_whoever_shows_it_once_more_gets_another_session_key(
    alex: Someone, shows_it: Callable[[Someone], None]
) -> None:
    before = alex.browser.session.session_key

    shows_it(alex)

    assert alex.browser.session.session_key != before
    assert Session.objects.filter(person=alex.person).count() == 1


def test_an_older_copy_of_the_cookie_gains_nothing_by_it(alex: Someone) -> None:
    thief = copied(alex.browser)
    assert thief.get("/me/").status_code == 200

    alex.proves_it()

    assert alex.opens("/me/sign-ins/").status_code == 200
    assert thief.get("/me/sign-ins/").url.startswith("/accounts/login/")
    assert thief.get("/me/").status_code == 302


def test_a_wrong_answer_leaves_the_session_as_it_is(alex: Someone) -> None:
    before = alex.browser.session.session_key

    alex.sends("/accounts/reauthenticate/", {"password": "a guess"})

    assert alex.browser.session.session_key == before


def test_a_lock_that_is_open_stays_open(alex: Someone) -> None:
    sets_up_lock(alex)
    half = alex.browser.cookies["unlock"].value

    alex.proves_it()

    assert alex.browser.cookies["unlock"].value != half
    assert "Close it now" in alex.opens(LOCK).text


def test_and_is_open_for_what_waited_for_the_answer(alex: Someone, time_machine) -> None:
    sets_up_lock(alex)
    alex.sends("/week/note/wish/", {"words_1": "A walk by the lake"})
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    asked = alex.sends("/me/export/evenings.json")
    taken = alex.sends(asked.url, {"password": PASSWORD})

    assert "A walk by the lake" in taken.getvalue().decode()


def everything() -> dict[str, int]:
    """How many rows there are of what a grave page could change."""
    return {
        "people": Person.objects.count(),
        "other addresses": EmailAddress.objects.exclude(email="alex@example.org").count(),
        "second steps": Authenticator.objects.count(),
        "couples": Couple.objects.filter(ended_at=None).count(),
        "closed mailboxes": Person.objects.filter(mailbox_opens=False).count(),
        "terms": Person.objects.exclude(kept_months=None).count(),
    }
