"""Signing in with an account of another site: what is asked, what is kept, and who is let in."""

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.core.mail import EmailMessage
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Consent, Person, SignIn
from tests.support.letters import NEVER_SAID
from tests.support.oidc_site import LOGIN, OtherSite, other_site
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import types_the_password

pytestmark = pytest.mark.django_db

FORM = "/accounts/3rdparty/signup/"
CONNECTED = "/accounts/3rdparty/"
FILLED = {
    "email": "kim@example.org",
    "password1": PASSWORD,
    "name": "Kim",
    "time_zone": "UTC",
    **dict.fromkeys(("adult", "host_can_read", "sensitive_data"), "on"),
}
KIM = {"email": "kim@example.org", "email_verified": True, "name": "canary-name"}


@pytest.fixture(name="hearth")
def _hearth(settings) -> Iterator[OtherSite]:
    """Another site, set up by the host, where Kim has an account."""
    with other_site() as site:
        site.is_known_as("77", picture="https://example.org/canary.png", **KIM)
        settings.SOCIALACCOUNT_PROVIDERS = site.settings
        yield site


def comes_from(hearth: OtherSite, **changes: str | None) -> tuple[Client, HttpResponse]:
    """Come from there for the first time, and send the form with some fields left out."""
    browser = Client()
    hearth.brings(browser)
    sent = {name: text for name, text in {**FILLED, **changes}.items() if text is not None}
    return browser, browser.post(FORM, sent)


def is_signed_in(browser: Client) -> bool:
    """Whether one's own settings open in it."""
    return browser.get("/me/").status_code == 200


def connects(someone: Someone, hearth: OtherSite) -> HttpResponse:
    """Connect one's account with that site's, after showing who it is."""
    someone.proves_it()
    return hearth.brings(someone.browser, process="connect")


def test_kim_comes_from_there_and_is_asked_what_everybody_is_asked(hearth: OtherSite) -> None:
    browser = Client()

    came = hearth.brings(browser)
    nobody_yet = not Person.objects.exists()
    page = browser.get(FORM).text
    browser.post(FORM, FILLED)

    assert came.url == FORM
    assert nobody_yet
    assert 'value="kim@example.org"' in page
    assert is_signed_in(browser)
    assert set(Consent.objects.values_list("kind", flat=True)) >= {"adult", "host_can_read"}


@pytest.mark.parametrize("missing", [name for name in FILLED if name != "time_zone"])
def test_nothing_is_made_while_something_is_missing(hearth: OtherSite, missing: str) -> None:
    browser, _answer = comes_from(hearth, **{missing: None})

    assert not Person.objects.exists()
    assert not is_signed_in(browser)


def test_a_weak_password_is_refused_here_too(hearth: OtherSite) -> None:
    comes_from(hearth, password1="password1234")

    assert not Person.objects.exists()


def test_of_the_other_account_only_its_number_is_kept(hearth: OtherSite) -> None:
    comes_from(hearth)
    again = Client()
    hearth.brings(again)

    kept = SocialAccount.objects.get()
    assert (kept.uid, kept.provider, kept.extra_data) == ("77", "sso", {})
    assert not SocialToken.objects.exists()
    assert "canary" not in all_rows()


def all_rows() -> str:
    """Every row of every table, as text."""
    with connection.cursor() as cursor:
        rows = []
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            rows += [str(row) for row in cursor.fetchall()]
    return "\n".join(rows)


def test_the_next_time_kim_is_let_in_and_the_record_says_how(hearth: OtherSite) -> None:
    comes_from(hearth)
    again = Client()

    hearth.brings(again)

    assert is_signed_in(again)
    assert SignIn.objects.order_by("-at").first().way == SignIn.Way.ELSEWHERE


def test_grave_pages_ask_kim_for_the_password(hearth: OtherSite) -> None:
    browser, _answer = comes_from(hearth)

    asked = browser.get("/me/sign-ins/")
    browser.post(asked.url, {"password": PASSWORD})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert browser.get("/me/sign-ins/").status_code == 200


@pytest.mark.parametrize("is_verified", [True, False])
def test_the_same_address_there_opens_no_account_here(
    hearth: OtherSite, alex: Someone, is_verified: bool
) -> None:
    EmailAddress.objects.create(
        user=alex.person, email="alex@example.org", primary=True, verified=True
    )
    hearth.is_known_as("13", email="alex@example.org", email_verified=is_verified)

    browser, _answer = comes_from(hearth, email="alex@example.org")

    assert not is_signed_in(browser)
    assert not SocialAccount.objects.exists()
    assert alex.afresh().check_password(PASSWORD)


def test_what_that_site_says_of_an_address_takes_none_away(
    hearth: OtherSite, alex: Someone
) -> None:
    hearth.is_known_as("78", email="alex@example.org", email_verified=True)

    comes_from(hearth, email="kim@example.org")

    kim = Person.objects.get(email="kim@example.org")
    assert {row.email for row in EmailAddress.objects.filter(user=kim)} == {"kim@example.org"}
    assert types_the_password("Alex").get("/me/").status_code == 200


def test_alex_connects_the_two_only_after_showing_who_it_is(
    hearth: OtherSite, alex: Someone
) -> None:
    hearth.is_known_as("13")

    asked = hearth.brings(alex.browser, process="connect")
    unconnected = not SocialAccount.objects.exists()
    alex.sends(asked.url, {"password": PASSWORD})

    assert asked.url.startswith("/accounts/reauthenticate/")
    assert unconnected
    assert SocialAccount.objects.get().user == alex.person
    assert SocialAccount.objects.get().extra_data == {}


def test_what_waits_to_be_connected_is_sealed_and_named(hearth: OtherSite, alex: Someone) -> None:
    hearth.is_known_as("canary-number")

    asked = hearth.brings(alex.browser, process="connect")

    assert "canary" not in str(dict(alex.browser.session))
    assert "To go on with: Signing in with another site" in alex.opens(asked.url).text


def test_after_a_quarter_of_an_hour_it_is_not_connected_any_more(
    hearth: OtherSite, alex: Someone, time_machine
) -> None:
    asked = hearth.brings(alex.browser, process="connect")
    time_machine.move_to(timezone.now() + timedelta(minutes=16))

    led = alex.sends(asked.url, {"password": PASSWORD})

    assert led.url == CONNECTED
    assert "so nothing was carried out" in alex.opens(CONNECTED).text
    assert not SocialAccount.objects.exists()


def test_ending_it_says_what_it_is_asked_for(
    hearth: OtherSite, alex: Someone, time_machine
) -> None:
    connects(alex, hearth)
    time_machine.move_to(timezone.now() + timedelta(minutes=6))

    asked = alex.sends(CONNECTED, {"account": SocialAccount.objects.get().pk})

    assert "To go on with: Signing in with another site" in alex.opens(asked.url).text
    assert SocialAccount.objects.exists()


def test_what_somebody_began_to_connect_is_not_connected_by_a_later_answer(
    hearth: OtherSite, alex: Someone
) -> None:
    hearth.brings(alex.browser, process="connect")

    asked = alex.opens("/me/sign-ins/")
    alex.sends(asked.url, {"password": PASSWORD})

    assert alex.opens("/me/sign-ins/").status_code == 200
    assert not SocialAccount.objects.exists()


def test_what_is_connected_lets_alex_in(hearth: OtherSite, alex: Someone) -> None:
    hearth.is_known_as("13")
    connects(alex, hearth)
    browser = Client()

    hearth.brings(browser)

    assert browser.get("/me/").context["user"] == alex.person


def test_alex_ends_it_and_is_told_neutrally(
    hearth: OtherSite, alex: Someone, mailoutbox: list[EmailMessage]
) -> None:
    EmailAddress.objects.create(
        user=alex.person, email="alex@example.org", primary=True, verified=True
    )
    hearth.is_known_as("13")
    connects(alex, hearth)
    number = re.search(r'name="account" value="(\d+)"', alex.opens(CONNECTED).text)[1]

    alex.sends(CONNECTED, {"account": number})

    words = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mailoutbox).casefold()
    assert not SocialAccount.objects.exists()
    assert len(mailoutbox) == 2
    assert [word for word in (*NEVER_SAID, "hearth", "127.0.0.1") if word in words] == []


def test_an_account_there_belongs_to_one_person_here(
    hearth: OtherSite, alex: Someone, sam: Someone
) -> None:
    hearth.is_known_as("13")
    connects(alex, hearth)

    connects(sam, hearth)

    assert SocialAccount.objects.get().user == alex.person


def test_erasing_takes_the_connection_along(hearth: OtherSite, alex: Someone) -> None:
    hearth.is_known_as("13")
    connects(alex, hearth)

    services.erase(by=alex.person, at=timezone.now())

    assert not SocialAccount.objects.exists()


@pytest.mark.parametrize(
    ("rule", "invited", "opens"),
    [
        *(("open", False, True), ("open", True, True)),
        *(("invite", False, False), ("invite", True, True)),
        *(("closed", False, False), ("closed", True, False)),
    ],
)
@pytest.mark.parametrize("door", ["form", "other site"])
def test_who_may_sign_up_is_the_same_at_every_door(
    hearth: OtherSite, alex: Someone, settings, rule: str, invited: bool, opens: bool, door: str
) -> None:
    settings.SIGNUP = rule
    browser = Client()
    if invited:
        token = services.invite(by=alex.person, at=timezone.now()).token
        browser.get(f"/join/{token}/")

    if door == "form":
        browser.post("/accounts/signup/", FILLED)
    else:
        hearth.brings(browser)
        browser.post(FORM, FILLED)

    assert Person.objects.filter(email="kim@example.org").exists() == opens


def test_an_invitation_that_was_withdrawn_opens_no_door(alex: Someone, settings) -> None:
    settings.SIGNUP = "invite"
    browser = Client()
    browser.get(f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")

    services.revoke_invitation(by=alex.person, at=timezone.now())
    browser.post("/accounts/signup/", FILLED)

    assert not Person.objects.filter(email="kim@example.org").exists()


def test_where_sign_up_is_closed_whoever_has_an_account_still_gets_in(
    hearth: OtherSite, alex: Someone, settings
) -> None:
    hearth.is_known_as("13")
    connects(alex, hearth)
    settings.SIGNUP = "closed"
    browser = Client()

    hearth.brings(browser)

    assert is_signed_in(browser)


def test_opening_the_address_leads_nowhere_by_itself(hearth: OtherSite) -> None:
    answer = Client().get(LOGIN)

    assert answer.status_code == 200
    assert hearth.asked == []


def test_a_site_that_is_broken_or_gone_is_a_sentence(hearth: OtherSite, settings) -> None:
    hearth.is_broken = True
    broken = Client().post(LOGIN)
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"] = {
        "server_url": "http://127.0.0.1:1"
    }
    gone = Client().post(LOGIN)

    for answer in (broken, gone):
        assert 400 <= answer.status_code < 500
        assert "The other site" in answer.text


@pytest.mark.parametrize("query", ["", "?code=x", "?code=x&state=forged", "?error=access_denied"])
def test_coming_back_without_having_been_sent_lets_nobody_in(hearth: OtherSite, query: str) -> None:
    browser = Client()

    answer = browser.get(f"/accounts/oidc/sso/login/callback/{query}")

    assert answer.status_code < 500
    assert not is_signed_in(browser)


def test_where_none_is_set_up_the_pages_offer_none(alex: Someone) -> None:
    for address in ("/accounts/login/", "/accounts/signup/"):
        assert "/accounts/oidc/" not in Client().get(address).text
    assert CONNECTED not in alex.opens("/me/").text
    assert Client().post(LOGIN).status_code == 404


def test_where_one_is_set_up_the_door_says_its_name(hearth: OtherSite, alex: Someone) -> None:
    assert "Go on with Hearth" in Client().get("/accounts/login/").text
    assert "Connect Hearth" in alex.opens(CONNECTED).text
    assert CONNECTED in alex.opens("/me/").text


def settings_with(tmp_path: Path, **given: str) -> subprocess.CompletedProcess[str]:
    """Start up with these variables, and say where forms may lead and which sites there are."""
    asked = "from intimacy import settings as s; print(s.SECURE_CSP['form-action'], s.OIDC_NAME)"
    unset = {name: text for name, text in os.environ.items() if not name.startswith("OIDC_")}
    return subprocess.run(
        [sys.executable, "-c", asked],
        env={**unset, "DATA_DIR": str(tmp_path), **given},
        capture_output=True,
        text=True,
        check=False,
    )


OIDC = {"OIDC_SERVER_URL": "https://id.example.org/realms/home", "OIDC_CLIENT_ID": "evenings"}


def test_forms_may_lead_to_the_other_site_and_nowhere_else(tmp_path: Path) -> None:
    without = settings_with(tmp_path)
    given = settings_with(tmp_path, **OIDC, OIDC_CLIENT_SECRET="a secret")

    assert without.stdout.strip() == "[\"'self'\"]"
    assert given.stdout.strip() == "[\"'self'\", 'https://id.example.org'] id.example.org"


def test_half_a_set_up_stops_the_start(tmp_path: Path) -> None:
    stopped = settings_with(tmp_path, **OIDC)

    assert stopped.returncode != 0
    assert "OIDC_CLIENT_SECRET" in stopped.stderr


@pytest.mark.parametrize(
    "site", ["http://id.example.org", "http://192.168.1.20:8080", "//id.example.org", "ftp://x.org"]
)
def test_another_site_without_tls_stops_the_start(tmp_path: Path, site: str) -> None:
    given = {**OIDC, "OIDC_SERVER_URL": site, "OIDC_CLIENT_SECRET": "a secret"}

    stopped = settings_with(tmp_path, **given)

    assert stopped.returncode != 0
    assert "OIDC_SERVER_URL must begin with https." in stopped.stderr


@pytest.mark.parametrize("site", ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000"])
def test_on_this_machine_it_needs_none(tmp_path: Path, site: str) -> None:
    given = {**OIDC, "OIDC_SERVER_URL": site, "OIDC_CLIENT_SECRET": "a secret"}

    assert settings_with(tmp_path, **given).returncode == 0
