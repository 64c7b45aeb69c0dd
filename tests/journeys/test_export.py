"""Everything to take along, in a real browser: the page as it reads, the file as it is saved."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import DemoSite
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]
ALEX = "alex@example.org"
NARROW = {"width": 320, "height": 640}


@pytest.fixture
def about_to_take_it(demo: DemoSite, browser: Browser) -> Iterator[Callable[..., Page]]:
    """Opens the page of the export for Alex, on the narrowest phone."""
    opened: list[BrowserContext] = []

    def opens(**options: object) -> Page:
        context = browser.new_context(base_url=demo.site.address, viewport=NARROW, **options)
        opened.append(context)
        page = context.new_page()
        page.goto("/accounts/login/")
        page.locator("input[name=login]").fill(ALEX)
        _types_password(page, demo.passwords[ALEX], "**/")
        page.goto("/me/export/")
        _types_password(page, demo.passwords[ALEX], "**/me/export/")
        return page

    yield opens
    for context in opened:
        context.close()


def _types_password(page: Page, password: str, leads_to: str) -> None:
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(leads_to)


def test_half_a_year_reads_as_one_sound_page(about_to_take_it) -> None:
    page = about_to_take_it()

    page.get_by_role("button", name="To read and to print").click()

    page.get_by_text("That is all.", exact=True).wait_for()
    assert faults_of(page) == []


def test_it_needs_no_scripts_and_says_that_it_is_complete(about_to_take_it) -> None:
    page = about_to_take_it(java_script_enabled=False)

    page.get_by_role("button", name="To read and to print").click()

    page.get_by_text("That is all.", exact=True).wait_for()
    assert page.get_by_text("13 of 13: Reminders and calendar").is_visible()


def test_the_file_is_saved_under_a_neutral_name(about_to_take_it) -> None:
    page = about_to_take_it()

    with page.expect_download() as saved:
        page.get_by_role("button", name="For a program, as JSON").click()

    file = json.loads(Path(saved.value.path()).read_text("utf-8"))
    assert saved.value.suggested_filename == "evenings.json"
    assert file["complete"]
    assert len(file["shared"]["weeks"]) > 12
