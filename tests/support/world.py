"""One prepared world for tests that leave no trace: Alex and Sam's week, and who looks at it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from django.core.cache import cache
from django.db import transaction
from django.test import Client
from django.utils import timezone

import checkins.services
import quizzes.services
from accounts import services
from checkins.domain.preparation import Written, step_named
from tests.support.locks import closes_lock, sets_up_lock
from tests.support.people import PASSWORD, Someone, link, make_person
from tests.support.second_steps import (
    SECOND_STEP,
    adds_a_passkey,
    adds_an_app,
    types_the_password,
)
from tests.support.story import Story, reveal, tell
from tests.support.walking import without_a_trace

NOW = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)
# What Sam keeps. Alex's words begin with CANARY too, and say in the story where they stand.
CANARY = "canary-"
OF_SAM = "canary-of-sam"
# Alex's own, that stand nowhere near the week.
INVITED = "canary-invited@example.org"
PASSKEY = "canary-passkey"

# One form that fits nearly every address, so that what may be done is done.
FILLED = {
    "words_1": "A walk",
    "share_1": "share",
    **dict.fromkeys(("text", "line", "title", "words"), "A walk"),
    "kind": "step",
    "seen": "0",
    "to": "next",
    "word": "teapot",
    "country": "DE",
    "length": "regular",
    "screen": "own",
    "heard": "7",
    "close": "7",
    "fit": "right",
    "day": "2031-12-09",
    "wall_time": "19:00",
    "minutes": "60",
    "zone": "Europe/Berlin",
    "weekday": "6",
    "value": "3",
    "months": "",
    "areas": "trust",
    "area": "trust",
    "token": "5b8de9e8-54ad-4d4f-8a37-0a3a9c1f3f1b",
}


@dataclass
class World:
    """Alex and Sam with a week that is open or revealed, and Robin, who is a stranger."""

    alex: Someone
    sam: Someone
    robin: Someone
    story: Story
    passkey: int

    def never_for_sam(self) -> set[str]:
        """Every word of Alex's that Sam may not read, whatever the two share."""
        kept = {text for where, text in self.story.kept.items() if "plan" not in where}
        return kept | {INVITED, PASSKEY}

    def not_yet_for_sam(self) -> set[str]:
        """The same, and what Alex shares once both are ready."""
        return self.never_for_sam() | set(self.story.shared.values())


def build() -> World:
    """All of it, before both are ready."""
    alex, sam, robin = make_person("Alex"), make_person("Sam"), make_person("Robin")
    services.invite_by_mail(by=alex.person, to=INVITED, at=timezone.now())
    story = tell(alex, sam, link(alex, sam))
    _sam_keeps(sam, story)
    adds_a_passkey(alex, name=PASSKEY)
    key = Authenticator.objects.get(type=Authenticator.Type.WEBAUTHN)
    return World(alex, sam, robin, story, key.pk)


def _sam_keeps(sam: Someone, story: Story) -> None:
    """Sam keeps a wish, a note and a line for later."""
    wish = [Written("wish", 1, f"{OF_SAM}-wish", shared=False)]
    step, at = step_named("wish"), timezone.now()
    checkins.services.prepare(story.check_in, by=sam.person, step=step, written=wish, at=at)
    practice = quizzes.services.begin_exercise("say-it-back", by=sam.person, at=at)
    quizzes.services.mark_done(practice, by=sam.person, line=f"{OF_SAM}-line", at=at)


def has_met(world: World) -> None:
    """Both got ready, their meeting has begun, and one of them may write there."""
    reveal(world.story, world.alex, world.sam)
    check_in, at = world.story.check_in, timezone.now()
    held = checkins.services.begin_meeting(check_in, by=world.alex.person, length="regular", at=at)
    held.may_write = True
    held.save()


def nobody(world: World) -> Client:
    """Not signed in."""
    has_met(world)
    return Client()


def alex(world: World) -> Client:
    """Alex, linked, who has not proven anything just now."""
    has_met(world)
    return world.alex.browser


def sam_before(world: World) -> Client:
    """Sam, while nobody is ready."""
    return world.sam.browser


def sam(world: World) -> Client:
    """Sam, once all is revealed, who just typed the password once more."""
    has_met(world)
    world.sam.proves_it()
    return world.sam.browser


def sam_left(world: World) -> Client:
    """Sam, whom Alex left after the meeting had begun."""
    has_met(world)
    services.unlink(by=world.alex.person, at=timezone.now())
    return world.sam.browser


def alex_left(world: World) -> Client:
    """Alex, who unlinked."""
    has_met(world)
    services.unlink(by=world.alex.person, at=timezone.now())
    world.alex.afresh()
    return world.alex.browser


def robin(world: World) -> Client:
    """Robin, linked to nobody."""
    has_met(world)
    return world.robin.browser


def robin_linked(world: World) -> Client:
    """Robin, linked to Kim."""
    has_met(world)
    link(world.robin, make_person("Kim"))
    return world.robin.browser


def alex_locked(world: World) -> Client:
    """Alex with a lock of their own, closed."""
    has_met(world)
    sets_up_lock(world.alex)
    closes_lock(world.alex)
    return world.alex.browser


def alex_unlocked(world: World) -> Client:
    """Alex with a lock of their own, open in this browser; the password was typed for it."""
    has_met(world)
    sets_up_lock(world.alex)
    return world.alex.browser


def alex_paused(world: World) -> Client:
    """Alex, who shares nothing for now."""
    has_met(world)
    services.pause_sharing(by=world.alex.person, at=timezone.now())
    world.alex.afresh()
    return world.alex.browser


def host(world: World) -> Client:
    """Whoever looks after the site, signed in with both steps, having just proven it."""
    hana = make_person("Hana")
    hana.person.is_host = True
    hana.person.save(update_fields=["is_host"])
    app = adds_an_app(hana)
    browser = types_the_password("Hana")
    browser.post(SECOND_STEP, {"code": app.shows(periods_from_now=1)})
    browser.post("/accounts/reauthenticate/", {"password": PASSWORD})
    return browser


LOOKS: dict[str, Callable[[World], Client]] = {
    look.__name__: look
    for look in (
        *(nobody, alex, alex_locked, alex_unlocked, alex_paused, alex_left),
        *(sam_before, sam, sam_left, robin, robin_linked, host),
    )
}


@contextmanager
def looking(world: World, look: str) -> Iterator[tuple[World, Client]]:
    """The world as one of `LOOKS` leaves it, and the browser to look with; then it is as before."""
    with without_a_trace():
        people = {who: Someone(getattr(world, who).afresh()) for who in ("alex", "sam", "robin")}
        check_in = type(world.story.check_in).objects.get(pk=world.story.check_in.pk)
        words = {sort: dict(getattr(world.story, sort)) for sort in ("kept", "shared", "joint")}
        seen = replace(world, story=replace(world.story, check_in=check_in, **words), **people)
        yield seen, LOOKS[look](seen)


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[World]:
    """Built once for a module, and rolled back after it; a test leaves no trace in it.

    The clock stands at Friday, 4 December 2026, 21:00 in Berlin.
    """
    clock = time_machine.travel(NOW, tick=False)
    with clock, django_db_blocker.unblock(), transaction.atomic():
        cache.clear()
        yield build()
        transaction.set_rollback(True)
