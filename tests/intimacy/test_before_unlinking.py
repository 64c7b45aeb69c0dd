"""What the page before an unlink counts: what is there for both, and nothing anybody kept."""

import pytest
from django.utils import timezone

import quizzes.services
from accounts import services
from accounts.models import Couple
from checkins.models import Entry
from tests.quizzes.verbs import takes
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

PAGE = "/partner/unlink/"


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, plans, an agreement and a question."""
    told = tell(alex, sam, couple)
    reveal(told, alex, sam)
    return told


def test_it_counts_what_both_see(story: Story, alex: Someone) -> None:
    page = alex.opens(PAGE).text

    coming = story.couple.plans.ahead(timezone.now()).count()
    assert coming > 1
    assert f"{coming} plans that are still to come" in page
    assert "1 thing you agreed on" in page
    assert "1 question of your own that waits" in page
    assert "1 week that opened to both" in page
    assert "The weekly time you set" in page
    assert "canary" not in page


def test_both_read_the_same(story: Story, alex: Someone, sam: Someone) -> None:
    now = timezone.now()

    of_alex, of_sam = (
        services.what_unlinking_ends(by=someone.afresh(), at=now) for someone in (alex, sam)
    )

    assert of_alex == of_sam
    assert len(of_alex) == 5


def test_results_and_a_focus_are_named_once_they_are_of_both(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    now = timezone.now()
    for someone in (alex, sam):
        before = services.what_unlinking_ends(by=alex.afresh(), at=now)
        quizzes.services.share(takes(someone), by=someone.person, at=now)
        quizzes.services.wish_for_focus("trust", by=someone.person, at=now)
        assert before == []

    assert len(services.what_unlinking_ends(by=alex.afresh(), at=now)) == 2
    assert "The focus you both chose" in alex.opens(PAGE).text


def test_what_sam_kept_changes_nothing_on_alex_s_page(
    story: Story, alex: Someone, sam: Someone
) -> None:
    alex.opens(PAGE)
    before = alex.sees(PAGE)

    Entry.objects.filter(preparation__person=sam.person).delete()
    quizzes.services.share(takes(sam), by=sam.person, at=timezone.now())
    quizzes.services.wish_for_focus("listening", by=sam.person, at=timezone.now())

    assert alex.sees(PAGE) == before
