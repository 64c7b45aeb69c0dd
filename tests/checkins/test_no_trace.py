"""Whatever Alex kept, took back or did alone: every page of Sam's is the same to the byte."""

import re
from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import resolve

from accounts.models import Couple
from checkins import services
from checkins.domain.preparation import TOPIC, TOPIC_WELCOME, Written, step_named
from checkins.models import CheckIn, Closing, EarlierWords, Entry, Meeting, OutsideView, Preparation
from tests.checkins.meeting_verbs import goes, meets
from tests.checkins.verbs import have_met_before, page
from tests.intimacy.test_strangers import addresses
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

# What differs by design: form tokens, and the ids that forms bring for what they will make.
ABOUT = ("home", "checkins:")
_TOKENS = re.compile(r'name="(csrfmiddlewaretoken|token)" value="[\w-]+"')


@pytest.fixture
def story(friday, couple: Couple, alex: Someone, sam: Someone) -> Story:
    """A revealed week of two who have met before; a topic is all right for Sam."""
    story = tell(alex, sam, couple)
    have_met_before(story.check_in)
    said = [Written(TOPIC_WELCOME, 1, "yes", shared=False)]
    at = story.check_in.opens_at
    services.prepare(story.check_in, by=sam.person, step=step_named("topic"), written=said, at=at)
    reveal(story, alex, sam)
    return story


def mine(alex: Someone, story: Story, kind: str, text: str | None, *, shared: bool = False) -> None:
    """Let this be what Alex left of a kind, whatever the rules would say."""
    preparation = Preparation.objects.get(check_in=story.check_in, person=alex.person)
    preparation.entries.filter(kind=kind, position=1).delete()
    if text:
        preparation.entries.create(kind=kind, position=1, text=text, shared=shared)


def settled(story: Story, has_topic: bool) -> None:
    """What came of the topic at the reveal."""
    CheckIn.objects.filter(pk=story.check_in.pk).update(has_topic=has_topic)


def nothing(alex: Someone, story: Story) -> None:
    """Alex left no topic and no word about one, and did nothing after the meeting."""
    mine(alex, story, TOPIC, None)
    mine(alex, story, TOPIC_WELCOME, None)
    mine(alex, story, "wish", None)
    Closing.objects.all().delete()
    OutsideView.objects.all().delete()
    settled(story, has_topic=False)


def kept_a_topic(alex: Someone, story: Story) -> None:
    mine(alex, story, TOPIC, "canary-topic")


def shared_a_topic_unticked(alex: Someone, story: Story) -> None:
    mine(alex, story, TOPIC, "canary-topic", shared=True)


def ticked_without_a_topic(alex: Someone, story: Story) -> None:
    mine(alex, story, TOPIC_WELCOME, "yes")
    settled(story, has_topic=True)


def took_the_topic_back(alex: Someone, story: Story) -> None:
    ticked_without_a_topic(alex, story)
    mine(alex, story, TOPIC, "canary-topic")


def changed_a_wish_and_took_it_back(alex: Someone, story: Story) -> None:
    mine(alex, story, "wish", "canary-wish", shared=True)
    wish = {"kind": "wish", "position": 1}
    at = story.check_in.opens_at
    services.change_words(story.check_in, by=alex.person, **wish, text="canary-anew", at=at)
    services.take_back(story.check_in, by=alex.person, **wish)
    assert EarlierWords.objects.filter(entry__kind="wish").exists()
    assert not Entry.objects.get(kind="wish").shared


def closed_and_wrote(alex: Someone, story: Story) -> None:
    Closing.objects.create(check_in=story.check_in, person=alex.person, said={"heard": 2})
    OutsideView.objects.create(check_in=story.check_in, person=alex.person, text="canary-view")


def noted_alone(alex: Someone, story: Story) -> None:
    note = Preparation.objects.create(person=alex.person, week="2026-W40", prompt_key="x")
    note.entries.create(kind="wish", position=1, text="canary-note")


def looks(someone: Someone, address: str) -> tuple[int, str, int]:
    """The status, the page and how often it asks the database."""
    with CaptureQueriesContext(connection) as asked:
        answer = someone.opens(address)
    text = "" if answer.streaming else _TOKENS.sub("", answer.text)
    return answer.status_code, text, len(asked)


def all_seen(someone: Someone, story: Story) -> dict[str, tuple[int, str, int]]:
    """Every page there is, before the meeting begins and on each of its screens."""
    places = [a for a in addresses(story) if resolve(a).view_name.startswith(ABOUT)]
    seen = {address: looks(someone, address) for address in places}
    meets(someone, story.check_in)
    for number in range(20):
        seen[f"screen {number}"] = looks(someone, page("meeting", story.check_in))
        goes(someone, story.check_in, "next")
    Meeting.objects.all().delete()
    return seen


@pytest.mark.parametrize(
    "does",
    [
        kept_a_topic,
        shared_a_topic_unticked,
        ticked_without_a_topic,
        took_the_topic_back,
        changed_a_wish_and_took_it_back,
        closed_and_wrote,
        noted_alone,
    ],
)
def test_sam_sees_no_trace(
    does: Callable[[Someone, Story], None], story: Story, alex: Someone, sam: Someone
) -> None:
    nothing(alex, story)
    # Signing in asks the database too.
    sam.opens("/")
    before = all_seen(sam, story)

    does(alex, story)

    after = all_seen(sam, story)
    assert [place for place in before if before[place] != after[place]] == []
    assert not any("canary-topic" in text for _code, text, _asked in after.values())


def test_a_topic_both_allowed_would_be_seen(story: Story, alex: Someone, sam: Someone) -> None:
    nothing(alex, story)
    before = all_seen(sam, story)

    mine(alex, story, TOPIC, "canary-topic", shared=True)
    ticked_without_a_topic(alex, story)

    after = all_seen(sam, story)
    changed = {place for place in before if before[place] != after[place]}
    assert {page("check_in", story.check_in), page("sheet", story.check_in)} <= changed
