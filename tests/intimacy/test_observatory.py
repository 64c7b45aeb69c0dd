"""Every answer on https has what Mozilla's Observatory asks of the best, whatever page it is."""

import re
import runpy
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import get_resolver

from accounts.models import Couple, Person
from tests.intimacy.test_strangers import addresses
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import SECOND_STEP, adds_an_app
from tests.support.story import Story, reveal, tell

HOST = "evenings.example.org"
HALF_A_YEAR = 15_768_000
PRIVATE = {"no-referrer", "same-origin"}
STATIC = ["/static/css/site.css", "/static/js/site.js", "/static/js/leave.js"]
FETCHED = re.compile(r'<(?:script|link|img|iframe|source)\b[^>]*?\b(?:src|href)="([^"]*)"')


class OverHttps(Client):
    """A browser at the address of the site, whose proxy ends TLS."""

    is_secure = True

    def __init__(self, **options: Any) -> None:
        super().__init__(headers={"host": HOST}, **options)

    def generic(self, method: str, path: str, *args: Any, **options: Any) -> HttpResponse:
        return super().generic(method, path, *args, **{**options, "secure": self.is_secure})


class OverHttp(OverHttps):
    """The same before it was led to https."""

    is_secure = False


def policy_of(answer: HttpResponse) -> dict[str, list[str]]:
    """The policy as a browser reads it: each directive with its sources."""
    parts = answer.headers.get("Content-Security-Policy", "").split(";")
    return {words[0]: words[1:] for part in parts if (words := part.split())}


def faults(answer: HttpResponse) -> set[str]:
    """What would cost this answer points, each by name."""
    given = answer.headers
    found = {
        "CORP": given.get("Cross-Origin-Resource-Policy") == "same-origin",
        "COOP": given.get("Cross-Origin-Opener-Policy") == "same-origin",
        "nosniff": given.get("X-Content-Type-Options") == "nosniff",
        "a private referrer": given.get("Referrer-Policy") in PRIVATE,
        "HSTS": _seconds(given.get("Strict-Transport-Security", "")) >= 2 * HALF_A_YEAR,
        "secret to other sites": "Access-Control-Allow-Origin" not in given,
    }
    missing = {f"no {name}" for name, holds in found.items() if not holds}
    return missing | _faults_of_policy(answer) | _faults_of_cookies(answer) | _strangers_in(answer)


def _seconds(hsts: str) -> int:
    age = re.search(r"max-age=(\d+)", hsts)
    return int(age[1]) if age else 0


def _faults_of_policy(answer: HttpResponse) -> set[str]:
    policy = policy_of(answer)
    none = {"default-src", "base-uri", "frame-ancestors"}
    faults = {f"{name} is not 'none'" for name in none if policy.get(name) != ["'none'"]}
    ours = policy.keys() - none
    faults |= {f"{name} goes elsewhere" for name in ours if policy[name] != ["'self'"]}
    # `form-action` is no matter of `default-src`: without it a form may be sent anywhere.
    return faults | ({"no form-action"} - {f"no {name}" for name in policy})


def _faults_of_cookies(answer: HttpResponse) -> set[str]:
    return {
        f"{cookie.key} {fault}"
        for cookie in answer.cookies.values()
        for fault, holds in {
            "has no prefix": cookie.key.startswith("__Host-"),
            "is not bound to this host": cookie["path"] == "/" and not cookie["domain"],
            "goes over http": bool(cookie["secure"]),
            "is read by scripts": bool(cookie["httponly"]) or cookie["max-age"] == 0,
            "goes with other sites": cookie["samesite"] in {"Lax", "Strict"},
        }.items()
        if not holds
    }


def _strangers_in(answer: HttpResponse) -> set[str]:
    """What a page fetches from elsewhere; of ours nothing needs a checksum (SRI)."""
    if answer.streaming or "html" not in answer.headers.get("Content-Type", ""):
        return set()
    return {f"fetches {url}" for url in FETCHED.findall(answer.text) if not _is_ours(url)}


def _is_ours(url: str) -> bool:
    return url.startswith("/") and not url.startswith("//")


def _loaded(**environment: str) -> dict[str, Any]:
    """The settings as a start in this environment finds them."""
    with pytest.MonkeyPatch.context() as patch:
        for name, value in environment.items():
            patch.setenv(name, value)
        return runpy.run_path("intimacy/settings.py")


@pytest.fixture(autouse=True)
def on_https(settings: Any, db: None) -> None:
    """All that `SITE_URL` decides about, as if this were a real server."""
    # What is at which address is decided once, by whoever asks first: not by these settings.
    assert get_resolver().url_patterns
    here, there = _loaded(), _loaded(SITE_URL=f"https://{HOST}")
    changed = {name for name in there if name.isupper() and there[name] != here.get(name)}
    assert {"SECURE_SSL_REDIRECT", "SECURE_HSTS_SECONDS", "SESSION_COOKIE_NAME"} <= changed
    for name in changed:
        setattr(settings, name, there[name])


def signs_in(person: Person) -> OverHttps:
    """A signed-in browser."""
    browser = OverHttps()
    browser.force_login(person)
    return browser


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


def everywhere(browser: Client, story: Story) -> Iterator[tuple[str, HttpResponse]]:
    """GET every address there is, and leave last: it ends the session."""
    for address in sorted(addresses(story), key=lambda address: address == "/leave/"):
        yield address, browser.get(address)


def test_every_page_of_somebody_signed_in(story: Story, alex: Someone) -> None:
    answers = dict(everywhere(signs_in(alex.person), story))

    assert {address: found for address, each in answers.items() if (found := faults(each))} == {}
    seen = {answer.status_code for answer in answers.values()}
    assert len(answers) > 100
    assert {200, 302, 404, 405} <= seen


def test_every_page_of_somebody_signed_out(story: Story) -> None:
    answers = dict(everywhere(OverHttps(), story))

    assert {address: found for address, each in answers.items() if (found := faults(each))} == {}
    assert sum(answer.status_code == 200 for answer in answers.values()) >= 8


def test_the_admin_pages(alex: Someone) -> None:
    call_command("make_host", "alex@example.org", stdout=StringIO())
    alex.browser = signs_in(alex.person)
    app = adds_an_app(alex)
    browser = OverHttps()
    browser.post("/accounts/login/", {"login": alex.person.email, "password": PASSWORD})
    browser.post(SECOND_STEP, {"code": app.shows(periods_from_now=1)})

    asked, shut = browser.get("/admin/"), OverHttps().get("/admin/")
    proved = browser.post(asked.url, {"password": PASSWORD})
    index = browser.get("/admin/")

    assert [each.status_code for each in (asked, shut, proved, index)] == [302, 404, 302, 200]
    assert faults(asked) | faults(shut) | faults(proved) | faults(index) == set()


@pytest.mark.parametrize("address", ["/no-such-page/", "/%01/", "/static/no-such-file.css"])
def test_a_page_that_is_not_there(address: str) -> None:
    answer = OverHttps().get(address)

    assert answer.status_code == 404
    assert faults(answer) == set()


def test_a_fault_of_ours(alex: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("quizzes.services.standing", lambda person: 1 / 0)
    browser = signs_in(alex.person)
    browser.raise_request_exception = False

    answer = browser.get("/")

    assert answer.status_code == 500
    assert faults(answer) == set()


def test_a_form_that_is_refused() -> None:
    typed = {"login": "alex@example.org", "password": "wrong"}

    wrong = OverHttps().post("/accounts/login/", typed)
    stale = OverHttps(enforce_csrf_checks=True).post("/accounts/login/", typed)

    assert (wrong.status_code, stale.status_code) == (200, 403)
    assert faults(wrong) | faults(stale) == set()


def test_signing_in_and_the_cookies_it_sets(alex: Someone) -> None:
    browser = OverHttps()
    form = browser.get("/accounts/login/")

    answer = browser.post("/accounts/login/", {"login": alex.person.email, "password": PASSWORD})

    assert answer.url == "/"
    assert faults(form) | faults(answer) == set()
    assert {*form.cookies, *answer.cookies} >= {"__Host-session", "__Host-csrf"}


def test_leaving_takes_the_cookies_away_under_their_own_rules(alex: Someone) -> None:
    answer = signs_in(alex.person).get("/leave/")

    assert len(answer.cookies) == 4
    assert faults(answer) == set()


@pytest.mark.parametrize("address", STATIC)
def test_a_static_file(address: str) -> None:
    answer = OverHttps().get(address)
    answer.close()

    assert answer.status_code == 200
    assert faults(answer) == set()


@pytest.mark.parametrize("address", ["/", "/me/", "/no-such-page/", "/accounts/login/?next=/me/"])
def test_plain_http_is_led_to_https_on_the_same_host_first(address: str) -> None:
    answer = OverHttp().get(address)

    assert answer.status_code == 301
    assert answer.url == f"https://{HOST}{address}"
    assert not answer.cookies


@pytest.mark.parametrize("method", ["TRACE", "CONNECT", "PUT", "PATCH", "DELETE", "BREW"])
@pytest.mark.parametrize("address", ["/", "/accounts/login/", STATIC[0]])
def test_methods_that_no_page_has_are_refused_before_anything_is_read(
    method: str, address: str
) -> None:
    answer = OverHttps().generic(method, address, b"what I sent", content_type="text/plain")

    assert answer.status_code == 405
    assert b"what I sent" not in answer.content
    assert faults(answer) == set()


@pytest.mark.parametrize("host", ["evil.example", f"{HOST}.evil.example", "10.0.0.7", "a b"])
@pytest.mark.parametrize("visitor", [OverHttps, OverHttp])
def test_an_unknown_host_gets_the_page_that_names_the_setting(host: str, visitor: type) -> None:
    answer = visitor().get("/me/", headers={"host": host})

    assert answer.status_code == 400
    assert "SITE_URL" in answer.text
    assert host not in answer.text
    assert faults(answer) <= ({"no HSTS"} if visitor is OverHttp else set())


@pytest.mark.parametrize("address", ["/accounts/login/", "/healthz", STATIC[0]])
def test_a_body_beyond_every_form(address: str) -> None:
    answer = OverHttps().post(address, {"login": "x" * 3_000_000})

    assert answer.status_code == 413
    assert faults(answer) == set()


@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_a_probe_under_any_name(address: str) -> None:
    answer = OverHttps().get(address, headers={"host": "10.0.0.7"})

    assert "application/json" in answer.headers["Content-Type"]
    assert faults(answer) == set()


def test_a_host_that_a_proxy_claims_counts_for_nothing() -> None:
    answer = OverHttps().get("/me/", headers={"x-forwarded-host": "evil.example"})

    assert answer.url == "/accounts/login/?next=/me/"


@pytest.mark.parametrize(
    ("header", "value", "fault"),
    [
        ("Content-Security-Policy", "", "default-src is not 'none'"),
        ("Content-Security-Policy", "script-src 'unsafe-inline'", "script-src goes elsewhere"),
        ("Content-Security-Policy", "default-src 'none'", "no form-action"),
        ("Strict-Transport-Security", "max-age=60", "no HSTS"),
        ("Referrer-Policy", "unsafe-url", "no a private referrer"),
        ("Access-Control-Allow-Origin", "*", "no secret to other sites"),
        ("Cross-Origin-Resource-Policy", "cross-origin", "no CORP"),
        ("Cross-Origin-Opener-Policy", "unsafe-none", "no COOP"),
        ("X-Content-Type-Options", "", "no nosniff"),
    ],
)
def test_the_check_itself_sees_what_is_wrong(header: str, value: str, fault: str) -> None:
    answer = OverHttps().get("/accounts/login/")

    answer.headers[header] = value

    assert fault in faults(answer)


def test_the_check_itself_sees_a_weak_cookie_and_a_script_from_elsewhere() -> None:
    page = HttpResponse('<script defer src="https://cdn.example/x.js"></script>')
    page.set_cookie("session", "x", domain="example.org")

    found = faults(page)

    assert "fetches https://cdn.example/x.js" in found
    assert {fault for fault in found if fault.startswith("session ")} == {
        "session has no prefix",
        "session is not bound to this host",
        "session goes over http",
        "session is read by scripts",
        "session goes with other sites",
    }
