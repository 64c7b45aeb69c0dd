"""Somebody at a browser, with the verbs of the journey; each presses what a person would press."""

import re
import time
from datetime import datetime
from email.message import EmailMessage

from playwright.sync_api import Page, Route, expect

from tests.support.people import PASSWORD
from tests.support.smtp_server import SmtpServer

# A device asks every two seconds or so where the two are.
A_FEW_SECONDS = 8_000
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


class Visitor:
    """A person in a browser window."""

    def __init__(self, name: str, page: Page, post: SmtpServer) -> None:
        self.name, self.page, self.post = name, page, post
        self.address = f"{name.lower()}@example.org"
        page.set_default_timeout(15_000)

    def presses(self, label: str) -> None:
        """A button or a link, by what it says."""
        button, link = (
            self.page.get_by_role(r, name=label, exact=True) for r in ("button", "link")
        )
        button.or_(link).first.click()

    def reads(self, words: str) -> None:
        """The words are on the page."""
        expect(self.page.get_by_text(words).first).to_be_visible()

    def does_not_read(self, words: str) -> None:
        """The words are nowhere in the page, not even hidden."""
        assert words not in self.page.content()

    def letter(self, *, after: int = 0, within: float = 60) -> EmailMessage:
        """The next mail to this person, once there are more than `after`."""
        until = time.monotonic() + within
        while len(self.post.to(self.address)) <= after:
            assert time.monotonic() < until, f"no mail for {self.name} within {within} s"
            time.sleep(0.2)
        return self.post.to(self.address)[after]

    def sees(self, path: str) -> str:
        """The page as the server gives it, without the one thing that differs: the form tokens."""
        return _TOKEN.sub("", self.page.request.get(path).text())

    def unfolds(self, label: str) -> None:
        """Something folded, by what stands on it."""
        self.page.locator("summary").filter(has_text=label).first.click()

    def signs_up(self, *, scripts: bool = True) -> None:
        """The form, and the code from the mail. Without scripts nobody guesses the zone."""
        if "/signup/" not in self.page.url:
            self.page.goto("/accounts/signup/")
        self.page.get_by_label("What should your partner see you called?").fill(self.name)
        self.page.get_by_label(re.compile("E-?mail")).fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        if not scripts:
            self.page.get_by_label("Time zone").select_option("Europe/Berlin")
        expect(self.page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
        self.page.get_by_label("I am an adult").check()
        self.page.get_by_label("I have read who could technically read").check()
        self.page.get_by_label("I agree to this").check()
        self.presses("Make my account")
        body = self.letter().get_body(("plain",)).get_content()
        code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", body, re.MULTILINE)
        assert code, body
        self.page.locator("input[name=code]").fill(code[1])
        self.page.locator("input[name=code]").press("Enter")
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def signs_in(self) -> None:
        """The form, from wherever it was asked for."""
        if "/login/" not in self.page.url:
            self.page.goto("/accounts/login/")
        self.page.get_by_label(re.compile("E-?mail")).fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.locator("main").get_by_role("button", name="Sign in").click()
        self.page.wait_for_url(lambda url: "/accounts/" not in url)

    def invites(self) -> tuple[str, str]:
        """Make an invitation; gives its link and its short code."""
        self.page.goto("/partner/")
        self.presses("Make an invitation")
        link = self.page.locator("#invitation-link").inner_text()
        return link, self.page.locator("p.code").first.inner_text()

    def takes_the_quiz(self, answers: list[str]) -> None:
        """Every question by keyboard or press, one skipped, one gone back to; then the result."""
        self.page.goto("/quiz/start/")
        self.presses("Begin")
        for number in range(1, 31):
            expect(self.page.get_by_text(f"{number} of 30")).to_be_visible()
            if number == 4:
                self.presses("Skip this one")
                continue
            self.page.get_by_role("radio", name=answers[number % len(answers)]).check()
            self.presses("Next")
            if number == 2:
                # Reloading and coming back later lose nothing.
                self.page.goto("/quiz/")
                self.presses("Go on")

    def sets_slot(self, meeting: datetime) -> None:
        """Weekday, wall time and zone, with a mail when preparation opens."""
        self.page.goto("/week/slot/")
        self.page.get_by_label("Day").select_option(str(meeting.weekday()))
        self.page.get_by_label("Time", exact=True).fill(meeting.strftime("%H:%M"))
        self.page.get_by_label("Remind me by e-mail").check()
        self.presses("Save")

    def sets_slot_and_looks_away(self, meeting: datetime) -> None:
        """The same, but no page of the week is asked for, so that only the worker can open it."""

        def stays(route: Route) -> None:
            if route.request.method != "POST":
                route.continue_()
                return
            assert route.fetch(max_redirects=0).status == 302
            route.fulfill(status=204)

        self.page.route("**/week/slot/", stays)
        with self.page.expect_response(lambda answer: answer.status == 204):
            self.sets_slot(meeting)
        self.page.unroute("**/week/slot/")

    def writes(
        self, label: str, *, shared: str = "", kept: str = "", welcomes: bool = False
    ) -> None:
        """One screen of the preparation: something to share, something to keep, and on."""
        self.reads(f"of 6, {label}")
        said = [(shared, "Share"), (kept, "Keep to myself")]
        for place, (text, choice) in enumerate(pair for pair in said if pair[0]):
            self.page.locator("textarea").nth(place).fill(text)
            self.page.get_by_role("radio", name=choice).nth(place).check()
        if welcomes:
            self.page.get_by_label("A topic is all right for me this week").check()
        self.presses("Next")

    def prepares(self, *, shared: str, kept: str) -> None:
        """Write one thing to share and one to keep, leave the rest out."""
        self.page.goto("/week/")
        self.presses("Begin")
        self.page.get_by_role("radio", name="Good", exact=True).check()
        self.presses("Next")
        areas = self.page.locator("textarea")
        areas.nth(0).fill(shared)
        self.page.get_by_role("radio", name="Share").first.check()
        areas.nth(1).fill(kept)
        # What one types is kept without pressing anything.
        expect(self.page.get_by_text("Saved", exact=True)).to_be_visible()
        self.page.reload()
        expect(areas.nth(1)).to_have_value(kept)
        self.presses("Save and see it all")
        self.reads(shared)
        self.reads(kept)

    def takes_back(self, words: str) -> None:
        """Something shared, after the reveal."""
        entry = self.page.locator("section").filter(has_text=words).last
        entry.locator("summary").last.click()
        entry.get_by_role("button", name="Take it back").click()
        expect(self.page.get_by_text(words)).to_have_count(0)

    def is_at(self, step: str, turn: str = "") -> None:
        """This step of the evening is on the screen, or a moment later it is."""
        here = self.page.locator(".stage__where")
        expect(here).to_have_text(step, timeout=A_FEW_SECONDS)
        if turn:
            expect(self.page.locator("#turn")).to_have_text(turn, timeout=A_FEW_SECONDS)

    def keeps_a_step(self, text: str) -> None:
        """A small step, where the two agree on some."""
        self.page.get_by_label("What, when, where").fill(text)
        self.presses("Keep it")
        self.reads("Written by you")
        self.reads(text)

    def plans(self, title: str, when: datetime) -> None:
        """Time for the two, on the form that is there."""
        self.page.get_by_label("What will you do?").fill(title)
        self.page.get_by_label("Day").fill(when.date().isoformat())
        self.page.get_by_label("Time", exact=True).fill("19:30")
        self.presses("Plan it")
        self.reads(title)

    def closes(self, *, heard: int, close: int, fit: str) -> None:
        """How the evening was, for oneself."""
        self.presses("How it was, for me alone")
        for name, figure in (("feel heard", heard), ("close do you feel", close)):
            group = self.page.get_by_role("group", name=re.compile(name))
            group.get_by_role("radio", name=str(figure), exact=True).check()
        self.page.get_by_label(fit).check()
        self.presses("Done")
        self.reads("Noted, for you alone.")

    def looks_for(self, words: str) -> None:
        """A search in past weeks."""
        self.page.goto("/week/past/")
        self.page.get_by_label("Words to look for").fill(words)
        self.presses("Search")
        self.reads("Search in past weeks")
