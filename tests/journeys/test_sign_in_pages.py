"""Pages about signing in, and a host's, in a browser: axe, narrow, light and dark, policy."""

from collections.abc import Callable, Iterator
from io import StringIO

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.oidc_site import other_site
from tests.support.people import PASSWORD, Someone
from tests.support.second_steps import SECOND_STEP, adds_an_app, types_the_password
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

PHONE = "Mozilla/5.0 (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36"
LAPTOP = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Version/19 Safari/605.1.15"
MINE = ["/me/sign-ins/", "/me/mailbox/", "/accounts/3rdparty/"]


@pytest.fixture(autouse=True)
def _other_site(settings) -> Iterator[None]:
    """Another site to sign in with, from which somebody is just coming."""
    with other_site() as site:
        site.is_known_as("77", email="kim@example.org")
        settings.SOCIALACCOUNT_PROVIDERS = site.settings
        yield


@pytest.fixture
def window(live_server, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens a window with the cookies of a test browser; each writes down what went wrong in it."""
    opened: list[BrowserContext] = []

    def opens(signed_in: Client, **options: object) -> Page:
        options = {"base_url": live_server.url, **options}
        opened.append(browser.new_context(**options))
        opened[-1].add_cookies(
            [
                {"name": name, "value": cookie.value, "url": live_server.url}
                for name, cookie in signed_in.cookies.items()
            ]
        )
        page = opened[-1].new_page()
        page.faults = []
        page.on("console", lambda said: page.faults.append(said.text))
        page.on("pageerror", lambda fault: page.faults.append(str(fault)))
        return page

    yield opens
    for context in opened:
        context.close()


@pytest.fixture
def many_places(alex: Someone) -> Someone:
    """Alex, signed in on a phone and a laptop too."""
    for agent in (PHONE, LAPTOP):
        types_the_password("Alex", Client(headers={"user-agent": agent}))
    alex.proves_it()
    return alex


def coming_from_there() -> Client:
    """Kim's browser with the last form before an account is made."""
    browser = Client()
    there = browser.post("/accounts/oidc/sso/login/")
    state = there.url.partition("state=")[2].partition("&")[0]
    browser.get("/accounts/oidc/sso/login/callback/", {"code": "a code", "state": state})
    return browser


def faults_on(page: Page, address: str) -> list[tuple[str, ...]]:
    """What is wrong with this page; axe makes the console useless."""
    answer = page.goto(address)
    found = [] if answer.status == 200 else [(f"answered {answer.status}",)]
    return [(address, *fault) for fault in found + faults_of(page)]


@pytest.mark.parametrize("width", [320, 1280])
def test_the_pages_about_signing_in_are_sound(window, many_places: Someone, width: int) -> None:
    page = window(many_places.browser, viewport={"width": width, "height": 800})

    faults = [fault for address in MINE for fault in faults_on(page, address)]
    kind = Authenticator.Type.RECOVERY_CODES
    Authenticator.objects.create(user=many_places.person, type=kind, data={})
    faults += faults_on(page, "/me/mailbox/")
    many_places.sends("/me/mailbox/", {"opens": "no"})
    faults += faults_on(page, "/me/mailbox/")

    assert faults == []


def test_the_doors_with_another_site_are_sound(window, db) -> None:
    page = window(coming_from_there(), viewport={"width": 320, "height": 800})

    faults = [
        fault
        for address in ("/accounts/3rdparty/signup/", "/accounts/oidc/sso/login/")
        for fault in faults_on(page, address)
    ]
    page.context.clear_cookies()
    faults += faults_on(page, "/accounts/login/")
    faults += faults_on(page, "/accounts/3rdparty/login/cancelled/")

    assert faults == []


def test_ending_all_the_others_works_without_scripts(window, many_places: Someone) -> None:
    page = window(many_places.browser, java_script_enabled=False)
    page.goto("/me/sign-ins/")

    page.get_by_role("button", name="Sign out everywhere else").click()

    assert page.get_by_text("this one").count() == 1
    assert page.get_by_role("button", name="Sign out there").count() == 0
    assert many_places.person.sessions.count() == 1


def test_the_pages_about_signing_in_keep_to_the_policy(window, many_places: Someone) -> None:
    page = window(many_places.browser)

    for address in MINE:
        page.goto(address, wait_until="networkidle")

    assert page.faults == []


def test_the_admin_pages_keep_to_the_policy(window, alex: Someone) -> None:
    call_command("make_host", "alex@example.org", stdout=StringIO())
    app = adds_an_app(alex)
    browser = types_the_password("Alex")
    browser.post(SECOND_STEP, {"code": app.shows(periods_from_now=1)})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    page = window(browser)

    answer = page.goto("/admin/")

    assert answer.status == 200
    assert page.faults == []
    assert page.evaluate("localStorage.length") == 0
