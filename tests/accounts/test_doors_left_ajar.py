"""What somebody with a minute at Alex's unlocked phone leaves behind there comes to nothing."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from accounts.models import Person
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import adds_an_app

DEACTIVATE = "/accounts/2fa/totp/deactivate/"
PHRASE = "seven quiet lamps beside some river"


@pytest.fixture
def phone(alex: Someone) -> Client:
    """Alex's other browser, signed in a while ago."""
    adds_an_app(alex)
    browser = Client()
    browser.force_login(alex.person)
    return browser


def test_a_form_somebody_left_waiting_is_not_sent_with_alex_s_password(phone: Client) -> None:
    phone.post(DEACTIVATE)

    asked = phone.get(DEACTIVATE)
    phone.post(asked.url, {"password": PASSWORD})

    assert Authenticator.objects.filter(type=Authenticator.Type.TOTP).exists()


def test_a_term_that_deletes_words_is_set_only_by_whoever_shows_who_it_is(alex: Someone) -> None:
    asked = alex.sends("/me/keeping/", {"months": "6"})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert Person.objects.get(pk=alex.person.pk).kept_months is None

    alex.sends(asked.url, {"password": PASSWORD})

    assert Person.objects.get(pk=alex.person.pk).kept_months == 6


@pytest.mark.parametrize(
    ("address", "typed"),
    [
        ("/me/lock/open/", {"secret": PHRASE}),
        ("/me/lock/set-up/", {"passphrase": PHRASE, "again": PHRASE}),
        ("/accounts/2fa/webauthn/login/", {"credential": PHRASE}),
    ],
)
def test_a_passphrase_is_never_given_back_in_words(
    db: None, address: str, typed: dict[str, str]
) -> None:
    strict = Client(enforce_csrf_checks=True)

    stale = strict.post(address, typed)
    signed_out = Client().post(address, typed)

    assert stale.status_code == 403
    assert PHRASE not in stale.text
    assert PHRASE not in signed_out.text


def test_nor_where_it_was_tried_too_often(alex: Someone) -> None:
    alex.proves_it()
    alex.sends("/me/lock/set-up/", {"passphrase": PHRASE, "again": PHRASE})

    for _ in range(10):
        alex.sends("/me/lock/open/", {"secret": "not the words"})
    refused = alex.sends("/me/lock/open/", {"secret": PHRASE})

    assert refused.status_code == 429
    assert PHRASE not in refused.text
