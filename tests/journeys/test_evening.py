"""An evening as two people hold it: on two devices, without scripts, and on one screen."""

import re
import time
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import psycopg
import pytest
from playwright.sync_api import expect

from tests.journeys.visitor import A_FEW_SECONDS, Visitor
from tests.support.people import PASSWORD
from tests.support.site import Site

NOTICED_BY_ALEX = "You laughed at the rain on Tuesday."
GOOD_FOR_ALEX = "The bread rose at last."
TOPIC_OF_ALEX = "The holidays with your parents."
ANSWER_OF_ALEX = "The smell of the harbour."
NOTICED_BY_SAM = "You left the last of the coffee."
WISH_OF_SAM = "A slow Sunday with the paper."
KEPT_BY_ALEX = ("I was cross about the tickets.", "I would like the attic to myself.")
KEPT_BY_SAM = ("The talk about the pension went well.", "I am not sure about the winter.")

STEP = "We fetch the bicycles on Thursday."
OTHER_STEP = "We fetch the bicycles on Friday."
PLAN = "The pottery place"
NOTHING_WRITTEN = "Nothing is written down for this one."
PAUSED = "Paused. Take the time you need."
NOTHING_FOUND = "Nothing has all of these words."

# The weeks of the couple somebody is in, in the database of the site.
THEIR_WEEKS = """
    checkins_checkin WHERE couple_id IN (
        SELECT couple_id FROM accounts_seat JOIN accounts_person person ON person.id = person_id
        WHERE person.email = %s
    )"""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.needs_postgres,
    pytest.mark.needs_redis,
    pytest.mark.needs_chromium,
]


# --- The ground -------------------------------------------------------------------------------


def _become_a_couple(one: Visitor, other: Visitor, *, scripts: bool = True) -> None:
    one.signs_up(scripts=scripts)
    link, _code = one.invites()
    other.page.goto(link)
    other.presses("Make an account")
    other.signs_up(scripts=scripts)
    other.presses("Link us")
    other.reads("You are linked.")


def _in_hours(hours: int) -> datetime:
    return datetime.now(ZoneInfo("Europe/Berlin")) + timedelta(hours=hours)


def _the_worker_opens_the_week_of(person: Visitor, database: str, *, within: float = 30) -> None:
    """Wait for it in the database, since whoever opens a page of the week opens the week too."""
    until = time.monotonic() + within
    with psycopg.connect(database, autocommit=True) as site:
        while not site.execute(f"SELECT 1 FROM {THEIR_WEEKS}", [person.address]).fetchone():  # noqa: S608
            assert time.monotonic() < until, f"no week was opened within {within} s"
            time.sleep(0.2)


def _had_met_the_week_before(person: Visitor, database: str) -> None:
    """Put an earlier week both were ready for into the database: the first one has no topic."""
    earlier = f"""
        INSERT INTO checkins_checkin
            (couple_id, meets_on, week, meets_at, opens_at, revealed_at, prompt_key, has_topic)
        SELECT couple_id, meets_on - 7, to_char(meets_on - 7, 'IYYY"-W"IW'),
            meets_at - interval '7 days', opens_at - interval '7 days',
            meets_at - interval '7 days', 'earlier', false
        FROM {THEIR_WEEKS}
        """  # noqa: S608
    with psycopg.connect(database) as site:
        site.execute(earlier, [person.address])


def _it_is_long_since_anybody_signed_in(site: Site) -> None:
    """Let every session forget when its person last showed who they are."""
    site.manages(
        "shell",
        "-c",
        "from accounts.models import Session\n"
        "from accounts.sessions import SessionStore\n"
        "for row in Session.objects.all():\n"
        "    held = row.get_decoded()\n"
        "    held.pop('account_authentication_methods', None)\n"
        "    row.session_data = SessionStore().encode(held)\n"
        "    row.save()\n",
    )


def _get_ready(one: Visitor, other: Visitor) -> None:
    """Both press ready without a word written."""
    for person in (one, other):
        person.page.goto("/week/")
        person.presses("I’m ready")
    other.reads(f"From {one.name}")


# --- On two devices ---------------------------------------------------------------------------


def test_an_evening_on_two_devices_from_its_week_to_what_stays_of_it(visitor, world, database):
    alex, sam = visitor("Alex"), visitor("Sam", viewport={"width": 1280, "height": 800})
    _become_a_couple(alex, sam)
    meeting = _in_hours(5)
    alex.sets_slot_and_looks_away(meeting)
    _the_worker_opens_the_week_of(alex, database)
    _had_met_the_week_before(alex, database)

    _prepare(alex, sam)
    _reveal_and_take_one_word_back(alex, sam)
    _begin_and_arrive(alex, sam)
    _take_turns_with_a_clock_and_a_pause(alex, sam)
    _talk_about_the_topic_and_agree(alex, sam)
    _wish_and_plan(alex, sam, meeting + timedelta(days=1))
    _close_each_alone(alex, sam)

    _change_and_close_what_was_agreed(alex, sam)
    _look_back(alex, sam)
    _take_it_along(alex, world.site)


def _prepare(alex: Visitor, sam: Visitor) -> None:
    """All six screens each; what is shared and what is kept differs from screen to screen."""
    _says_the_energy(alex, "Good", "Share")
    alex.writes("Noticed this week", shared=NOTICED_BY_ALEX, kept=KEPT_BY_ALEX[0])
    alex.writes("A good thing", shared=GOOD_FOR_ALEX)
    alex.writes("Something to raise", shared=TOPIC_OF_ALEX, welcomes=True)
    alex.writes("A wish", kept=KEPT_BY_ALEX[1])
    alex.writes("This week’s question", shared=ANSWER_OF_ALEX)

    _says_the_energy(sam, "Low", "Keep to myself")
    sam.writes("Noticed this week", shared=NOTICED_BY_SAM)
    sam.writes("A good thing", kept=KEPT_BY_SAM[0])
    sam.writes("Something to raise", welcomes=True)
    sam.writes("A wish", shared=WISH_OF_SAM)
    sam.writes("This week’s question", kept=KEPT_BY_SAM[1])


def _says_the_energy(person: Visitor, energy: str, choice: str) -> None:
    person.page.goto("/week/")
    person.presses("Begin")
    person.page.get_by_role("radio", name=energy, exact=True).check()
    person.page.get_by_role("radio", name=choice).check()
    person.presses("Next")


def _reveal_and_take_one_word_back(alex: Visitor, sam: Visitor) -> None:
    alex.reads("Prepare, in your own time")
    alex.presses("I’m ready")
    alex.reads("You are ready")
    sam.does_not_read(NOTICED_BY_ALEX)
    sam.presses("I’m ready")
    sam.reads("From Alex")
    sam.reads(ANSWER_OF_ALEX)
    _reads_nothing_kept(sam, KEPT_BY_ALEX)

    alex.page.reload()
    alex.reads(WISH_OF_SAM)
    _reads_nothing_kept(alex, KEPT_BY_SAM)
    alex.takes_back(ANSWER_OF_ALEX)

    sam.page.reload()
    sam.reads(NOTICED_BY_ALEX)
    sam.does_not_read(ANSWER_OF_ALEX)


def _reads_nothing_kept(person: Visitor, kept: tuple[str, ...]) -> None:
    for words in kept:
        person.does_not_read(words)


def _begin_and_arrive(alex: Visitor, sam: Visitor) -> None:
    for person in (alex, sam):
        person.presses("Begin the evening")
        person.reads("One step at a time, by turns. You can pause")
    expect(sam.page.get_by_role("button", name="Begin", exact=True)).to_be_visible()

    alex.presses("Begin")

    _both_are_at(alex, sam, "Arrive, 1 of 9")
    for person in (alex, sam):
        expect(person.page.get_by_text("Alex’s energy: Good")).to_be_visible()
        person.does_not_read("Sam’s energy")


def _both_are_at(alex: Visitor, sam: Visitor, step: str, speaker: Visitor | None = None) -> None:
    """Both devices show this step, whoever pressed, and neither anything the other one kept."""
    for person, other, kept in ((alex, sam, KEPT_BY_SAM), (sam, alex, KEPT_BY_ALEX)):
        turn = f"{other.name} speaks, you listen"
        if person is speaker:
            turn = f"You speak, {other.name} listens"
        person.is_at(step, turn if speaker else "")
        _reads_nothing_kept(person, (*kept, ANSWER_OF_ALEX))


def _by_turns(alex: Visitor, sam: Visitor) -> tuple[Visitor, Visitor]:
    """Who of the two speaks first this week, and who second."""
    alex_begins = alex.page.get_by_text("You speak, Sam listens").count()
    return (alex, sam) if alex_begins else (sam, alex)


def _take_turns_with_a_clock_and_a_pause(alex: Visitor, sam: Visitor) -> None:
    alex.presses("Next")
    _both_are_at(alex, sam, "What we noticed, 2 of 9")
    first, second = _by_turns(alex, sam)
    _both_are_at(alex, sam, "What we noticed, 2 of 9", speaker=first)
    _the_clock_runs(alex)
    _the_clock_runs(sam)
    _both_read(alex, sam, NOTICED_BY_ALEX if first is alex else NOTICED_BY_SAM)
    sam.presses("Swap")
    _both_are_at(alex, sam, "What we noticed, 2 of 9", speaker=second)
    _both_read(alex, sam, NOTICED_BY_ALEX if second is alex else NOTICED_BY_SAM)

    sam.presses("Next")
    _both_are_at(alex, sam, "Good news, 3 of 9", speaker=first)
    if first is sam:
        alex.presses("Swap")
        _both_are_at(alex, sam, "Good news, 3 of 9", speaker=alex)
    _pause_and_go_on(alex, sam)
    if first is alex:
        alex.presses("Swap")
        _both_are_at(alex, sam, "Good news, 3 of 9", speaker=sam)
        _both_read(alex, sam, NOTHING_WRITTEN)

    alex.presses("Next")
    _both_are_at(alex, sam, "This week’s question, 4 of 9", speaker=first)
    # What was kept and what was taken back look like what was never written.
    _both_read(alex, sam, NOTHING_WRITTEN)
    sam.presses("Swap")
    _both_are_at(alex, sam, "This week’s question, 4 of 9", speaker=second)
    _both_read(alex, sam, NOTHING_WRITTEN)


def _both_read(alex: Visitor, sam: Visitor, words: str) -> None:
    alex.reads(words)
    sam.reads(words)


def _the_clock_runs(person: Visitor) -> None:
    expect(person.page.locator(".timer__ring")).to_be_visible()
    rest = person.page.locator(".timer__rest")
    stood = rest.get_attribute("stroke-dashoffset")
    expect(rest).not_to_have_attribute("stroke-dashoffset", stood, timeout=A_FEW_SECONDS)


def _pause_and_go_on(alex: Visitor, sam: Visitor) -> None:
    """While it is Alex's turn to tell what went well."""
    _both_read(alex, sam, GOOD_FOR_ALEX)
    sam.presses("Pause")
    there = alex.page.get_by_role("heading", name=PAUSED)
    expect(there).to_be_visible(timeout=A_FEW_SECONDS)
    alex.does_not_read(GOOD_FOR_ALEX)
    sam.reads(PAUSED)

    alex.presses("Go on")
    _both_are_at(alex, sam, "Good news, 3 of 9", speaker=alex)
    _both_read(alex, sam, GOOD_FOR_ALEX)
    sam.does_not_read(PAUSED)


def _talk_about_the_topic_and_agree(alex: Visitor, sam: Visitor) -> None:
    first, second = _by_turns(alex, sam)[::-1]
    alex.presses("Next")
    _both_are_at(alex, sam, "From outside, 5 of 9", speaker=first)
    sam.presses("Skip this")
    _both_are_at(alex, sam, "One topic, 6 of 9", speaker=first)
    _both_read(alex, sam, TOPIC_OF_ALEX if first is alex else NOTHING_WRITTEN)
    alex.presses("Swap")
    _both_are_at(alex, sam, "One topic, 6 of 9", speaker=second)
    _both_read(alex, sam, TOPIC_OF_ALEX if second is alex else NOTHING_WRITTEN)
    sam.presses("Next")
    _both_read(alex, sam, "One small step each, with a day or a place in it.")

    alex.keeps_a_step(STEP)

    sam.reads(STEP)
    sam.reads("Written by Alex")


def _wish_and_plan(alex: Visitor, sam: Visitor, when: datetime) -> None:
    sam.presses("Next")
    _both_are_at(alex, sam, "One wish each, 7 of 9")
    first, second = _by_turns(alex, sam)
    _both_are_at(alex, sam, "One wish each, 7 of 9", speaker=first)
    _both_read(alex, sam, WISH_OF_SAM if first is sam else NOTHING_WRITTEN)
    alex.presses("Swap")
    _both_are_at(alex, sam, "One wish each, 7 of 9", speaker=second)
    _both_read(alex, sam, WISH_OF_SAM if second is sam else NOTHING_WRITTEN)
    sam.presses("Next")
    _both_read(alex, sam, "What will each of you do, and when?")
    _both_read(alex, sam, STEP)

    alex.presses("Next")
    _both_are_at(alex, sam, "Time for the two of you, 8 of 9")
    alex.plans(PLAN, when)
    alex.reads("Planned already")
    sam.reads(PLAN)


def _close_each_alone(alex: Visitor, sam: Visitor) -> None:
    alex.presses("Stop here")
    _both_are_at(alex, sam, "Each on your own, 9 of 9")
    _both_read(alex, sam, "That was your evening.")

    _closes_unseen_by(sam, alex, heard=7, close=9, fit="Too long")
    _closes_unseen_by(alex, sam, heard=4, close=6, fit="Just right")


def _closes_unseen_by(other: Visitor, person: Visitor, **said) -> None:
    """Not a sign of it is in the other one's pages."""
    day = other.page.url.partition("/check-ins/")[2][:10]
    week = f"/check-ins/{day}/"
    pages = [f"{week}meeting/", f"{week}close/", week, "/week/past/", "/week/chart/", "/"]
    before = [other.sees(path) for path in pages]

    person.closes(**said)

    assert [other.sees(path) for path in pages] == before


# --- What stays of it -------------------------------------------------------------------------


def _change_and_close_what_was_agreed(alex: Visitor, sam: Visitor) -> None:
    sam.page.goto("/week/agreements/")
    sam.reads(STEP)
    sam.presses("Change agreement 1")
    sam.page.get_by_label("What, when, where").fill(OTHER_STEP)
    sam.presses("Save")
    sam.reads("Saved.")

    for person, who in ((alex, "Changed by Sam"), (sam, "Changed by you")):
        person.page.goto("/week/agreements/")
        person.reads(OTHER_STEP)
        person.reads(who)
        expect(person.page.get_by_text(STEP)).not_to_be_visible()
        person.unfolds("What it said before")
        person.reads(STEP)

    alex.presses("Close")
    alex.reads("Nothing is open.")
    sam.page.reload()
    sam.reads("Nothing is open.")
    sam.unfolds("Closed")
    sam.reads(OTHER_STEP)


def _look_back(alex: Visitor, sam: Visitor) -> None:
    alex.page.goto("/week/past/")
    for words in (NOTICED_BY_ALEX, *KEPT_BY_ALEX, ANSWER_OF_ALEX, NOTICED_BY_SAM, WISH_OF_SAM):
        alex.reads(words)
    _reads_nothing_kept(alex, KEPT_BY_SAM)

    alex.looks_for("slow sunday")
    alex.reads(WISH_OF_SAM)
    alex.looks_for("winter")
    alex.reads(NOTHING_FOUND)
    sam.looks_for("winter")
    sam.reads(KEPT_BY_SAM[1])
    for word in ("tickets", "harbour"):
        sam.looks_for(word)
        sam.reads(NOTHING_FOUND)


def _take_it_along(alex: Visitor, site: Site) -> None:
    _it_is_long_since_anybody_signed_in(site)
    alex.page.goto("/week/past/")
    alex.page.get_by_role("link", name="Take it all along").click()
    alex.reads("Is it you?")
    alex.page.locator("input[type=password]").fill(PASSWORD)
    alex.presses("Go on")

    alex.presses("To read and to print")

    alex.page.get_by_text("That is all.", exact=True).wait_for()
    text = alex.page.locator("main").inner_text()
    for words in (NOTICED_BY_ALEX, *KEPT_BY_ALEX, WISH_OF_SAM, STEP, OTHER_STEP):
        assert words in text
    for words in KEPT_BY_SAM:
        assert words not in text


# --- Without scripts --------------------------------------------------------------------------


def test_the_light_evening_works_without_scripts(visitor):
    kim, lou = (visitor(name, java_script_enabled=False) for name in ("Kim", "Lou"))
    _become_a_couple(kim, lou, scripts=False)
    kim.sets_slot(_in_hours(5))
    _get_ready(kim, lou)

    lou.presses("Begin the evening")
    lou.unfolds("What will happen")
    kim.page.goto("/week/")
    kim.presses("Begin the evening")
    kim.page.get_by_label("The light one").check()
    kim.presses("Begin")
    kim.is_at("Arrive, 1 of 5")
    lou.presses("See where we are now")
    lou.is_at("Arrive, 1 of 5")

    _press_through_the_turns(kim, lou, "What we noticed, 2 of 5", until="One wish each, 3 of 5")
    _press_through_the_turns(kim, lou, "One wish each, 3 of 5", until="One wish each, 3 of 5")
    lou.keeps_a_step(STEP)
    kim.presses("See where we are now")
    kim.reads("Written by Lou")
    kim.reads(STEP)

    kim.presses("Next")
    kim.is_at("Time for the two of you, 4 of 5")
    kim.plans(PLAN, _in_hours(29))
    lou.presses("See where we are now")
    lou.reads(PLAN)
    lou.presses("Next")
    kim.presses("See where we are now")
    for person in (kim, lou):
        person.is_at("Each on your own, 5 of 5")
        person.closes(heard=8, close=8, fit="Just right")


def _press_through_the_turns(kim: Visitor, lou: Visitor, step: str, *, until: str) -> None:
    """Kim goes on to the step, Lou swaps, and Kim leads out of it again."""
    if kim.page.locator(".stage__where").inner_text() != step:
        kim.presses("Next")
    kim.is_at(step)
    lou.presses("See where we are now")
    first = lou.page.locator("#turn").inner_text()
    lou.reads("Nobody minds if it takes longer.")
    lou.presses("Swap")
    lou.is_at(step)
    expect(lou.page.locator("#turn")).not_to_have_text(first)
    kim.presses("See where we are now")
    kim.presses("Next")
    kim.is_at(until)
    lou.presses("See where we are now")


# --- On one screen ----------------------------------------------------------------------------


def test_one_screen_for_both_opens_the_meeting_only_and_the_way_out_ends_it(visitor):
    noa, kit = visitor("Noa"), visitor("Kit")
    _become_a_couple(noa, kit)
    noa.sets_slot(_in_hours(5))
    _get_ready(noa, kit)

    noa.page.goto("/week/")
    noa.presses("Begin the evening")
    noa.page.get_by_label("This one screen for both").check()
    noa.presses("Begin")
    noa.is_at("Arrive, 1 of 8")
    noa.reads("This screen is shared, signed in as Noa.")
    _everything_else_is_locked(noa)
    noa.presses("Back to the meeting")
    noa.is_at("Arrive, 1 of 8")
    noa.presses("Next")
    noa.is_at("What we noticed, 2 of 8")

    _leaves(noa)
    _is_signed_out(noa)

    # Once more, and this time Noa signs in again.
    noa.page = noa.page.context.new_page()
    noa.signs_in()
    noa.page.goto("/week/")
    noa.presses("Go on with the evening")
    noa.is_at("What we noticed, 2 of 8")
    noa.presses("Back")
    noa.unfolds("Only one screen at hand?")
    noa.presses("Use this one screen together")
    noa.reads("This screen is shared, signed in as Noa.")
    _everything_else_is_locked(noa)
    noa.presses("Sign in again")
    noa.page.wait_for_url("**/accounts/login/**")
    _is_signed_out(noa)
    noa.signs_in()
    noa.page.wait_for_url("**/check-ins/*/")
    for path in ("/", "/week/past/", "/partner/"):
        assert noa.page.goto(path).status == 200


def _everything_else_is_locked(person: Visitor) -> None:
    for path in ("/", "/partner/", "/week/past/"):
        assert person.page.goto(path).status == 403
        person.reads("Everything else stays locked until Noa signs in again.")


def _leaves(person: Visitor) -> None:
    """Quick exit leads to another site, which no test can reach."""
    with person.page.expect_request(lambda asked: "127.0.0.1" not in asked.url):
        person.presses("Leave")


def _is_signed_out(person: Visitor) -> None:
    """Another tab of the same browser asks to sign in."""
    tab = person.page.context.new_page()
    tab.goto("/week/past/")
    expect(tab).to_have_url(re.compile("/accounts/login/"))
    tab.close()
