"""What every answer carries, and what is refused before a view sees it."""

from io import BytesIO

import pytest
from django.test import Client, RequestFactory

from intimacy.wsgi import Utf8Request, application
from tests.support.people import Someone

pytestmark = pytest.mark.django_db

ADDRESSES = ["/", "/help/", "/accounts/login/", "/no-such-page/", "/healthz"]


@pytest.mark.parametrize("address", ADDRESSES[:-1])
def test_every_page_holds_the_browser_to_this_site(address: str) -> None:
    headers = Client().get(address).headers

    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert headers["Referrer-Policy"] in ("same-origin", "no-referrer")
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


@pytest.mark.parametrize("charset", ["hex", "unicode_escape", "utf-16", "no-such"])
def test_a_form_that_claims_another_encoding_is_read_as_ours(charset: str) -> None:
    kind = f"multipart/form-data; boundary=x; charset={charset}"
    body = b'--x\r\nContent-Disposition: form-data; name="login"\r\n\r\n\\ud800\r\n--x--\r\n'
    made = RequestFactory().generic("POST", "/accounts/login/?next=/me/", body, content_type="x/y")

    read = Utf8Request({**made.environ, "CONTENT_TYPE": kind})

    assert application.request_class is Utf8Request
    assert read.GET["next"] == "/me/"
    assert read.POST["login"] == r"\ud800"


def test_a_file_too_large_for_any_form_is_refused_unread() -> None:
    answer = Client().post("/accounts/login/", {"login": BytesIO(b"x" * 3_000_000)})

    assert answer.status_code == 413
    assert "<html" in answer.content.decode()


def test_a_cookie_with_odd_bytes_is_no_session() -> None:
    answer = Client().get("/me/", headers={"cookie": r'session="abcdefgh\000ijkl"'})

    assert answer.status_code == 302


def test_a_text_given_back_to_somebody_signed_out_is_stored_by_no_browser() -> None:
    for browser in (Client(), Client(enforce_csrf_checks=True)):
        answer = browser.post("/me/", {"name": "what I typed before the pause"})

        assert "what I typed before the pause" in answer.content.decode()
        assert "no-store" in answer.headers["Cache-Control"]
