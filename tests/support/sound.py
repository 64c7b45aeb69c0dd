"""What a page in a browser must be for every pair of eyes and thumbs."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

# Told in every colour scheme; all the other rules say the same in each.
OF_COLOURS = ["color-contrast", "link-in-text-block"]
SHORT = {"resultTypes": ["violations"]}
# By the script that `Axe` has left in the page.
AGAIN = "options => axe.run(document, options)"

Fault = tuple[str, str]


def faults_of(page: Page) -> list[Fault]:
    """What axe has to say of the page, its colours in light and in dark: rule and element."""
    page.emulate_media(color_scheme="light")
    found = Axe().run(page, options=SHORT).response["violations"]
    page.emulate_media(color_scheme="dark")
    found += page.evaluate(AGAIN, SHORT | {"runOnly": OF_COLOURS})["violations"]
    return [(one["id"], one["nodes"][0]["html"][:120]) for one in found] + _too_wide(page)


def _too_wide(page: Page) -> list[Fault]:
    """Nothing, or how wide the page is where its window is narrower."""
    wide, there = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    return [("scrolls sideways", f"{wide} px")] if wide > there else []
