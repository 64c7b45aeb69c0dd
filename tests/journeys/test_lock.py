"""Alex closes what they kept with a lock of their own, and opens it again; without scripts too."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DemoSite
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

LOCK = "/me/lock/"
NOTICE = "Some of your words on this page are locked."


@pytest.fixture(params=[True, False], ids=["with scripts", "without scripts"])
def scripts(request: pytest.FixtureRequest) -> bool:
    """Whether the browser runs scripts."""
    return request.param


@pytest.fixture
def page(demo: DemoSite, browser: Browser, scripts: bool) -> Iterator[Page]:
    """Alex, signed in, on a narrow phone."""
    context = browser.new_context(
        base_url=demo.site.address,
        color_scheme="light" if scripts else "dark",
        java_script_enabled=scripts,
        viewport={"width": 320, "height": 640},
    )
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("alex@example.org")
    page.locator("input[name=password]").fill(demo.passwords["alex@example.org"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/")
    yield page
    context.close()


def presses(page: Page, label: str) -> None:
    """A button or a link of the page itself."""
    main = page.locator("main")
    button = main.get_by_role("button", name=label, exact=True)
    button.or_(main.get_by_role("link", name=label, exact=True)).first.click()


def is_sound(page: Page, scripts: bool) -> None:
    """Nothing scrolls sideways; axe finds nothing, which is a script itself."""
    assert page.evaluate("document.documentElement.scrollWidth") <= 320, page.url
    assert not scripts or faults_of(page) == [], page.url


def sets_up(page: Page, password: str, scripts: bool) -> str:
    """By the words that are offered; gives them."""
    page.goto(LOCK)
    is_sound(page, scripts)
    presses(page, "Set up a lock")
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(f"**{LOCK}set-up/")
    is_sound(page, scripts)
    words = page.locator(".code--words").inner_text()
    page.get_by_label("Passphrase").fill(words)
    page.get_by_label("The same once more").fill(words)
    presses(page, "Lock what I keep")
    return words


def test_a_lock_from_setting_it_up_to_removing_it(
    demo: DemoSite, page: Page, scripts: bool
) -> None:
    words = sets_up(page, demo.passwords["alex@example.org"], scripts)

    code = page.locator("#recovery-code").inner_text()
    is_sound(page, scripts)
    presses(page, "I have written it down")
    presses(page, "Close it now")
    expect(page.get_by_text("Locked again.")).to_be_visible()

    page.goto("/")
    is_sound(page, scripts)
    for address in ("/quiz/", "/week/past/"):
        page.goto(address)
        expect(page.get_by_text(NOTICE)).to_be_visible()
        is_sound(page, scripts)
    presses(page, "Open your lock")
    is_sound(page, scripts)
    page.locator("input[name=secret]").fill(words)
    presses(page, "Open")
    page.wait_for_url("**/week/past/")
    expect(page.get_by_text(NOTICE)).to_have_count(0)

    page.goto(LOCK)
    presses(page, "Close it now")
    page.goto("/quiz/")
    presses(page, "Locked")
    expect(page.get_by_role("heading", name="This is locked")).to_be_visible()
    page.locator("input[name=secret]").fill(code.lower())
    presses(page, "Open")
    expect(page.get_by_role("heading", name="This is locked")).to_have_count(0)
    assert "/quiz/" in page.url

    page.goto(f"{LOCK}remove/")
    is_sound(page, scripts)
    page.locator("input[name=secret]").fill(words)
    presses(page, "Remove the lock")
    expect(page.get_by_text("The lock is removed.")).to_be_visible()
    page.goto("/week/past/")
    expect(page.get_by_text(NOTICE)).to_have_count(0)
