"""The pages of whoever looks after the site: there for hosts who just proved it, for no others."""

import re
from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import SECOND_STEP, App, adds_an_app, types_the_password

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


@pytest.fixture
def app(alex: Someone) -> App:
    """Alex looks after this site, and has an app that shows codes."""
    call_command("make_host", "ALEX@example.org", stdout=StringIO())
    return adds_an_app(alex)


def signs_in_with_both(app: App) -> Client:
    """Alex's browser after password and code."""
    browser = types_the_password("Alex")
    browser.post(SECOND_STEP, {"code": app.shows(periods_from_now=1)})
    return browser


def proves_it(browser: Client) -> None:
    """The password once more."""
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})


def looks(browser: Client, address: str) -> tuple[int, str]:
    """Status and page, without form tokens."""
    answer = browser.get(address)
    return answer.status_code, TOKEN.sub("", answer.text)


def test_a_host_who_signed_in_with_both_and_proved_it_finds_an_empty_index(app: App) -> None:
    browser = signs_in_with_both(app)
    proves_it(browser)

    answer = browser.get(INDEX)

    assert answer.status_code == 200
    assert answer.context["app_list"] == []
    assert "no-store" in answer.headers["Cache-Control"]


def test_a_host_who_did_not_prove_it_just_now_is_asked_first(app: App) -> None:
    browser = signs_in_with_both(app)

    asked = browser.get(INDEX)

    assert asked.url == "/accounts/reauthenticate/?next=%2Fadmin%2F"
    assert "To go on with: Looking after this site" in browser.get(asked.url).text
    assert browser.post(asked.url, {"password": PASSWORD}).url == INDEX


def test_what_was_proved_a_while_ago_is_asked_again(app: App) -> None:
    browser = signs_in_with_both(app)
    proves_it(browser)

    with time_machine.travel(timezone.now() + timedelta(minutes=6)):
        assert browser.get(INDEX).status_code == 302


def test_for_everybody_else_it_is_a_page_that_is_not_there(
    app: App, alex: Someone, sam: Someone
) -> None:
    """Strangers, others with an account, and a host who came without the second step."""
    only_password = alex.browser
    proves_it(only_password)
    proves_it(sam.browser)

    for browser in (Client(), sam.browser, only_password):
        assert looks(browser, INDEX) == looks(browser, "/no-such-page/")
        assert browser.post(INDEX).status_code == 404


def test_nor_does_the_page_that_asks_who_it_is_tell_others_of_it(sam: Someone) -> None:
    asked = f"/accounts/reauthenticate/?next={INDEX}"

    assert "To go on with" not in sam.opens(asked).text


def test_without_the_last_stroke_it_is_no_more_there_than_any_other_address() -> None:
    assert Client().get("/admin").status_code == Client().get("/nothing").status_code == 404


def test_a_host_without_a_second_step_finds_nothing(alex: Someone) -> None:
    call_command("make_host", "alex@example.org", stdout=StringIO())
    alex.proves_it()

    assert alex.opens(INDEX).status_code == 404


def test_a_host_no_more_finds_nothing(app: App) -> None:
    browser = signs_in_with_both(app)
    proves_it(browser)

    call_command("make_host", "alex@example.org", "--remove", stdout=StringIO())

    assert browser.get(INDEX).status_code == 404


def test_every_address_below_it_is_shut_the_same_way(sam: Someone) -> None:
    named = [
        each for each in get_resolver().url_patterns if getattr(each, "namespace", "") == "admin"
    ]
    patterns = named[0].url_patterns
    addresses = [reverse(f"admin:{each.name}") for each in patterns if isinstance(each, URLPattern)]
    sam.proves_it()

    answers = {sam.opens(address).status_code for address in addresses}
    answers |= {Client().get(address).status_code for address in addresses}

    assert len(addresses) == len(patterns) >= 3
    assert answers == {404}


@pytest.mark.parametrize("address", ["login/", "logout/", "password_change/", "accounts/person/"])
def test_there_are_no_doors_of_its_own_and_nobody_s_rows(app: App, address: str) -> None:
    browser = signs_in_with_both(app)
    proves_it(browser)

    assert browser.get(f"{INDEX}{address}").status_code == 404


def test_what_a_host_is_told_by_the_command(alex: Someone) -> None:
    said = StringIO()

    call_command("make_host", "alex@example.org", stdout=said)
    adds_an_app(alex)
    call_command("make_host", "alex@example.org", stdout=said)
    call_command("make_host", "alex@example.org", "--remove", stdout=said)

    told = said.getvalue().splitlines()
    assert "once they have a second step" in told[0]
    assert "signed in with their second step" in told[1]
    assert "may not enter" in told[2]


def test_an_unknown_address_is_said_to_be_unknown() -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("make_host", "nobody@example.org")
