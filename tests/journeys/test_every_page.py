"""Every page for every pair of eyes and thumbs: axe, narrow screens, no script, no other host."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.journeys.conftest import DemoSite
from tests.support.people import PASSWORD
from tests.support.sound import faults_of

pytestmark = [pytest.mark.slow, pytest.mark.needs_chromium]

SIGNED_OUT = [
    *(
        "/",
        "/help/?country=GB",
        "/who-can-read/",
        "/join/code/",
        "/erased/",
        "/outbox/",
        "/no-such-page/",
    ),
    "/accounts/login/code/",
    *("/accounts/login/", "/accounts/signup/", "/accounts/password/reset/"),
    "/accounts/password/reset/key/done/",
]
SIGNED_IN = [
    *("/", "/partner/", "/partner/unlink/", "/me/", "/me/erase/", "/help/"),
    *("/partner/pause/", "/partner/blocks/", "/me/lock/"),
    *("/me/consents/", "/me/keeping/?months=12", "/me/export/"),
    *("/quiz/areas/", "/quiz/practices/", "/together/new/?exercise=say-it-back"),
    *("/quiz/", "/quiz/start/", "/quiz/together/", "/week/", "/week/slot/", "/week/past/"),
    *("/week/chart/", "/week/why/", "/week/questions/"),
    "/week/agreements/",
    *("/together/", "/together/new/", "/reminders/", "/accounts/password/change/"),
    "/accounts/password/change/?changed=yes",
    *("/together/past/", "/together/calendar/"),
    *("/accounts/email/", "/accounts/logout/", "/accounts/3rdparty/", "/me/mailbox/"),
    *("/accounts/2fa/", "/accounts/2fa/webauthn/"),
    *("/accounts/reauthenticate/", "/accounts/reauthenticate/?next=/partner/unlink/"),
]
# Pages behind an address of their own, found where a person would find them.
FOUND_ON = {
    "/quiz/": [r"^/quiz/[0-9a-f-]{36}/$"],
    "/quiz/areas/": [r"^/quiz/areas/\w+/$"],
    "/quiz/practices/": [r"^/quiz/exercises/[\w-]+/$"],
    "/together/": [r"^/together/[0-9a-f-]{36}/$"],
    "/week/": [r"^/check-ins/[\d-]+/close/$"],
    "/week/agreements/": [r"^/agreements/[0-9a-f-]{36}/$"],
    "/": [r"^/check-ins/[\d-]+/$", r"^/check-ins/[\d-]+/prepare/\w+/$"],
}
STEPS = ("energy", "appreciations", "good-thing", "topic", "wish", "prompt")
# What somebody who is linked to nobody sees instead.
ALONE = ["/", "/week/", *(f"/week/note/{step}/" for step in STEPS), "/week/past/", "/together/"]
ALONE += ["/together/past/", "/together/calendar/"]

NARROWEST = {"width": 320, "height": 640}


@pytest.fixture
def window(demo: DemoSite, browser: Browser) -> Iterator:
    """Opens windows; each checks that nothing is asked of another host."""
    opened: list[BrowserContext] = []

    def opens(person: str = "", **options: object) -> Page:
        context = browser.new_context(base_url=demo.site.address, **options)
        opened.append(context)
        page = context.new_page()
        page.on("request", lambda request: _stays_here(request.url, demo))
        if person:
            _signs_in(page, person, demo.passwords[person])
        return page

    yield opens
    for context in opened:
        context.close()


def _stays_here(url: str, demo: DemoSite) -> None:
    assert url.startswith(demo.site.address), url


def _signs_in(page: Page, address: str, password: str) -> None:
    page.goto("/accounts/login/")
    page.locator("input[name=login]").fill(address)
    page.locator("input[name=password]").fill(password)
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url("**/")


def _signs_up(page: Page, name: str) -> None:
    page.goto("/accounts/signup/")
    page.get_by_label("What should your partner see you called?").fill(name)
    page.get_by_label(re.compile("E-?mail")).fill(f"{name.lower()}@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("I am an adult").check()
    page.get_by_label("I have read who could technically read").check()
    page.get_by_label("I agree to this").check()
    page.get_by_role("button", name="Make my account").click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def all_pages(page: Page, *, signed_in: bool) -> Iterator[str]:
    """Go to each page in turn; yields where we are."""
    for address in SIGNED_IN if signed_in else SIGNED_OUT:
        page.goto(address)
        yield address
        for found in _linked_from(page, address) if signed_in else []:
            page.goto(found)
            yield found


def _linked_from(page: Page, address: str) -> list[str]:
    links = page.eval_on_selector_all("a[href]", "all => all.map(a => a.getAttribute('href'))")
    wanted = FOUND_ON.get(address, [])
    found = {link for link in links for pattern in wanted if re.match(pattern, link)}
    pages = set(found)
    for link in found:
        if re.match(FOUND_ON["/quiz/"][0], link):
            pages.add(f"{link}working/")
        if re.match(r"^/check-ins/[\d-]+/$", link):
            pages |= {f"{link}prepare/{step}/" for step in STEPS}
            pages.add(f"{link}meeting/")
            pages |= {f"{link}sheet/", f"{link}sheet/?length=light"}
    # One of them is enough: they all have the same form.
    plans = sorted(link for link in found if link.startswith("/together/"))
    return sorted(pages | {f"{link}move/" for link in plans[:1]})


def _faults_of_scripts(page: Page) -> list[str]:
    """What the browser will say against the page's scripts, and for the policy."""
    said: list[str] = []
    page.on("console", lambda line: said.append(line.text) if line.type == "error" else None)
    page.on("pageerror", lambda fault: said.append(str(fault)))
    return said


@pytest.mark.parametrize("person", ["", "alex@example.org"], ids=["signed out", "signed in"])
def test_every_page_is_sound_on_the_narrowest_phone(window, person: str) -> None:
    page = window(person, viewport=NARROWEST)
    said = _faults_of_scripts(page)

    faults = [
        (address, *fault)
        for address in all_pages(page, signed_in=bool(person))
        for fault in faults_of(page)
    ]

    assert faults == []
    # The answer to a page that is not there is said to be a fault as well.
    assert [line for line in said if "404" not in line] == []


def test_the_pages_of_somebody_alone_are_as_sound(window) -> None:
    page = window(viewport=NARROWEST)
    _signs_up(page, "Kim")

    faults = []
    for address in ALONE:
        page.goto(address)
        faults += [(address, *fault) for fault in faults_of(page)]

    assert faults == []


def test_every_page_works_without_scripts(window) -> None:
    page = window("alex@example.org", java_script_enabled=False)

    empty = [
        address
        for address in all_pages(page, signed_in=True)
        if not page.locator("main h1").count()
    ]

    assert empty == []


def test_the_first_visit_weighs_less_than_thirty_kilobytes(window) -> None:
    page = window()
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")
    weights: list[float] = []
    session.on("Network.loadingFinished", lambda event: weights.append(event["encodedDataLength"]))

    page.goto("/", wait_until="networkidle")

    assert 0 < sum(weights) < 30_000


def test_a_question_is_answered_by_keyboard_alone(window) -> None:
    page = window("alex@example.org")
    page.goto("/quiz/start/")
    page.get_by_role("button", name="Begin").focus()
    page.keyboard.press("Enter")
    page.get_by_text("1 of 30").wait_for()

    page.keyboard.press("4")

    page.get_by_text("2 of 30").wait_for()


def test_the_second_tab_leads_past_the_navigation(window) -> None:
    page = window("alex@example.org")

    # The first one is Leave.
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"
