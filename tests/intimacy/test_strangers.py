"""Robin tries every address, linked to nobody and linked to somebody else; so does nobody."""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import RoutePattern
from django.utils import timezone

from accounts import services
from accounts.models import Couple
from tests.support.people import Someone, link, make_person
from tests.support.story import Story, reveal, tell

CANARY = "canary-"
# Leaving, signing out, unlinking and erasing end what the walk needs; each has tests of its own.
ENDING = {"/leave/", "/screen/end/", "/accounts/logout/", "/partner/unlink/", "/me/erase/"}


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, a result and a plan."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


def addresses(story: Story) -> Iterator[str]:
    """Every address of the site, pointed at what belongs to Alex and Sam."""
    for route in _routes(get_resolver().url_patterns):
        yield "/" + _filled(route, story)


def _routes(patterns: list, prefix: str = "") -> Iterator[str]:
    for pattern in patterns:
        if not isinstance(pattern.pattern, RoutePattern):
            # allauth's two expressions; both take a key that nobody here has.
            continue
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from _routes(pattern.url_patterns, route)
        elif isinstance(pattern, URLPattern):
            yield route


def _filled(route: str, story: Story) -> str:
    owners = {
        "together": story.plan,
        "quiz/practices": story.practice,
        "agreements": story.agreement,
        "questions": story.question,
    }
    ours = next((o for start, o in owners.items() if route.startswith(start)), story.attempt)
    values = {
        "<uuid:public_id>": str(ours.public_id),
        "<slug:area>": "trust",
        "<slug:exercise>": "say-it-back",
        "<int:number>": "1",
        "<day:day>": story.check_in.meets_on.isoformat(),
        "<date:day>": story.check_in.meets_on.isoformat(),
        "<step:step>": "wish",
        "<slug:step>": "wish",
        "<slug:kind>": "appreciation",
        "<int:position>": "2",
        "<str:token>": "x" * 27,
        "<str:key>": "x" * 27,
    }
    for part, value in values.items():
        route = route.replace(part, value)
    assert "<" not in route, f"this test does not know how to fill {route}"
    return route


def walk(browser: Client, story: Story) -> Iterator[tuple[str, HttpResponse]]:
    """GET and POST everywhere."""
    for address in addresses(story):
        for method in ("get", "post"):
            if address not in ENDING:
                yield f"{method} {address}", getattr(browser, method)(address)


def about_them(address: str, story: Story) -> bool:
    """Whether the address itself points at something of Alex and Sam."""
    day = story.check_in.meets_on.isoformat()
    ours = (story.plan, story.attempt, story.practice, story.agreement, story.question)
    ids = [str(one.public_id) for one in ours]
    return any(part in address for part in (*ids, day))


@pytest.fixture(params=["linked to nobody", "linked to Kim"])
def stranger(request: pytest.FixtureRequest, robin: Someone) -> Someone:
    """Robin, twice."""
    if request.param == "linked to Kim":
        link(robin, make_person("Kim"))
    return robin


def test_robin_finds_nothing_of_theirs_anywhere(story: Story, stranger: Someone) -> None:
    found = [
        (place, answer.status_code)
        for place, answer in walk(stranger.browser, story)
        if CANARY in answer.content.decode(errors="replace")
        # 405 is answered before anything is looked up, so it tells nothing either.
        or (about_them(place, story) and answer.status_code not in (404, 405))
        or answer.status_code >= 500
    ]

    assert found == []


def test_nobody_is_led_to_sign_in_and_shown_nothing(story: Story) -> None:
    found = [
        (place, answer.status_code)
        for place, answer in walk(Client(), story)
        if CANARY in answer.content.decode(errors="replace")
        or (about_them(place, story) and answer.status_code not in (302, 403, 405))
        or answer.status_code >= 500
    ]

    assert found == []


def test_sam_reads_what_was_shared_and_nothing_else(story: Story, sam: Someone) -> None:
    seen = "\n".join(
        answer.content.decode(errors="replace")
        for place, answer in walk(sam.browser, story)
        if place.startswith("get")
    )

    assert all(text in seen for text in {**story.shared, **story.joint}.values())
    kept = {where: text for where, text in story.kept.items() if "plan" not in where}
    assert [where for where, text in kept.items() if text in seen] == []


def test_sam_never_meets_alex_s_quiz(story: Story, sam: Someone) -> None:
    answers = {
        place: answer.status_code
        for place, answer in walk(sam.browser, story)
        if str(story.attempt.public_id) in place
    }

    assert answers
    assert set(answers.values()) <= {404, 405}


def test_after_unlinking_sam_reads_nothing_any_more(
    story: Story, alex: Someone, sam: Someone
) -> None:
    services.unlink(by=alex.person, at=timezone.now())

    found = [
        place
        for place, answer in walk(sam.browser, story)
        if CANARY in answer.content.decode(errors="replace") or answer.status_code >= 500
    ]

    assert found == []


def test_linking_again_brings_nothing_back(story: Story, alex: Someone, sam: Someone) -> None:
    services.unlink(by=alex.person, at=timezone.now())
    link(alex, sam)

    found = [
        place
        for place, answer in walk(sam.browser, story)
        if CANARY in answer.content.decode(errors="replace")
    ]

    assert found == []


def test_after_unlinking_alex_still_reads_their_own(story: Story, alex: Someone) -> None:
    services.unlink(by=alex.person, at=timezone.now())
    alex.afresh()

    mine = "".join(
        alex.opens(address).content.decode()
        for address in ("/week/past/", "/quiz/practices/", "/together/past/")
    )

    assert all(
        text in mine for text in {**story.shared, **story.kept}.values() if "plan" not in text
    )


def test_after_erasing_nothing_of_alex_is_left_for_sam(
    story: Story, alex: Someone, sam: Someone
) -> None:
    services.erase(by=alex.person, at=timezone.now())

    found = [
        place
        for place, answer in walk(sam.browser, story)
        if CANARY in answer.content.decode(errors="replace") or answer.status_code >= 500
    ]

    assert found == []
