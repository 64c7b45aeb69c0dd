"""Wrong passwords and codes: guessing is slowed down, and nobody shuts the other one out."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.django_db

HOME, ELSEWHERE = "192.0.2.7", "198.51.100.9"


def tries(password: str, *, network: str, address: str = "alex@example.org") -> int:
    """Type a password in a fresh browser; 302 means signed in."""
    browser = Client(REMOTE_ADDR=network)
    return browser.post("/accounts/login/", {"login": address, "password": password}).status_code


def is_wrong(times: int, *, network: str, address: str = "alex@example.org") -> None:
    """So many guesses."""
    for number in range(times):
        assert tries(f"a guess, number {number}", network=network, address=address) == 200


def test_after_five_wrong_ones_the_right_one_waits_too(alex: Someone) -> None:
    is_wrong(5, network=HOME)

    assert tries(PASSWORD, network=HOME) == 200


def test_five_minutes_later_it_opens(alex: Someone) -> None:
    is_wrong(5, network=HOME)

    with time_machine.travel(timezone.now() + timedelta(minutes=5, seconds=1)):
        assert tries(PASSWORD, network=HOME) == 302


def test_whoever_is_wrong_at_home_does_not_keep_alex_out_elsewhere(alex: Someone) -> None:
    is_wrong(8, network=HOME)

    assert tries(PASSWORD, network=ELSEWHERE) == 302


def test_a_right_password_costs_no_try(alex: Someone) -> None:
    is_wrong(4, network=HOME)

    assert [tries(PASSWORD, network=HOME) for _time in range(3)] == [302, 302, 302]
    is_wrong(1, network=HOME)
    assert tries(PASSWORD, network=HOME) == 200


@pytest.mark.parametrize("spelling", ["ALEX@example.org", " alex@Example.ORG "])
def test_another_spelling_of_an_address_gives_no_further_tries(
    alex: Someone, spelling: str
) -> None:
    is_wrong(5, network=HOME, address=spelling)

    assert tries(PASSWORD, network=HOME) == 200


@pytest.fixture
def crowd(alex: Someone, settings) -> None:
    """The address was tried from everywhere, as often as an account may be in an hour."""
    settings.ACCOUNT_RATE_LIMITS = {**settings.ACCOUNT_RATE_LIMITS, "try_anywhere": "6/h/key"}
    for number in range(6):
        is_wrong(1, network=f"203.0.113.{number}")


@pytest.mark.usefixtures("crowd")
def test_where_many_networks_try_each_has_one_try_left() -> None:
    is_wrong(1, network=ELSEWHERE)

    assert tries(PASSWORD, network=ELSEWHERE) == 200


@pytest.mark.usefixtures("crowd")
def test_where_many_networks_try_whoever_knows_the_password_is_in_with_it() -> None:
    assert tries(PASSWORD, network=ELSEWHERE) == 302


@pytest.mark.usefixtures("crowd")
def test_an_address_without_an_account_is_counted_the_same() -> None:
    for number in range(6):
        is_wrong(1, network=f"203.0.113.{number}", address="nobody@example.org")

    pages = {address: [page_after(address) for _time in range(2)] for address in BOTH}

    assert pages[BOTH[0]] == pages[BOTH[1]]
    assert pages[BOTH[0]][0] != pages[BOTH[0]][1]


BOTH = ("alex@example.org", "nobody@example.org")


def page_after(address: str) -> str:
    """What a wrong password is answered with, without what one typed."""
    browser = Client(REMOTE_ADDR=HOME)
    answer = browser.post("/accounts/login/", {"login": address, "password": "a guess"})
    return re.sub(r'value="[^"]*"', "", answer.text)


def test_whoever_is_wrong_at_home_does_not_stop_alex_showing_who_it_is(alex: Someone) -> None:
    is_wrong(5, network=HOME)

    asked = alex.sends("/accounts/reauthenticate/", {"password": PASSWORD}, REMOTE_ADDR=HOME)

    assert asked.status_code == 302


def test_who_holds_the_unlocked_phone_has_five_tries_at_the_password(alex: Someone) -> None:
    for number in range(5):
        alex.sends("/accounts/reauthenticate/", {"password": f"a guess, number {number}"})

    assert alex.sends("/accounts/reauthenticate/", {"password": PASSWORD}).status_code == 200


def test_nor_more_tries_where_a_new_password_is_chosen(alex: Someone) -> None:
    for number in range(5):
        alex.sends("/accounts/reauthenticate/", {"password": f"a guess, number {number}"})
    new = dict.fromkeys(("password1", "password2"), "a kettle on the stove")

    alex.sends("/accounts/password/change/", {"oldpassword": PASSWORD, **new})

    assert alex.afresh().check_password(PASSWORD)


def test_after_a_reset_the_new_password_works_at_once(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    is_wrong(5, network=HOME)
    browser = Client(REMOTE_ADDR=HOME)
    browser.post("/accounts/password/reset/", {"email": "alex@example.org"})
    link = re.search(r"https?://[^/]+(/\S+)", mailoutbox[0].body)[1]
    new = "a kettle on the stove"

    browser.post(browser.get(link).url, {"password1": new, "password2": new})

    assert tries(new, network=HOME) == 302
