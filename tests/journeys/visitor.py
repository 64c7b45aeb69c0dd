"""Somebody at a browser, with the verbs of the journey; each presses what a person would press."""

import re
import time
from datetime import datetime
from email.message import EmailMessage

from playwright.sync_api import Page, expect

from tests.support.people import PASSWORD
from tests.support.smtp_server import SmtpServer


class Visitor:
    """A person in a browser window."""

    def __init__(self, name: str, page: Page, post: SmtpServer) -> None:
        self.name, self.page, self.post = name, page, post
        self.address = f"{name.lower()}@example.org"
        page.set_default_timeout(15_000)

    def presses(self, label: str) -> None:
        """A button or a link, by what it says."""
        there = self.page.get_by_role("button", name=label, exact=True)
        if not there.count():
            there = self.page.get_by_role("link", name=label, exact=True)
        there.first.click()

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

    def signs_up(self) -> None:
        """The form, and the code from the mail."""
        if "/signup/" not in self.page.url:
            self.page.goto("/accounts/signup/")
        self.page.get_by_label("What should your partner see you called?").fill(self.name)
        self.page.get_by_label(re.compile("E-?mail")).fill(self.address)
        self.page.get_by_label("Password").fill(PASSWORD)
        expect(self.page.get_by_label("Time zone")).to_have_value("Europe/Berlin")
        self.page.get_by_label("I am an adult").check()
        self.page.get_by_label("I have read who could technically read").check()
        self.presses("Make my account")
        body = self.letter().get_body(("plain",)).get_content()
        code = re.search(r"^\s*([A-Z0-9-]{6,})\s*$", body, re.MULTILINE)
        assert code, body
        self.page.locator("input[name=code]").fill(code[1])
        self.page.locator("input[name=code]").press("Enter")
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
