"""The stage in a browser: every scene for all eyes and thumbs, two devices, clocks, no script."""

import gzip
import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect

from checkins import services
from checkins.models import CheckIn, Meeting
from checkins.services.meeting import scenes_of
from tests.checkins.meeting_verbs import both_allow_a_topic, goes, held, meets
from tests.checkins.verbs import page as address
from tests.checkins.verbs import reveal, shares
from tests.support.people import Someone
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

SCRIPTS = Path("static/js")
A_POLL = 3_500
LONG = "We walked home in the rain, and you laughed at it. " * 78
STATE = re.compile("/meeting/state/$")


@pytest.fixture
def check_in(couple, alex: Someone, sam: Someone) -> CheckIn:
    """This week's evening in three hours; both are ready, with words in every step."""
    now = timezone.now()
    at = now + timedelta(hours=3)
    slot = {"weekday": at.weekday(), "wall_time": at.time().replace(second=0, microsecond=0)}
    services.set_slot(by=alex.person, zone="UTC", at=now, **slot)
    services.open_check_in(couple=couple, at=now)
    check_in = couple.check_ins.get()
    both_allow_a_topic(check_in, alex, sam)
    shares(alex, check_in, LONG, "appreciations")
    shares(sam, check_in, "A slow Sunday", "wish")
    reveal(check_in, alex, sam)
    CheckIn.objects.filter(pk=check_in.pk).update(has_topic=True)
    check_in.refresh_from_db()
    return check_in


@pytest.fixture
def evening(check_in: CheckIn, alex: Someone) -> CheckIn:
    """The same, begun, with an agreement to look back on, and all a meeting can hold."""
    agreed = {"kind": "step", "text": "A walk on Thursday", "token": ""}
    meets(alex, check_in)
    alex.sends(address("meeting_agree", check_in), agreed)
    alex.sends(address("pause_word", check_in), {"word": "Marmalade"})
    Meeting.objects.update(topic="talk", may_write=True, has_agreements=True)
    return check_in


@pytest.fixture
def window(live_server, browser: Browser, check_in: CheckIn) -> Iterator[Callable[..., Page]]:
    """Opens the evening on a device of somebody who is signed in there."""
    opened: list[BrowserContext] = []

    def opens(someone: Someone, *, shared: bool = False, **options: object) -> Page:
        if shared:
            someone.sends(address("share_screen", check_in))
        options = {"base_url": live_server.url, **options}
        opened.append(browser.new_context(**options))
        cookies = [
            {"name": name, "value": cookie.value, "url": live_server.url}
            for name, cookie in someone.browser.cookies.items()
        ]
        opened[-1].add_cookies(cookies)
        page = opened[-1].new_page()
        page.set_default_timeout(10_000)
        page.goto(address("meeting", check_in))
        return page

    yield opens
    for context in opened:
        context.close()


def is_at(check_in: CheckIn, scene: str, **fields: object) -> None:
    """The two are at this scene now."""
    move = held(check_in).move + 1
    changed = {"scene_at": timezone.now(), "paused_at": None, **fields}
    Meeting.objects.filter(check_in=check_in).update(scene=scene, move=move, **changed)


def presses(page: Page, label: str) -> None:
    page.get_by_role("button", name=label, exact=True).click()


def reads(page: Page, words: str) -> None:
    expect(page.get_by_text(words).first).to_be_visible()


# --- Every scene ------------------------------------------------------------------------------


def _each_scene(check_in: CheckIn, page: Page) -> Iterator[str]:
    """Show each scene of the longest evening, its pause, and the one with writing instead."""
    for scene in scenes_of(held(check_in)):
        is_at(check_in, scene.name)
        page.goto(address("meeting", check_in))
        yield scene.name
    is_at(check_in, "topic.first", paused_at=timezone.now())
    page.goto(address("meeting", check_in))
    yield "a pause"
    is_at(check_in, "writing.whole", topic="write")
    page.goto(address("meeting", check_in))
    yield "writing"


@pytest.mark.parametrize(
    ("who", "is_shared"),
    [("alex", False), ("sam", True)],
    ids=["a screen of ones own", "one screen for both"],
)
def test_every_scene_is_sound(evening: CheckIn, window, request, who: str, is_shared: bool) -> None:
    someone = request.getfixturevalue(who)
    page = window(someone, shared=is_shared, viewport={"width": 320, "height": 640})

    faults = [(scene, *fault) for scene in _each_scene(evening, page) for fault in faults_of(page)]

    assert faults == []


def test_every_target_of_the_stage_is_large_enough_for_a_thumb(
    evening: CheckIn, window, alex: Someone
) -> None:
    page = window(alex, viewport={"width": 390, "height": 844})
    small = """() => [...document.querySelectorAll('main :is(a, button, summary)')]
        .filter(one => one.checkVisibility() && !one.closest('p'))
        .filter(one => one.getBoundingClientRect().height < 43.5)
        .map(one => one.outerHTML.slice(0, 100))"""

    found = {scene: page.evaluate(small) for scene in _each_scene(evening, page)}

    assert {scene: targets for scene, targets in found.items() if targets} == {}


def test_the_page_of_the_beginning_is_as_good(check_in: CheckIn, window, sam: Someone) -> None:
    page = window(sam, viewport={"width": 320, "height": 640})
    page.get_by_text("What will happen").click()

    assert faults_of(page) == []


def test_whose_turn_it_is_is_said_from_where_one_sits(
    evening: CheckIn, window, alex: Someone, sam: Someone
) -> None:
    is_at(evening, "appreciations.first", first_seat=1)
    here, there = window(alex), window(sam)

    reads(here, "You speak, Sam listens")
    reads(there, "Alex speaks, you listen")

    is_at(evening, "appreciations.second")
    here.reload()
    reads(here, "Sam speaks, you listen")
    # Nothing was shared: the same words whatever the reason.
    reads(here, "Nothing is written down for this one.")


def test_on_one_screen_there_are_names_only(evening: CheckIn, window, alex: Someone) -> None:
    is_at(evening, "appreciations.first", first_seat=1)

    page = window(alex, shared=True)

    reads(page, "Alex speaks, Sam listens")
    assert "You speak" not in page.content()


def test_a_pause_hides_the_words_and_the_ring_stands(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "appreciations.first")
    page = window(alex)
    reads(page, "We walked home in the rain")

    presses(page, "Pause")

    reads(page, "Paused. Take the time you need.")
    assert "We walked home" not in page.content()
    ring = page.locator(".timer__rest")
    stood = ring.get_attribute("stroke-dashoffset")
    page.wait_for_timeout(1_500)
    assert ring.get_attribute("stroke-dashoffset") == stood
    presses(page, "Go on")
    reads(page, "We walked home in the rain")


def test_the_keyboard_begins_at_the_heading_and_stopping_comes_last(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "good-news.second")
    page = window(alex)
    focused = "document.activeElement.value || document.activeElement.tagName"
    expect(page.get_by_role("heading", level=1)).to_be_focused()
    before = held(evening).move

    page.keyboard.press("Enter")
    assert held(evening).move == before

    reached = []
    for _press in range(5):
        page.keyboard.press("Tab")
        reached.append(page.evaluate(focused))
    assert reached == ["pause", "next", "back", "skip", "stop"]


def test_enter_in_a_field_sends_that_field_and_moves_nobody(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "plan.whole")
    page = window(alex)

    page.get_by_label("What will you do?").fill("Soup")
    page.get_by_label("What will you do?").press("Enter")

    reads(page, "Choose a day.")
    expect(page.get_by_label("What will you do?")).to_have_value("Soup")
    assert held(evening).scene == "plan.whole"


# --- Two devices ------------------------------------------------------------------------------


def test_what_one_presses_the_other_sees_a_moment_later(
    check_in: CheckIn, window, alex: Someone, sam: Someone
) -> None:
    here, there = window(alex), window(sam)
    entries = there.evaluate("history.length")

    presses(here, "Begin")
    reads(there, "Arrive, 1 of")

    presses(here, "Next")
    expect(there.get_by_role("heading", name=re.compile("What we noticed"))).to_be_focused()
    assert there.evaluate("history.length") == entries


def test_whoever_is_writing_finishes_first(
    evening: CheckIn, window, alex: Someone, sam: Someone
) -> None:
    is_at(evening, "wish.agree")
    there = window(sam)
    there.get_by_label("What, when, where").fill("Thursday, the river")

    goes(alex, evening, "next")

    reads(there, "There is something new for you two.")
    expect(there.get_by_label("What, when, where")).to_have_value("Thursday, the river")
    presses(there, "Keep it")
    reads(there, "Time for the two of you")
    assert evening.agreements.count() == 2


def test_words_with_a_fault_come_back_also_where_the_two_have_moved_on(
    evening: CheckIn, window, alex: Someone, sam: Someone
) -> None:
    is_at(evening, "wish.agree")
    there = window(sam)
    there.get_by_label("What, when, where").fill("x" * 401)
    goes(alex, evening, "next")

    presses(there, "Keep it")

    reads(there, "This was not kept yet")
    expect(there.get_by_label("What, when, where")).to_have_value("x" * 401)
    # The page stays although the evening goes on.
    goes(alex, evening, "next")
    reads(there, "There is something new for you two.")
    expect(there.get_by_label("What, when, where")).to_have_value("x" * 401)


def test_going_on_past_words_not_kept_takes_a_second_press(
    evening: CheckIn, window, sam: Someone
) -> None:
    is_at(evening, "wish.agree")
    page = window(sam)
    page.get_by_label("What, when, where").fill("Thursday")

    presses(page, "Next")
    reads(page, "What you typed is not kept yet.")
    assert held(evening).scene == "wish.agree"

    presses(page, "Next")
    reads(page, "Time for the two of you")


@pytest.fixture
def asked(window, evening: CheckIn, sam: Someone) -> Iterator[tuple[Page, list[str], dict]]:
    """Sam's page with a clock we move, what it asks the server, and what is answered instead."""
    page = window(sam)
    seen: list[str] = []
    answer: dict = {}

    def routed(route: Route) -> None:
        seen.append(route.request.url)
        route.fulfill(**answer) if answer else route.continue_()

    page.clock.install()
    page.route(STATE, routed)
    page.reload()
    return page, seen, answer


def _in_seconds(page: Page, seconds: int) -> None:
    for _second in range(seconds):
        page.clock.run_for(1_000)
        page.wait_for_timeout(20)


def test_a_page_nobody_looks_at_asks_nothing_and_asks_at_once_when_seen(asked) -> None:
    page, seen, _answer = asked
    look = """value => {
        Object.defineProperty(document, 'hidden', { value, configurable: true });
        document.dispatchEvent(new Event('visibilitychange')) }"""
    page.evaluate(look, True)
    _in_seconds(page, 20)
    assert seen == []

    page.evaluate(look, False)

    page.wait_for_timeout(200)
    assert len(seen) == 1


def test_while_the_server_fails_it_asks_less_and_less(asked) -> None:
    page, seen, answer = asked
    _in_seconds(page, 20)
    usual = len(seen)
    answer |= {"status": 500}
    _in_seconds(page, 60)
    seen.clear()

    _in_seconds(page, 60)

    # In a third of the time; ten of them where nothing else keeps the machine busy.
    assert usual >= 4
    assert 1 <= len(seen) <= 3


@pytest.mark.parametrize("status", [403, 404])
def test_where_the_evening_is_shut_the_page_is_fetched_once_more_and_then_left(
    evening: CheckIn, window, sam: Someone, status: int
) -> None:
    page = window(sam)
    loads, seen = [], []
    page.on("load", lambda: loads.append(page.url))

    def refuses(route: Route) -> None:
        seen.append(route.request.url)
        route.fulfill(status=status)

    page.route(STATE, refuses)
    page.wait_for_timeout(3 * A_POLL)

    assert len(loads) == 1
    assert len(seen) == 2
    reads(page, "There is something new for you two.")


# --- Clocks -----------------------------------------------------------------------------------


def test_a_device_whose_clock_is_wrong_shows_the_same_time_left(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "appreciations.first", scene_at=timezone.now() - timedelta(seconds=5))
    page = window(alex)
    page.clock.install(time="2019-01-01T08:00:00")
    page.reload()
    expect(page.locator(".timer__words")).to_have_text("about 2 minutes left")

    page.clock.set_system_time("2030-01-01T08:00:00")
    page.clock.run_for(1_500)
    expect(page.locator(".timer__words")).to_have_text("about 2 minutes left")


def test_a_phone_that_slept_learns_from_the_server_how_much_is_gone(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "appreciations.first")
    page = window(alex)
    dates = iter(["Fri, 04 Dec 2026 20:00:00 GMT", "Fri, 04 Dec 2026 20:01:20 GMT"])
    version = held(evening).version

    def answers(route: Route) -> None:
        later = next(dates, "Fri, 04 Dec 2026 20:01:22 GMT")
        route.fulfill(json={"version": version}, headers={"Date": later})

    page.route(STATE, answers)

    expect(page.locator(".timer__words")).to_have_text("about a minute left", timeout=8_000)


def test_past_its_time_a_scene_is_no_alarm(evening: CheckIn, window, alex: Someone) -> None:
    is_at(evening, "appreciations.first", scene_at=timezone.now() - timedelta(hours=1))

    page = window(alex)

    expect(page.locator(".timer__words")).to_have_text("The time is up. Take as long as you like.")
    expect(page.locator(".timer__ring")).to_be_hidden()


# --- Without a script, and what the scripts weigh -----------------------------------------------


def test_the_light_evening_is_held_without_scripts(
    check_in: CheckIn, window, alex: Someone, sam: Someone
) -> None:
    page = window(alex, java_script_enabled=False)
    page.get_by_text("The light one").click()
    presses(page, "Begin")
    reads(page, "Until about")
    expect(page.get_by_role("link", name="See where we are now")).to_be_visible()

    for _scene in scenes_of(held(check_in))[1:]:
        page.locator("button[value=next]").click()

    reads(page, "That was your evening.")
    expect(page.locator("button[value=next]")).to_have_count(0)


def test_without_scripts_a_turn_says_how_long_it_takes(
    evening: CheckIn, window, alex: Someone
) -> None:
    is_at(evening, "appreciations.first")

    page = window(alex, java_script_enabled=False)

    reads(page, "About 2 minutes. Nobody minds if it takes longer.")
    expect(page.locator(".timer__ring")).to_be_hidden()


def test_all_scripts_together_weigh_less_than_ten_kilobytes() -> None:
    served = [gzip.compress(script.read_bytes()) for script in SCRIPTS.glob("*.js")]

    assert 0 < sum(map(len, served)) < 10_000
