"""A password is not the name of the site it opens, however that is written."""

import pytest
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.test import Client

from accounts.models import Person
from tests.accounts.test_sign_up import signs_up
from tests.support.people import PASSWORD, Someone

SENTENCE = "This is mostly the name of this site. Please choose other words."


def is_refused(password: str) -> bool:
    """Whether the site says that it is its own name."""
    try:
        validate_password(password)
    except ValidationError as refused:
        return SENTENCE in refused.messages
    return False


@pytest.mark.parametrize(
    "password",
    [
        *(
            "evenings2026",
            "Evenings-Evenings",
            "e.v.e.n.i.n.g.s!!",
            "EVENINGS 1234567890 1234567890",
        ),
        *("intimacy#1!", "my intimacy", "Intimacy&Evenings", "the evenings"),
    ],
)
def test_the_name_of_the_program_is_no_password(password: str) -> None:
    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    ["Zwei am Abend", "zweiamabend99", "abend-abend-1", "hearth.example.net", "hearth2026!"],
)
def test_nor_are_the_name_and_the_host_of_this_very_site(settings, password: str) -> None:
    assert not is_refused(password)

    settings.SITE_NAME, settings.SITE_HOST = "Zwei am Abend", "hearth.example.net"

    assert is_refused(password)


@pytest.mark.parametrize(
    "password",
    [PASSWORD, "quiet evenings beside the river", "no intimacy without a kettle", "7319265048227"],
)
def test_a_word_of_it_among_others_is_all_right(password: str) -> None:
    assert not is_refused(password)


@pytest.mark.parametrize("host", ["127.0.0.1", "::1", "192.168.1.20", "a.b.org"])
def test_a_host_without_a_word_forbids_none(settings, host: str) -> None:
    settings.SITE_NAME, settings.SITE_HOST = "U2", host

    assert not is_refused("abba and a baobab orb, 192.168.1.20")
    assert is_refused("evenings2026")


def test_signing_up_says_so_calmly(db: None) -> None:
    page = signs_up(Client(), password1="Evenings2026").text

    assert SENTENCE in page
    assert not Person.objects.exists()


def test_so_does_changing_it(alex: Someone) -> None:
    typed = {"oldpassword": PASSWORD, "password1": "intimacy2026", "password2": "intimacy2026"}

    page = alex.sends("/accounts/password/change/", typed).text

    assert SENTENCE in page
    assert alex.afresh().check_password(PASSWORD)
