"""Leaving in a hurry: a link on every page, an ended session, and nothing left in the browser."""

import re

import pytest
from django.conf import settings
from django.template.loader import render_to_string
from django.test import Client

from accounts.models import Couple, Person, Session
from tests.intimacy.test_strangers import addresses
from tests.support.people import Someone
from tests.support.story import reveal, tell

LINK = re.compile(r"<(?:a|button|input|select|textarea|summary)\b[^>]*>")
LEAVE = 'href="/leave/"'
OURS = ("session", "csrf", "language", "unlock")


def _first_stop(page: str) -> str:
    """The first thing the Tab key would come to."""
    found = LINK.search(page, page.index("<body"))
    return found[0] if found else ""


def test_leaving_ends_the_session_on_the_server(alex: Someone) -> None:
    assert alex.browser.session.session_key
    assert Session.objects.filter(person=alex.person).exists()

    alex.opens("/leave/")

    assert not Session.objects.exists()
    assert alex.opens("/me/").status_code == 302


def test_leaving_lands_on_a_page_of_another_site(alex: Someone) -> None:
    answer = alex.opens("/leave/")

    assert answer.status_code == 302
    assert answer.headers["Location"] == settings.QUICK_EXIT_URL


def test_the_other_page_is_not_told_where_somebody_came_from(alex: Someone) -> None:
    assert alex.opens("/leave/").headers["Referrer-Policy"] == "same-origin"


def test_leaving_takes_every_cookie_of_ours_away(alex: Someone) -> None:
    for name in OURS:
        alex.browser.cookies[name] = alex.browser.cookies.get(name, "anything")

    answer = alex.opens("/leave/")

    assert {name: answer.cookies[name]["max-age"] for name in OURS} == dict.fromkeys(OURS, 0)
    assert {answer.cookies[name]["path"] for name in OURS} == {"/"}


def test_every_cookie_the_settings_name_is_among_those_taken_away() -> None:
    named = {
        value
        for name, value in vars(settings._wrapped).items()
        if name.endswith("_COOKIE_NAME") and isinstance(value, str)
    }

    assert named <= set(OURS)


def test_leaving_clears_what_the_browser_stored_and_nothing_else(alex: Someone) -> None:
    answer = alex.opens("/leave/")

    assert answer.headers["Clear-Site-Data"] == '"storage"'
    assert "no-store" in answer.headers["Cache-Control"]


def test_leaving_works_for_somebody_who_was_not_signed_in() -> None:
    answer = Client().get("/leave/")

    assert answer.headers["Location"] == settings.QUICK_EXIT_URL


@pytest.mark.parametrize("purpose", ["prefetch", "prefetch;prerender"])
def test_a_browser_that_fetches_ahead_signs_nobody_out(alex: Someone, purpose: str) -> None:
    alex.opens("/leave/", headers={"sec-purpose": purpose})

    assert alex.opens("/me/").status_code == 200


def test_leave_is_the_first_stop_on_every_page(couple: Couple, alex: Someone, sam: Someone) -> None:
    story = tell(alex, sam, couple)
    reveal(story, alex, sam)

    without = [address for address in addresses(story) if not _leads_out(alex, address)]

    assert without == []


def _leads_out(someone: Someone, address: str) -> bool:
    """Whether Leave comes first; pages of nobody signed in, and files, need none."""
    if address in ("/leave/", "/accounts/logout/"):
        return True
    answer = someone.opens(address)
    if answer.streaming or "<body" not in (page := answer.content.decode(errors="replace")):
        return True
    return LEAVE in _first_stop(page)


def test_leave_is_the_first_stop_on_the_help_page_for_nobody_too() -> None:
    assert LEAVE in _first_stop(Client().get("/help/").content.decode())


@pytest.mark.parametrize("fault", ["400.html", "500.html"])
def test_leave_is_the_first_stop_where_something_broke(fault: str) -> None:
    assert LEAVE in _first_stop(render_to_string(fault))


def test_how_to_leave_is_explained_until_it_was_read(alex: Someone) -> None:
    assert "pressing Shift three times" in alex.opens("/").content.decode()

    answer = alex.sends("/leave/known/")

    assert answer.headers["Location"] == "/"
    assert "pressing Shift three times" not in alex.opens("/").content.decode()


def test_reading_the_explanation_needs_a_press_and_no_mere_visit(alex: Someone) -> None:
    assert alex.opens("/leave/known/").status_code == 405

    assert not Person.objects.get(pk=alex.person.pk).knows_quick_exit


@pytest.mark.parametrize("words", ["pressing Shift three times", "browser’s history"])
def test_the_help_page_always_says_how_and_what_it_cannot_do(alex: Someone, words: str) -> None:
    alex.sends("/leave/known/")

    assert words in alex.opens("/help/").content.decode()


def test_the_script_is_smaller_than_a_kilobyte() -> None:
    assert (settings.BASE_DIR / "static" / "js" / "leave.js").stat().st_size < 1000
