"""A second step, set up and used in a real browser with a device that keeps passkeys."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from tests.journeys.conftest import DemoSite
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

ALEX, SAM = "alex@example.org", "sam@example.org"
NARROW = {"width": 320, "height": 700}
# One that sits in the device, knows its owner's finger, and is never asked in earnest.
DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def opens(demo: DemoSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the site at localhost; browsers make no passkeys for 127.0.0.1."""
    opened: list[BrowserContext] = []
    address = demo.site.address.replace("127.0.0.1", "localhost")

    def opening(**options: Any) -> Page:
        given = {"base_url": address, "viewport": NARROW, **options}
        opened.append(browser.new_context(**given))
        page = opened[-1].new_page()
        page.set_default_timeout(15_000)
        return page

    yield opening
    for context in opened:
        context.close()


def plugs_in(page: Page) -> tuple[CDPSession, str]:
    """Give the browser a device that keeps passkeys."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    made = session.send("WebAuthn.addVirtualAuthenticator", {"options": DEVICE})
    return session, made["authenticatorId"]


def presses(page: Page, label: str) -> None:
    """A button or a link, by what it says."""
    button, link = (page.get_by_role(role, name=label, exact=True) for role in ("button", "link"))
    button.or_(link).first.click()


def types_the_password(page: Page, demo: DemoSite, address: str = ALEX) -> None:
    """Sign in the old way."""
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(demo.passwords[address])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)


def proves_it(page: Page, demo: DemoSite, address: str = ALEX) -> None:
    """The password once more."""
    page.locator("input[name=password]").fill(demo.passwords[address])
    presses(page, "Go on")


def is_sound(page: Page) -> None:
    """Axe finds nothing to mend by day and by night, and nothing scrolls sideways."""
    assert faults_of(page) == [], page.url


def test_a_passkey_is_made_and_signs_in_alone(opens, demo: DemoSite) -> None:
    page = opens()
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    session, device = plugs_in(page)
    types_the_password(page, demo)

    # Alex adds a passkey, after the password once more, and keeps the codes that come with it.
    page.goto("/me/")
    presses(page, "A second step, and passkeys")
    is_sound(page)
    presses(page, "Add a passkey")
    is_sound(page)
    proves_it(page, demo)
    is_sound(page)
    page.get_by_label("What do you call it?").fill("My phone")
    presses(page, "Make the passkey")
    expect(page.locator(".codes li")).to_have_count(10)
    is_sound(page)
    presses(page, "I have kept them")

    # It is listed under its name.
    presses(page, "1 passkey of yours")
    expect(page.get_by_role("paragraph").filter(has_text="My phone")).to_be_visible()
    is_sound(page)

    # Signed out, Alex types nothing and is in.
    presses(page, "Sign out")
    page.goto("/accounts/login/?next=/week/past/")
    is_sound(page)
    presses(page, "Sign in with a passkey")
    page.wait_for_url("**/week/past/")

    # A finger the device does not know gets a sentence, and the page stays.
    presses(page, "Sign out")
    page.goto("/accounts/login/")
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    presses(page, "Sign in with a passkey")
    expect(page.get_by_text("That did not work.")).to_be_visible()
    is_sound(page)

    # After the password the passkey is the second step.
    session.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": True})
    types_the_password(page, demo)
    is_sound(page)
    presses(page, "Use a passkey")
    page.wait_for_url(lambda url: "/accounts/" not in url)

    # It also shows that it is Alex who removes it.
    page.goto("/accounts/2fa/webauthn/")
    page.get_by_role("link", name="Remove My phone").click()
    presses(page, "Use a passkey")
    page.wait_for_url("**/webauthn/reauthenticate/**")
    is_sound(page)
    presses(page, "Use a passkey")
    page.wait_for_url("**/remove/")
    is_sound(page)
    presses(page, "Remove it")
    expect(page.get_by_text("The passkey is removed.")).to_be_visible()
    assert [line for line in said if "webauthn" not in line.lower()] == []


def test_without_scripts_an_app_is_added_and_passkeys_say_why_not(opens, demo: DemoSite) -> None:
    page = opens(java_script_enabled=False)
    types_the_password(page, demo, SAM)

    page.goto("/accounts/2fa/webauthn/add/")
    proves_it(page, demo, SAM)
    expect(page.get_by_text("This browser cannot make passkeys")).to_be_visible()
    expect(page.get_by_role("button", name="Make the passkey")).to_be_hidden()
    page.goto("/accounts/2fa/totp/activate/")

    expect(page.locator(".code-square svg")).to_be_visible()
    expect(page.get_by_label("The code your app shows now")).to_be_visible()
