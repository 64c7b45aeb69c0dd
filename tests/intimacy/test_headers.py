"""What every answer carries, and what is refused before a view sees it."""

import pytest
from django.test import Client

from tests.support.people import Someone

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/help/", "/accounts/login/", "/no-such-page/", "/healthz"]


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_every_page_holds_the_browser_to_this_site(address: str) -> None:
    headers = Client().get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["X-Frame-Options"] == "DENY"


def test_nothing_a_signed_in_person_sees_is_stored_by_the_browser(alex: Someone) -> None:
    for address in ("/", "/me/", "/partner/", "/quiz/", "/help/"):
        assert "no-store" in alex.opens(address).headers["Cache-Control"]


def test_an_unknown_host_is_answered_with_the_setting_to_mend() -> None:
    answer = Client().get("/", headers={"host": "evil.example"})

    assert answer.status_code == 400
    assert "SITE_URL" in answer.content.decode()
    assert "evil.example" not in answer.content.decode()


def test_a_probe_needs_no_host_that_we_know() -> None:
    assert Client().get("/healthz", headers={"host": "10.0.0.7"}).json() == {"alive": True}


@pytest.mark.parametrize("method", ["TRACE", "DELETE", "PUT", "BREW"])
def test_other_methods_are_refused(method: str) -> None:
    assert Client().generic(method, "/").status_code == 405


def test_a_form_without_its_token_is_refused_and_the_text_given_back() -> None:
    strict = Client(enforce_csrf_checks=True)

    answer = strict.post("/accounts/login/", {"login": "what I typed before the pause"})

    assert answer.status_code == 403
    assert "what I typed before the pause" in answer.content.decode()


def test_a_body_beyond_every_form_is_refused_with_a_page() -> None:
    answer = Client().post("/accounts/login/", {"login": "x" * 3_000_000})

    assert answer.status_code in (400, 413)
    assert "<html" in answer.content.decode()


@pytest.mark.parametrize("path", ["/%00/", "/join/%00/", "/%ff%fe/", "/check-ins/9999-99-99/"])
def test_odd_addresses_are_never_a_fault_of_ours(path: str, alex: Someone) -> None:
    assert 400 <= alex.opens(path).status_code < 500


def test_cookies_are_out_of_reach_for_scripts_and_other_sites(alex: Someone) -> None:
    browser = Client()
    browser.get("/accounts/login/")
    browser.post("/accounts/login/", {"login": "alex@example.org", "password": "wrong"})

    for cookie in browser.cookies.values():
        assert cookie["httponly"]
        assert cookie["samesite"] == "Lax"


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_is_answered_like_get(address: str) -> None:
    assert Client().head(address).status_code == Client().get(address).status_code
