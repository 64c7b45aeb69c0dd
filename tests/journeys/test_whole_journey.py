"""The main path, once, as two people walk it: from signing up to an evening in the calendar."""

from datetime import datetime, timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
from icalendar import Calendar

SHARED_BY_ALEX = "You laughed at the rain on Tuesday."
KEPT_BY_ALEX = "I was cross about the tickets."
SHARED_BY_SAM = "You left the last of the coffee."
KEPT_BY_SAM = "I am not sure about the winter."
USUAL = ["Often", "Sometimes", "Almost always", "Seldom"]

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.needs_chromium,
]


def test_alex_and_sam_walk_the_whole_way(visitor, world):
    alex, sam = visitor("Alex"), visitor("Sam")

    # Alex signs up and invites; the link shows, the button links.
    alex.signs_up()
    link, code = alex.invites()
    assert len(code.replace("-", "")) == 10
    sam.page.goto(link)
    sam.reads("Link with Alex")
    assert urlsplit(link).path not in sam.page.url
    sam.presses("Make an account")
    sam.signs_up()
    sam.reads("Link with Alex")
    sam.presses("Link us")
    sam.reads("You are linked.")

    # Each takes the quiz alone and sees a scored result.
    for person in (alex, sam):
        person.takes_the_quiz(USUAL)
        person.page.get_by_role("checkbox").first.check()
        person.presses("Next")
        person.presses("Finish and show my result")
        person.page.wait_for_url("**/quiz/*/")
        person.reads("Only you can see this.")
        assert person.page.get_by_role("img").count() >= 1

    # A weekly slot tomorrow; preparation is open, and the reminder comes by mail.
    meeting = datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(hours=24)
    before = len(world.post.to(alex.address))
    alex.sets_slot(meeting)
    _is_content_free(alex.letter(after=before), world)

    # Both prepare; nothing is read before both are ready.
    alex.prepares(shared=SHARED_BY_ALEX, kept=KEPT_BY_ALEX)
    alex.presses("I’m ready")
    alex.reads("You are ready")
    sam.page.goto("/week/")
    sam.does_not_read(SHARED_BY_ALEX)
    sam.prepares(shared=SHARED_BY_SAM, kept=KEPT_BY_SAM)
    alex.page.reload()
    alex.does_not_read(SHARED_BY_SAM)
    sam.presses("I’m ready")

    # The reveal: what was shared, and nothing else.
    sam.reads(SHARED_BY_ALEX)
    sam.does_not_read(KEPT_BY_ALEX)
    alex.page.reload()
    alex.reads(SHARED_BY_SAM)
    alex.does_not_read(KEPT_BY_SAM)

    # They plan time together and take it to the calendar.
    alex.presses("Plan time together")
    _plan(alex, meeting + timedelta(days=1))
    with alex.page.expect_download() as download:
        alex.presses("Put it into my calendar")
    _is_neutral_calendar(download.value.path(), meeting + timedelta(days=1))
    sam.page.goto("/together/")
    sam.reads("The pottery place")


def _is_content_free(letter, world) -> None:
    """Two parts, nothing private, unsubscribe by one click, a Message-ID of ours."""
    said = letter["Subject"] + str(letter["From"]) + letter.get_body(("plain",)).get_content()
    for word in ("Alex", "Sam", "partner", "relationship", "quiz", SHARED_BY_ALEX):
        assert word not in said
    assert letter.get_body(("html",)) is not None
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert world.site.address in "".join(letter["List-Unsubscribe"].split())
    assert letter["Message-ID"].endswith("@127.0.0.1>")
    assert letter["Auto-Submitted"] == "auto-generated"


def _plan(person, when: datetime) -> None:
    person.page.get_by_label("What will you do?").fill("The pottery place")
    person.page.get_by_label("Day").fill(when.date().isoformat())
    person.page.get_by_label("Time", exact=True).fill("19:30")
    person.presses("Plan it")
    person.reads("The pottery place")


def _is_neutral_calendar(path, when: datetime) -> None:
    event = Calendar.from_ical(path.read_bytes()).walk("VEVENT")[0]
    wall = when.replace(hour=19, minute=30, second=0, microsecond=0)
    assert event.decoded("DTSTART") == wall
    assert "pottery" not in path.read_text()
    assert event["CLASS"] == "PRIVATE"
