"""How long what comes by mail opens a door."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.test import Client
from django.utils import timezone

from tests.accounts.test_sign_up import signs_up
from tests.support.people import Someone

NEW = "another lamp, elsewhere"
CODE = re.compile(r"^[A-Z0-9-]{6,}$", re.MULTILINE)
RESET_LINK = re.compile(r"https?://[^/]+(/accounts/password/reset/key/\S+/)")


def asks_for_a_link(mailoutbox: list[EmailMessage]) -> str:
    """The link in the mail for somebody who forgot their password."""
    Client().post("/accounts/password/reset/", {"email": "alex@example.org"})
    return RESET_LINK.search(mailoutbox[-1].body)[1]


def sets_a_password(link: str) -> None:
    """Follow the link and fill in what is there."""
    browser = Client()
    opened = browser.get(link)
    browser.post(opened.headers.get("Location", link), {"password1": NEW, "password2": NEW})


@pytest.mark.parametrize(("minutes", "works"), [(59, True), (61, False)])
def test_the_link_that_sets_a_new_password_works_for_an_hour(
    alex: Someone, mailoutbox: list[EmailMessage], minutes: int, works: bool
) -> None:
    link = asks_for_a_link(mailoutbox)

    with time_machine.travel(timezone.now() + timedelta(minutes=minutes)):
        sets_a_password(link)

    assert alex.afresh().check_password(NEW) is works


@pytest.mark.parametrize(("seconds", "works"), [(9 * 60 + 50, True), (10 * 60 + 10, False)])
def test_the_code_that_confirms_an_address_works_for_ten_minutes(
    db: None, settings, mailoutbox: list[EmailMessage], seconds: int, works: bool
) -> None:
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
    browser = Client()
    form = signs_up(browser).headers["Location"]
    code = CODE.search(mailoutbox[-1].body)[0]

    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        browser.post(form, {"code": code})
        opened = browser.get("/me/").status_code == 200

    assert opened is works


@pytest.mark.parametrize(("seconds", "works"), [(170, True), (190, False)])
def test_the_code_that_signs_in_works_for_three_minutes(
    alex: Someone, mailoutbox: list[EmailMessage], seconds: int, works: bool
) -> None:
    browser = Client()
    browser.post("/accounts/login/code/", {"email": "alex@example.org"})
    code = CODE.search(mailoutbox[-1].body)[0]

    with time_machine.travel(timezone.now() + timedelta(seconds=seconds)):
        browser.post("/accounts/login/code/confirm/", {"code": code})
        opened = browser.get("/me/").status_code == 200

    assert opened is works
