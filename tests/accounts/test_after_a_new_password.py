"""After a new password the page says where to see what else opens the account."""

import re
from collections.abc import Iterator

import pytest
from django.core.mail import EmailMessage
from django.test import Client

from tests.accounts.test_doors_in_time import NEW, asks_for_a_link
from tests.support.oidc_site import other_site
from tests.support.people import PASSWORD, Someone

CHANGE = "/accounts/password/change/"
CONNECTED = "/accounts/3rdparty/"
LINK = re.compile(r'<li class="line"><a href="([^"]+)"')
ALWAYS = ["/me/sign-ins/", "/accounts/2fa/"]


@pytest.fixture
def hearth(settings) -> Iterator[None]:
    """A site one can sign in with, set up by the host."""
    with other_site() as site:
        settings.SOCIALACCOUNT_PROVIDERS = site.settings
        yield


def after_a_change(alex: Someone) -> str:
    """The page Alex comes to."""
    typed = {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW}
    return alex.opens(alex.sends(CHANGE, typed).url).text


def after_a_reset(mailoutbox: list[EmailMessage]) -> str:
    """The page somebody comes to by the link in the mail."""
    browser = Client()
    form = browser.get(asks_for_a_link(mailoutbox)).url
    return browser.post(form, {"password1": NEW, "password2": NEW}, follow=True).text


def test_after_a_change_it_leads_to_browsers_and_second_steps(alex: Someone) -> None:
    page = after_a_change(alex)

    assert "Your password is changed." in page
    assert "All your other browsers are signed out." in page
    assert LINK.findall(page) == ALWAYS
    assert "oldpassword" not in page


def test_after_a_reset_too(alex: Someone, mailoutbox: list[EmailMessage]) -> None:
    page = after_a_reset(mailoutbox)

    assert "You are signed out everywhere." in page
    assert LINK.findall(page) == ALWAYS


def test_and_to_another_site_where_there_is_one(
    hearth: None, alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    assert LINK.findall(after_a_reset(mailoutbox)) == [*ALWAYS, CONNECTED]


def test_also_after_a_change(hearth: None, alex: Someone) -> None:
    assert LINK.findall(after_a_change(alex)) == [*ALWAYS, CONNECTED]


def test_each_link_leads_on_for_whoever_has_to_sign_in_first(
    alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    links = LINK.findall(after_a_reset(mailoutbox))

    led = [Client().get(address).url for address in links]

    assert led == [f"/accounts/login/?next={address}" for address in ALWAYS]


def test_before_it_there_is_only_the_form(alex: Someone) -> None:
    page = alex.opens(CHANGE).text

    assert "oldpassword" in page
    assert LINK.findall(page) == []


def test_a_password_that_was_not_taken_says_nothing_of_it(alex: Someone) -> None:
    typed = {"oldpassword": "a guess", "password1": NEW, "password2": NEW}

    page = alex.sends(CHANGE, typed).text

    assert LINK.findall(page) == []
    assert "oldpassword" in page
