"""Alone, linked, unlinked, linked to somebody else: each keeps exactly what is theirs."""

from collections.abc import Iterator

import pytest
from django.utils import timezone

import checkins.services
from accounts import services
from accounts.models import Couple
from checkins.domain.preparation import STEPS, Written
from checkins.models import Preparation
from tests.intimacy.test_strangers import CANARY, walk
from tests.support.people import Someone, link
from tests.support.story import Story, reveal, tell

ALONE = "canary-alone"
SAMS = "canary-sams"


@pytest.fixture
def told(alex: Someone, sam: Someone) -> Story:
    """Alex notes something alone, links with Sam, lives a week with Sam, and unlinks."""
    note = Preparation.objects.create(person=alex.person, week="2026-W40", prompt_key="x")
    note.entries.create(kind="wish", position=1, text=ALONE)
    story = tell(alex, sam, link(alex, sam))
    _prepares(sam, story)
    reveal(story, alex, sam)
    services.unlink(by=alex.person, at=timezone.now())
    alex.afresh(), sam.afresh()
    return story


def _prepares(sam: Someone, story: Story) -> None:
    """Sam shares a wish."""
    step = next(step for step in STEPS if step.slug == "wish")
    written = [Written("wish", 1, SAMS, shared=True)]
    checkins.services.prepare(
        story.check_in, by=sam.person, step=step, written=written, at=timezone.now()
    )


def words(someone: Someone, story: Story) -> Iterator[str]:
    """Everything this person can open, GET and POST, as text."""
    for _place, answer in walk(someone.browser, story):
        yield answer.content.decode(errors="replace")


def past(someone: Someone) -> str:
    """The pages on which one looks back."""
    addresses = ("/week/past/", "/quiz/", "/quiz/practices/", "/together/past/")
    return "".join(someone.opens(address).text for address in addresses)


@pytest.mark.parametrize("stage", ["alone again", "linked to somebody else"])
def test_alex_keeps_what_is_alex_s_and_nothing_of_sam_s(
    stage: str, told: Story, alex: Someone, robin: Someone
) -> None:
    if stage == "linked to somebody else":
        link(alex, robin)

    mine = past(alex)

    own = {where: text for where, text in told.kept.items() if "plan" not in where}
    assert [where for where, text in {**own, **told.shared}.items() if text not in mine] == []
    assert ALONE in mine
    assert SAMS not in mine


@pytest.mark.parametrize("stage", ["alone again", "linked to somebody else"])
def test_sam_keeps_what_is_sam_s_and_nothing_of_alex_s(
    stage: str, told: Story, sam: Someone, robin: Someone
) -> None:
    if stage == "linked to somebody else":
        link(robin, sam)

    assert SAMS in past(sam)
    seen = "".join(words(sam, told)).replace(SAMS, "")
    assert CANARY not in seen


@pytest.mark.parametrize("former", ["alex", "sam"])
def test_robin_meets_nothing_of_the_time_before(
    former: str, told: Story, alex: Someone, sam: Someone, robin: Someone
) -> None:
    link({"alex": alex, "sam": sam}[former], robin)

    assert not any(CANARY in text for text in words(robin, told))


def test_the_couple_they_were_is_closed_for_good(
    told: Story, alex: Someone, sam: Someone, robin: Someone
) -> None:
    link(alex, robin)
    services.unlink(by=robin.person, at=timezone.now())
    alex.afresh(), sam.afresh()
    link(alex, sam)

    assert Couple.objects.filter(ended_at=None).count() == 1
    assert told.couple.pk not in Couple.objects.filter(ended_at=None).values_list("pk", flat=True)
    assert SAMS not in past(alex)
