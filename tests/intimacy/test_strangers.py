"""What Sam finds at every address: what was shared while it is shared, and nothing afterwards.

What everybody else finds is in test_matrix.py.
"""

from collections.abc import Iterator

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Couple
from tests.support import walking
from tests.support.people import Someone, link
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
    """Every address of the site that is no expression, pointed at what belongs to Alex and Sam."""
    for name in walking.addresses(story):
        if name not in walking.EXPRESSIONS:
            yield walking.address_of(name, story)


def walk(browser: Client, story: Story) -> Iterator[tuple[str, HttpResponse]]:
    """GET and POST everywhere."""
    for address in addresses(story):
        for method in ("get", "post"):
            if address not in ENDING:
                yield f"{method} {address}", getattr(browser, method)(address)


def test_sam_reads_what_was_shared_and_nothing_else(story: Story, sam: Someone) -> None:
    seen = "\n".join(
        answer.content.decode(errors="replace")
        for place, answer in walk(sam.browser, story)
        if place.startswith("get")
    )

    assert all(text in seen for text in {**story.shared, **story.joint}.values())
    kept = {where: text for where, text in story.kept.items() if "plan" not in where}
    assert [where for where, text in kept.items() if text in seen] == []


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
