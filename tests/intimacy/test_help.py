"""The help page: the same for everyone, noted nowhere, and with numbers somebody has read."""

import logging
from datetime import date
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Couple, Session
from checkins.domain.catalogue import ContentFault
from intimacy import helplines
from intimacy.domain.helplines import HOURS, KINDS, Country, Line, load
from tests.support.people import Someone

pytestmark = pytest.mark.django_db

COUNTRIES = load(helplines.OURS)
LINES = [line for country in COUNTRIES for line in country.lines]

ENTRY = """
[[country]]
code = "AT"
name = { en = "Austria", de = "Österreich" }
emergency = "112"
source = "https://example.org/112"
checked = 2026-11-23

[[country.line]]
name = "Somebody"
number = "0800 222 555"
url = "https://example.org/"
kinds = ["abuse"]
languages = ["de"]
hours = "always"
source = "https://example.org/numbers"
checked = 2026-11-23
"""


def _list(folder: Path, text: str) -> Path:
    path = folder / "mine.toml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize("words", ["wrong tool", "Your device", "Can see", "Cannot see"])
def test_the_page_says_what_one_should_know(words: str) -> None:
    assert words in Client().get("/help/").content.decode()


def test_opening_it_sets_no_cookie_and_makes_no_session() -> None:
    browser = Client()

    browser.get("/help/")
    browser.get("/help/?country=DE")

    assert not browser.cookies
    assert not Session.objects.exists()


def test_opening_it_signed_in_leaves_the_session_as_it_was(alex: Someone) -> None:
    alex.opens("/me/")
    before = Session.objects.values_list("session_data", "expire_date").get()

    answer = alex.opens("/help/?country=DE")

    assert not answer.cookies
    assert Session.objects.values_list("session_data", "expire_date").get() == before


def test_what_waits_to_be_said_waits_for_another_page(couple: Couple, alex: Someone) -> None:
    alex.sends("/me/", {"name": "Alex", "time_zone": "Europe/Berlin", "language": "en"})

    shown, later = (alex.sees(address).decode() for address in ("/help/", "/me/"))

    assert 'class="notices"' not in shown
    assert 'class="notices"' in later


def test_nothing_is_written_to_a_log(caplog: pytest.LogCaptureFixture, alex: Someone) -> None:
    caplog.set_level(logging.DEBUG)

    alex.opens("/help/?country=DE")

    ours = [record for record in caplog.records if not record.name.startswith("django.db")]
    assert [record.getMessage() for record in ours if "help" in record.getMessage()] == []


def test_what_it_fetches_does_not_say_for_whom() -> None:
    assert Client().get("/help/").headers["Referrer-Policy"] == "no-referrer"


def test_no_browser_keeps_it(alex: Someone) -> None:
    assert "no-store" in Client().get("/help/").headers["Cache-Control"]


def test_a_country_is_chosen_by_a_form_that_only_asks() -> None:
    page = Client().get("/help/", {"country": "DE"}).content.decode()

    assert 'href="tel:116016"' in page
    assert 'href="tel:112"' in page
    assert '<option value="DE" selected>' in page


@pytest.mark.parametrize("language", ["de-AT", "fr"])
def test_no_country_is_guessed_from_the_browser(language: str) -> None:
    page = Client().get("/help/", headers={"accept-language": language}).content.decode()

    assert "selected" not in page
    assert "tel:" not in page


@pytest.mark.parametrize("odd", ["XX", "", "<b>", "D" * 5000, "\ud800".encode("utf-8", "replace")])
def test_an_unknown_country_is_the_page_without_one(odd: str) -> None:
    answer = Client().get("/help/", {"country": odd})

    assert answer.status_code == 200
    assert "tel:" not in answer.content.decode()


def test_there_are_many_countries() -> None:
    assert len(COUNTRIES) >= 25


@pytest.mark.parametrize("line", LINES, ids=[line.name for line in LINES])
def test_every_line_says_where_and_when_it_was_read(line: Line) -> None:
    assert line.source.startswith("http")
    assert line.checked >= date(2026, 1, 1)
    assert set(line.kinds) <= set(KINDS)
    assert line.hours in HOURS


@pytest.mark.parametrize("country", COUNTRIES, ids=[country.code for country in COUNTRIES])
def test_every_country_has_somebody_for_who_is_afraid(country: Country) -> None:
    assert country.of_kind("abuse")


def test_every_country_can_be_shown() -> None:
    for country in COUNTRIES:
        page = Client().get("/help/", {"country": country.code}).content.decode()

        assert all(line.source not in page for line in country.lines if line.source != line.url)
        assert all(f"tel:{line.dial}" in page for line in country.lines if line.number)


def test_a_host_can_bring_a_list_of_their_own(tmp_path: Path, settings) -> None:
    settings.HELPLINES_FILE = str(_list(tmp_path, ENTRY))

    page = Client().get("/help/", {"country": "AT"}).content.decode()

    assert "tel:0800222555" in page
    assert page.count("<option") == 2


def test_a_damaged_list_leaves_ours_and_a_line_in_the_log(
    tmp_path: Path, settings, caplog: pytest.LogCaptureFixture
) -> None:
    settings.HELPLINES_FILE = str(_list(tmp_path, "[[country]]\n"))

    page = Client().get("/help/", {"country": "DE"}).content.decode()

    assert "tel:116016" in page
    assert "country number 1: give it a code" in caplog.text


def test_a_damaged_list_is_named_by_the_check(tmp_path: Path, settings) -> None:
    settings.HELPLINES_FILE = str(_list(tmp_path, "[[country]]\n"))

    with pytest.raises(CommandError, match=r"mine\.toml, country number 1"):
        call_command("check_content")


DAMAGES = {
    'code = "AT"|code = "Austria"': "country number 1: give it a code",
    '{ en = "Austria", de = "Österreich" }|"Austria"': "AT: give it a name",
    'emergency = "112"|emergency = "police"': "AT: write its emergency",
    'name = "Somebody"|name = ""': "AT: write its name of a line",
    'number = "0800 222 555"|number = "call us"': "AT, Somebody: write its number",
    'url = "https://example.org/"|url = "javascript:x"': "AT, Somebody: set its url",
    'kinds = ["abuse"]|kinds = ["quarrel"]': "AT, Somebody: set kinds",
    'languages = ["de"]|languages = "German"': "AT, Somebody: set languages",
    'hours = "always"|hours = ""': "AT, Somebody: write its hours",
    'source = "https://example.org/numbers"|source = "a friend"': "AT, Somebody: set its source",
    "[[country.line]]|[country.line]": "AT: write its lines as",
}


@pytest.mark.parametrize(("damage", "said"), DAMAGES.items(), ids=DAMAGES.values())
def test_a_fault_names_the_entry_and_the_mend(tmp_path: Path, damage: str, said: str) -> None:
    before, _, after = damage.partition("|")
    assert before in ENTRY

    with pytest.raises(ContentFault, match=r"^mine\.toml") as fault:
        load(_list(tmp_path, ENTRY.replace(before, after)))

    assert said in str(fault.value)


def test_a_day_is_asked_for_with_every_number(tmp_path: Path) -> None:
    head, _, tail = ENTRY.rpartition("checked = 2026-11-23")

    with pytest.raises(ContentFault, match="AT, Somebody: set checked"):
        load(_list(tmp_path, head + tail))


def test_a_country_stands_in_a_list_once(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="AT: put a country into one entry"):
        load(_list(tmp_path, ENTRY + ENTRY))


def test_a_country_needs_somebody_to_call(tmp_path: Path) -> None:
    with pytest.raises(ContentFault, match="AT: give it an emergency number or a line"):
        load(_list(tmp_path, '[[country]]\ncode = "AT"\nname = { en = "Austria" }\n'))
