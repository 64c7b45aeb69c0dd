"""What can be seen over a shoulder, in a list of tabs, a mailbox or a calendar says nothing."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.template.loader import get_template
from django.test import Client

from accounts.models import Couple
from tests.architecture.tree import template_name, templates
from tests.intimacy.test_strangers import CANARY, ENDING, addresses
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

# What nobody should learn from a tab, a subject or an entry in a calendar.
TELLING = re.compile(
    r"intima|partner|couple|relationship|love|marri|wife|husband|sex|close to|trust|quarrel|fight"
    r"|abus|violen|danger|safe|therap|counsel|unlink|separat|break ?up|erase|delet|block|pause"
    r"|alex|sam|" + CANARY,
    re.IGNORECASE,
)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
IN_CALENDARS = re.compile(
    r"^(?:SUMMARY|DESCRIPTION|LOCATION|X-WR-CALNAME|PRODID)[^:]*:(.*)$", re.MULTILINE
)
# They end something only when they are sent.
GRAVE = {"/partner/unlink/", "/me/erase/"}
NAMELESS = "a page without a title"
SUBJECTS = [path for path in templates() if re.search(r"subject\.txt$", path.name)]


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


def _answers(browser: Client, story: Story) -> Iterator[tuple[str, HttpResponse]]:
    for address in addresses(story):
        if address not in ENDING or address in GRAVE:
            yield address, browser.get(address)


def _seen(answer: HttpResponse) -> list[str]:
    """What a tab, a calendar or a folder of downloads would show of an answer."""
    kept_as = answer.headers.get("Content-Disposition", "")
    text = answer.getvalue().decode(errors="replace")
    if answer.headers["Content-Type"].startswith("text/calendar"):
        return [kept_as, *IN_CALENDARS.findall(text)]
    if "<html" not in text:
        return [kept_as]
    title = TITLE.search(text)
    return [kept_as, unescape(" ".join(title[1].split())) if title else NAMELESS]


def _telling(browser: Client, story: Story) -> dict[str, list[str]]:
    seen = {address: _seen(answer) for address, answer in _answers(browser, story)}
    told = {
        address: [line for line in lines if TELLING.search(line) or line == NAMELESS]
        for address, lines in seen.items()
    }
    return {address: lines for address, lines in told.items() if lines}


def test_no_title_and_no_file_says_what_this_is_about(story: Story, alex: Someone) -> None:
    assert _telling(alex.browser, story) == {}


def test_nor_does_any_that_nobody_signed_in_meets(story: Story) -> None:
    assert _telling(Client(), story) == {}


def test_no_address_names_the_two(story: Story) -> None:
    names = re.compile(f"alex|sam|{CANARY}", re.IGNORECASE)

    assert [one for one in addresses(story) if names.search(one)] == []


@pytest.mark.parametrize("path", SUBJECTS, ids=template_name)
def test_no_subject_of_a_mail_says_it(path) -> None:
    subject = get_template(template_name(path)).render({"code": "ABC", "site_name": "Evenings"})

    assert subject.strip()
    assert not TELLING.search(subject)
    assert "Evenings" not in subject


def test_the_sender_is_the_site_and_no_more() -> None:
    assert settings.DEFAULT_FROM_EMAIL.startswith(f"{settings.SITE_NAME} <")
    assert not TELLING.search(settings.DEFAULT_FROM_EMAIL)


def test_the_icon_is_a_picture_without_words() -> None:
    icon = (settings.BASE_DIR / "static" / "img" / "icon.svg").read_text(encoding="utf-8")

    assert "<title" not in icon
    assert "<text" not in icon


@pytest.mark.django_db
def test_a_host_may_call_the_site_something_else(alex: Someone, settings) -> None:
    settings.SITE_NAME = "Garden"

    pages = [alex.opens(address).content.decode() for address in ("/", "/me/", "/help/")]

    assert all("Garden</title>" in page for page in pages)
    assert [page for page in pages if "Evenings" in page] == []


@pytest.mark.django_db
def test_a_discreet_site_shows_a_name_and_a_way_in(settings) -> None:
    settings.DISCREET, settings.SITE_NAME = True, "Garden"

    page = Client().get("/").content.decode()

    assert not TELLING.search(page)
    assert "For two adults" not in page
    assert "/accounts/login/" in page
