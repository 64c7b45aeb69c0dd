"""A host ends the sessions of somebody, or of everybody, from the command line."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Session
from tests.support.locks import LOCK, sets_up_lock
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import SECOND_STEP, adds_an_app, types_the_password


def says(*arguments: str) -> str:
    """What the command says."""
    said = StringIO()
    call_command("sign_out", *arguments, stdout=said)
    return said.getvalue().strip()


def is_signed_in(someone: Someone) -> bool:
    """Whether their own settings open."""
    return someone.opens("/me/").status_code == 200


def test_one_person_is_signed_out_everywhere_and_nobody_else(alex: Someone, sam: Someone) -> None:
    phone = types_the_password("Alex")
    assert is_signed_in(alex)
    assert is_signed_in(sam)

    said = says("ALEX@example.org")

    assert said == "Ended 2 sessions."
    assert not is_signed_in(alex)
    assert phone.get("/me/").status_code == 302
    assert is_signed_in(sam)


def test_everybody_is_signed_out(alex: Someone, sam: Someone) -> None:
    assert is_signed_in(alex)
    assert is_signed_in(sam)

    said = says("--everybody")

    assert said == "Ended 2 sessions."
    assert not is_signed_in(alex)
    assert not is_signed_in(sam)


def test_whoever_had_typed_only_the_password_begins_anew(alex: Someone) -> None:
    app = adds_an_app(alex)
    browser = types_the_password("Alex")

    said = says("--everybody")
    browser.post(SECOND_STEP, {"code": app.shows(periods_from_now=1)})

    assert said == "Ended 1 session."
    assert browser.get("/me/").status_code == 302


def test_a_session_that_had_run_out_is_not_counted(alex: Someone) -> None:
    assert is_signed_in(alex)

    with time_machine.travel(timezone.now() + timedelta(days=15)):
        said = says("alex@example.org")

    assert said == "Ended 0 sessions."
    assert not Session.objects.exists()


def test_a_lock_that_was_open_is_closed_with_it(alex: Someone) -> None:
    sets_up_lock(alex)

    says("alex@example.org")
    alex.browser.post("/accounts/login/", {"login": "alex@example.org", "password": PASSWORD})

    assert is_signed_in(alex)
    assert "Close it now" not in alex.opens(LOCK).text


def test_the_password_still_opens_the_account(alex: Someone) -> None:
    says("--everybody")

    assert types_the_password("Alex", Client()).get("/me/").status_code == 200


def test_an_unknown_address_is_said_to_be_unknown(alex: Someone) -> None:
    with pytest.raises(CommandError, match="Nobody here"):
        call_command("sign_out", "nobody@example.org")


@pytest.mark.parametrize("whom", [[], ["alex@example.org", "--everybody"]])
def test_it_has_to_be_said_who(alex: Someone, whom: list[str]) -> None:
    assert is_signed_in(alex)

    with pytest.raises(CommandError):
        call_command("sign_out", *whom)

    assert is_signed_in(alex)
