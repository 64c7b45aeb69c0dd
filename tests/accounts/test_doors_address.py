"""Changing the address one signs in with: asked again first, and the old one is told neutrally."""

import re

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client

from tests.support.letters import NEVER_SAID
from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.django_db

NEW = "elsewhere@example.org"


@pytest.fixture
def alex(alex: Someone) -> Someone:
    """Alex as signing up leaves them: with an address that was confirmed."""
    EmailAddress.objects.create(
        user=alex.person, email=alex.person.email, primary=True, verified=True
    )
    return alex


def asks_for(someone: Someone, address: str = NEW):
    """The form of the address page."""
    return someone.sends("/accounts/email/", {"email": address, "action_add": ""})


def changes_to(someone: Someone, mailoutbox: list[EmailMessage], address: str = NEW) -> None:
    """Ask for it, show who it is, and follow the link in the mail."""
    someone.proves_it()
    asks_for(someone, address)
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[-1].body)[1]
    someone.sends(link)


def is_theirs(someone: Someone, address: str) -> bool:
    """Whether the address belongs to their account, confirmed or not."""
    return EmailAddress.objects.filter(user=someone.person, email=address).exists()


def test_a_new_address_is_taken_only_from_whoever_shows_once_more_who_it_is(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    asked = asks_for(alex)

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert not is_theirs(alex, NEW)
    assert mailoutbox == []


def test_what_was_asked_for_is_done_once_the_password_was_shown(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    asked = asks_for(alex)

    alex.sends(asked.url, {"password": PASSWORD})

    assert is_theirs(alex, NEW)
    assert [letter.to for letter in mailoutbox] == [[NEW]]


def test_the_old_address_is_told_in_words_that_give_nothing_away(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    changes_to(alex, mailoutbox)

    (told,) = [letter for letter in mailoutbox if letter.to == ["alex@example.org"]]
    words = f"{told.subject}\n{told.body}".casefold()
    assert alex.afresh().email == NEW
    assert "was changed" in words
    assert [word for word in (*NEVER_SAID, NEW, "127.0.0.1") if word in words] == []


def test_one_signs_in_with_the_new_address_and_not_with_the_old(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    changes_to(alex, mailoutbox)

    opened = []
    for address in ("alex@example.org", NEW):
        browser = Client()
        browser.post("/accounts/login/", {"login": address, "password": PASSWORD})
        opened.append(browser.get("/me/").status_code == 200)

    assert opened == [False, True]


def test_a_new_password_is_told_without_from_where_or_with_what(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    new = {"password1": "a kettle on the stove", "password2": "a kettle on the stove"}

    alex.sends(
        "/accounts/password/change/",
        {"oldpassword": PASSWORD, **new},
        REMOTE_ADDR="192.0.2.7",
        HTTP_USER_AGENT="Firefox/140.0",
    )

    (told,) = mailoutbox
    assert told.to == ["alex@example.org"]
    assert "192.0.2.7" not in told.body
    assert "Firefox" not in told.body
