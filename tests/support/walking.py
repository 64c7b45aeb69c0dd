"""Every address of the site, pointed at what belongs to Alex and Sam, and tried without a trace."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookies import SimpleCookie
from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.architecture.test_doors import CONVERTERS, DOORS
from tests.support.story import Story

# Some of allauth's addresses are expressions; they take keys that nobody here has.
EXPRESSIONS = {
    "account_confirm_email": {"key": "nobody-has-this"},
    "account_reset_password_from_key": {"uidb36": "1", "key": "nobody-has-this"},
    "openid_connect_login": {"provider_id": "sso"},
    "openid_connect_callback": {"provider_id": "sso"},
}
_OWNERS = {
    "quizzes:practice": "practice",
    "checkins:agreement": "agreement",
    "checkins:close_agreement": "agreement",
    "checkins:remove_prompt": "question",
    "checkins:": "plan",
    "quizzes:": "attempt",
}


def addresses(story: Story, *, passkey: int = 1) -> dict[str, str]:
    """The address of every page by its name, in the resolver's order."""
    return {name: address_of(name, story, passkey=passkey) for name in DOORS}


def address_of(name: str, story: Story, **changes: object) -> str:
    """Where a page is; `changes` stand in place of what belongs to the two."""
    owner = next(
        (getattr(story, o) for start, o in _OWNERS.items() if name.startswith(start)), None
    )
    values = {
        # What is not there yet goes by something that is: an address of the wrong thing.
        "public_id": (owner or story.attempt).public_id,
        "day": story.check_in.meets_on,
        "area": "trust",
        "exercise": "say-it-back",
        "number": 1,
        "pk": changes.pop("passkey", 1),
        "step": "wish",
        "kind": "appreciation",
        "position": 2,
        "token": "x" * 27,
        "key": "x" * 27,
        **EXPRESSIONS.get(name, {}),
        **changes,
    }
    wanted = EXPRESSIONS.get(name) or CONVERTERS[name]
    return reverse(name, kwargs={part: values[part] for part in wanted})


@dataclass(frozen=True)
class Answer:
    """What came back: its status, where it leads, what is read and what stands in headers."""

    status: int
    leads_to: str
    body: bytes
    headers: str

    @property
    def content(self) -> bytes:
        """Everything that came over the wire."""
        return self.body + self.headers.encode()

    @property
    def kind(self) -> str:
        """What happened, in a word: `page`, `on`, `in`, `ask`, or a status that refuses."""
        if self.status == 200:
            return "page"
        if self.status in (301, 302, 303):
            ways = {"/accounts/login/": "in", "/accounts/reauthenticate/": "ask"}
            return ways.get(self.leads_to.partition("?")[0], "on")
        # Which refusal it is, its own tests say.
        return str(self.status) if self.status in (404, 405) or self.status >= 500 else "4xx"


@contextmanager
def without_a_trace() -> Iterator[None]:
    """Whatever happens inside never happened to the database."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def tries(browser: Client, method: str, *sent: Any, **more: Any) -> Answer:
    """Ask for an address, and leave database and browser as they were before."""
    cookies = SimpleCookie({name: cookie.value for name, cookie in browser.cookies.items()})
    with without_a_trace():
        answer = read(getattr(browser, method)(*sent, **more))
    browser.cookies = cookies
    return answer


def read(response: HttpResponse) -> Answer:
    """An answer read to its end."""
    body = b"".join(response) if response.streaming else response.content
    leads_to = response.headers.get("Location", "")
    return Answer(response.status_code, leads_to, body, str(response.headers))
