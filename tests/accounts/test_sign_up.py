"""Signing up with e-mail and password, as an adult who has read who could read."""

from collections.abc import Callable

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.test import Client, override_settings
from django.utils import timezone

from accounts import services
from accounts.consents import WORDINGS
from accounts.models import Consent, Person
from tests.support.people import PASSWORD, Someone

pytestmark = pytest.mark.django_db

FILLED = {
    "email": "Alex@Example.org",
    "password1": PASSWORD,
    "name": "Alex",
    "time_zone": "Europe/Berlin",
    "adult": "on",
    "host_can_read": "on",
    "sensitive_data": "on",
}


def signs_up(browser: Client, **changes: str | None):
    """Send the sign-up form with some fields changed or left out."""
    data = {name: text for name, text in {**FILLED, **changes}.items() if text is not None}
    return browser.post("/accounts/signup/", data)


def test_alex_signs_up_and_is_signed_in() -> None:
    browser = Client()

    signs_up(browser)

    assert Person.objects.get().name == "Alex"
    assert browser.get("/me/").status_code == 200


@override_settings(
    ACCOUNT_EMAIL_VERIFICATION="mandatory", ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED=True
)
def test_the_page_that_asks_for_the_code_says_once_where_it_was_sent() -> None:
    browser = Client()

    signs_up(browser)

    asked = browser.get("/accounts/confirm-email/").text
    assert asked.count("alex@example.org") == 1


def test_where_no_code_is_asked_for_the_next_page_tells_of_the_letter() -> None:
    browser = Client()

    signs_up(browser)

    assert "We have written to alex@example.org" in browser.get("/").text


def test_what_one_ticks_stands_right_below_what_it_is_about() -> None:
    html = Client().get("/accounts/signup/").text

    places = (
        "I am an adult",
        "The host, who runs",
        "I have read who",
        "The law",
        "I agree to this",
    )
    assert sorted(places, key=html.index) == list(places)


def test_the_password_is_hashed_with_argon2id() -> None:
    signs_up(Client())

    assert Person.objects.get().password.startswith("argon2$argon2id$")


def test_each_confirmation_is_kept_with_the_text_it_was_given_to() -> None:
    signs_up(Client())

    kinds = Consent.objects.values_list("kind", "text_version")
    assert sorted(kinds) == [
        ("adult", WORDINGS["adult"].version),
        ("host_can_read", WORDINGS["host_can_read"].version),
        ("sensitive_data", WORDINGS["sensitive_data"].version),
    ]


@pytest.mark.parametrize(
    "missing", ["adult", "host_can_read", "sensitive_data", "name", "email", "password1"]
)
def test_nothing_is_made_while_something_is_missing(missing: str) -> None:
    answer = signs_up(Client(), **{missing: None})

    assert not Person.objects.exists()
    assert answer.status_code < 500


@pytest.mark.parametrize(
    "name",
    ["see evil.example/now", "a@b.example", "A\u202ex", "A\nB\u2028", "x" * 41, "\x00"],
)
def test_a_name_that_could_mislead_is_refused(name: str) -> None:
    answer = signs_up(Client(), name=name)

    assert not Person.objects.exists()
    assert answer.status_code < 500


def test_bytes_that_are_no_text_are_taken_as_such_and_break_nothing() -> None:
    body = "name=%ED%A0%80%FF&email=alex@example.org&password1=short"

    answer = Client().post(
        "/accounts/signup/", body, content_type="application/x-www-form-urlencoded"
    )

    assert answer.status_code < 500


@pytest.mark.parametrize("password", ["short", "password1234", "alex@example.org"])
def test_a_weak_password_is_refused(password: str) -> None:
    signs_up(Client(), password1=password)

    assert not Person.objects.exists()


def test_an_unknown_zone_is_refused_with_a_sentence() -> None:
    answer = signs_up(Client(), time_zone="Mars/Olympus")

    assert "Mars/Olympus" in answer.content.decode()
    assert not Person.objects.exists()


def test_an_old_zone_name_that_browsers_still_send_is_taken() -> None:
    signs_up(Client(), time_zone="Asia/Calcutta")

    assert Person.objects.get().time_zone == "Asia/Calcutta"


def test_an_address_is_one_account_however_it_is_written() -> None:
    signs_up(Client())
    signs_up(Client(), email="ALEX@example.ORG")

    assert Person.objects.count() == 1


def test_an_invitation_survives_signing_up(alex: Someone) -> None:
    fresh = services.invite(by=alex.person, at=timezone.now())
    browser = Client()
    browser.get(f"/join/{fresh.token}/")

    answer = signs_up(browser, email="sam@example.org", name="Sam")

    assert answer.headers["Location"] == "/join/"


def test_where_sign_up_is_closed_an_invitation_opens_it(alex: Someone) -> None:
    fresh = services.invite(by=alex.person, at=timezone.now())
    invited, other = Client(), Client()
    invited.get(f"/join/{fresh.token}/")

    with override_settings(SIGNUP="invite"):
        signs_up(other, email="robin@example.org", name="Robin")
        signs_up(invited, email="sam@example.org", name="Sam")

    assert sorted(Person.objects.values_list("email", flat=True)) == [
        "alex@example.org",
        "sam@example.org",
    ]


def test_a_form_sent_after_the_session_ended_gives_the_text_back() -> None:
    text = "A long thought about the week that must not be lost."

    answer = Client().post("/me/", {"name": text, "password": "a secret one of mine"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert text in page
    assert "a secret one of mine" not in page


def test_sign_in_and_sign_out(alex: Someone) -> None:
    browser = Client()
    browser.post("/accounts/login/", {"login": "ALEX@example.org", "password": PASSWORD})
    assert browser.get("/me/").status_code == 200

    browser.post("/accounts/logout/")

    assert browser.get("/me/").status_code == 302


def test_leaving_ends_the_session_and_lands_elsewhere(alex: Someone) -> None:
    answer = alex.opens("/leave/")

    assert answer.headers["Location"] == "https://www.wikipedia.org/"
    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert alex.opens("/me/").status_code == 302


def test_of_two_presses_at_once_the_second_finds_the_account_made(monkeypatch) -> None:
    signs_up(Client())
    # What two requests at once see: neither finds the address taken when it looks.
    monkeypatch.setattr("allauth.account.internal.flows.manage_email.assess_unique_email", free)

    answer = signs_up(Client())

    assert answer.status_code == 409
    assert "/accounts/login/" in answer.content.decode()
    assert Person.objects.count() == 1


def free(email: str, **_who: object) -> bool:
    """Nobody has this address."""
    return True


@override_settings(ACCOUNT_EMAIL_VERIFICATION="mandatory")
@pytest.mark.parametrize("door", ["signup", "login"])
def test_a_taken_address_takes_as_long_as_a_free_one(alex: Someone, door: str, monkeypatch) -> None:
    """The hash is the slow part: one for each, whoever has the address."""
    hashed: list[str] = []
    for deed in ("encode", "verify"):
        monkeypatch.setattr(Argon2PasswordHasher, deed, noted(deed, hashed))

    hashes = []
    for address in ("alex@example.org", "nobody@example.org"):
        hashed.clear()
        typed = {**FILLED, "email": address, "login": address, "password": "a wrong password"}
        Client().post(f"/accounts/{door}/", typed)
        hashes.append(len(hashed))

    assert hashes == [1, 1]


def noted(deed: str, hashed: list[str]) -> Callable[..., object]:
    """What the hasher does under this name, written down each time."""
    does = getattr(Argon2PasswordHasher, deed)

    def noting(*args: object) -> object:
        hashed.append(deed)
        return does(*args)

    return noting


def test_too_many_sign_ups_for_one_address_meet_a_page_that_says_so() -> None:
    with override_settings(ACCOUNT_RATE_LIMITS={"signup": "1/h/ip"}):
        signs_up(Client())

        answer = signs_up(Client(), email="sam@example.org")

    assert answer.status_code == 429
    assert "Wait a few minutes" in answer.content.decode()
