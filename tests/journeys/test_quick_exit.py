"""Leaving in a hurry, in a real browser: the link, the Shift key, and Back afterwards."""

import re
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DemoSite

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]


class Elsewhere(BaseHTTPRequestHandler):
    """A harmless page of another site."""

    def do_GET(self) -> None:
        if self.path == "/":
            self.server.came_from.append(self.headers.get("referer"))
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<title>Weather</title><h1>Mild and dry</h1>")

    def log_message(self, *args: object) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def weather() -> Iterator[ThreadingHTTPServer]:
    """The other site."""
    with ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere) as server:
        server.came_from = []
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture(scope="module")
def demo_settings(weather: ThreadingHTTPServer) -> dict[str, str]:
    """The demo, left towards the other site."""
    return {"QUICK_EXIT_URL": f"http://localhost:{weather.server_port}/"}


@pytest.fixture
def window(demo: DemoSite, browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """Alex, signed in, two pages deep."""
    scripts = getattr(request, "param", True)
    context = browser.new_context(base_url=demo.site.address, java_script_enabled=scripts)
    page = context.new_page()
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill("alex@example.org")
    page.locator("input[name=password]").fill(demo.passwords["alex@example.org"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/")
    page.goto("/me/")
    yield page
    context.close()


def _is_away(page: Page) -> None:
    expect(page).to_have_title("Weather")


def _leads_nowhere(page: Page) -> None:
    """Leaving never gets an answer: a page that went blank stays blank."""
    page.route("**/leave/", lambda route: route.fulfill(status=204))


def _shows_nothing_of_ours(page: Page) -> None:
    """What Back leads to is a page for everybody: asked for anew, with nobody signed in."""
    page.go_back()
    expect(page.get_by_role("link", name="Sign in").first).to_be_visible()
    assert "Alex" not in page.content()


@pytest.mark.parametrize("window", [True, False], indirect=True, ids=["scripts", "no scripts"])
def test_the_link_leads_away_and_back_shows_nothing(window: Page, demo: DemoSite) -> None:
    window.get_by_role("link", name="Leave").click()

    _is_away(window)
    assert window.context.cookies(demo.site.address) == []
    _shows_nothing_of_ours(window)


def test_back_does_not_even_lead_to_the_page_one_was_on(window: Page) -> None:
    window.get_by_role("link", name="Leave").click()
    _is_away(window)

    window.go_back()

    expect(window).not_to_have_url(re.compile("/me/"))


def test_the_other_site_does_not_learn_where_from(
    window: Page, weather: ThreadingHTTPServer
) -> None:
    window.get_by_role("link", name="Leave").click()
    _is_away(window)

    assert set(weather.came_from) == {None}


def test_shift_three_times_leads_away(window: Page) -> None:
    for _time in range(3):
        window.keyboard.press("Shift")

    _is_away(window)
    _shows_nothing_of_ours(window)


def test_shift_three_times_leads_away_while_somebody_types(window: Page) -> None:
    window.locator("input[name=name]").focus()
    window.keyboard.type("something I would rather")
    for _time in range(3):
        window.keyboard.press("Shift")

    _is_away(window)


def test_capital_letters_are_writing(window: Page) -> None:
    field = window.locator("input[name=name]")
    field.fill("")
    for letter in "ABCDEF":
        window.keyboard.down("Shift")
        window.keyboard.press(letter)
        window.keyboard.up("Shift")

    expect(field).to_have_value("ABCDEF")
    expect(window).to_have_url(re.compile("/me/"))


def test_shift_between_letters_is_writing(window: Page) -> None:
    _leads_nowhere(window)
    window.locator("input[name=name]").focus()

    for letter in "abcd":
        window.keyboard.press("Shift")
        window.keyboard.press(letter)

    assert window.locator("body").is_visible()


def test_shift_now_and_then_is_no_wish_to_leave(window: Page) -> None:
    _leads_nowhere(window)

    for pause in (0, 0, 5100):
        window.wait_for_timeout(pause)
        window.keyboard.press("Shift")

    assert window.locator("body").is_visible()


def test_the_page_is_gone_before_the_answer_comes(window: Page) -> None:
    _leads_nowhere(window)

    for _time in range(3):
        window.keyboard.press("Shift")

    expect(window.locator("h1")).to_be_hidden()
    assert window.locator("html").get_attribute("hidden") is not None
    assert not window.locator("body").is_visible()


def test_a_page_that_comes_back_from_memory_is_blank_and_asks_again(window: Page) -> None:
    window.evaluate("dispatchEvent(new PageTransitionEvent('pagehide', {persisted: true}))")
    assert not window.locator("body").is_visible()

    with window.expect_request("**/me/"):
        window.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")


def test_the_first_stop_of_the_tab_key_leads_away(window: Page) -> None:
    window.keyboard.press("Tab")
    window.keyboard.press("Enter")

    _is_away(window)


def test_the_help_page_has_it_for_nobody_too(browser: Browser, demo: DemoSite) -> None:
    page = browser.new_page(base_url=demo.site.address)
    page.goto("/help/")

    for _time in range(3):
        page.keyboard.press("Shift")

    _is_away(page)
    page.close()


def test_the_help_page_leaves_no_line_in_the_log(browser: Browser, demo: DemoSite) -> None:
    page = browser.new_page(base_url=demo.site.address)
    page.goto("/help/?country=DE")
    expect(page.get_by_text("116 016")).to_be_visible()
    page.close()

    assert "help" not in demo.site.said()
