"""An exercise from beginning to end in a browser, with its quiet clock."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import DemoSite
from tests.journeys.test_every_page import _signs_in

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]


@pytest.fixture
def page(demo: DemoSite, browser: Browser) -> Iterator[Page]:
    """Sam, before an exercise of ten minutes; the clock of the browser stands still."""
    context = browser.new_context(base_url=demo.site.address)
    page = context.new_page()
    _signs_in(page, "sam@example.org", demo.passwords["sam@example.org"])
    page.goto("/quiz/exercises/ten-after-ten/")
    stop = page.get_by_role("button", name="Stop without noting it")
    if stop.count():
        stop.click()
        page.goto("/quiz/exercises/ten-after-ten/")
    page.clock.install()
    yield page
    context.close()


def begins(page: Page) -> None:
    page.get_by_role("button", name="Begin").click()
    expect(page.locator(".timer__words")).to_have_text("10 min left")


def test_the_minutes_go_down_and_the_end_is_no_alarm(page: Page) -> None:
    begins(page)

    page.clock.run_for("05:30")
    expect(page.locator(".timer__words")).to_have_text("5 min left")

    page.clock.run_for("05:00")
    expect(page.locator(".timer__words")).to_have_text("The time is up. Take as long as you like.")


def test_aloud_it_speaks_at_minute_marks_only_and_seldom_before_the_last_five(page: Page) -> None:
    begins(page)
    said = page.get_by_role("status").filter(has_text=re.compile("min"))

    page.clock.run_for("02:30")
    expect(said).to_have_text("10 min left")

    page.clock.run_for("03:00")
    expect(said).to_have_text("5 min left")


def test_paused_it_stands_still(page: Page) -> None:
    begins(page)
    page.get_by_role("button", name="Pause").click()

    page.clock.run_for("05:00")

    expect(page.locator(".timer__words")).to_have_text("10 min left")
    page.get_by_role("button", name="Go on").click()
    page.clock.run_for("02:30")
    expect(page.locator(".timer__words")).to_have_text("8 min left")


def test_done_with_a_line_it_stands_on_ones_own_list(page: Page) -> None:
    begins(page)

    page.get_by_label("One line, for you alone").fill("Ten minutes are long.")
    page.get_by_role("button", name="Done").click()

    expect(page.get_by_role("heading", name="What I did")).to_be_visible()
    expect(page.get_by_text("Ten minutes are long.")).to_be_visible()
