"""Home answers what is next, how I am doing and what we work on, in few queries."""

import pytest
from django.utils import timezone

from accounts import services
from accounts.models import Couple
from tests.support.people import Someone
from tests.support.story import reveal, tell

MOST_QUERIES = 8


def home_of(someone: Someone) -> str:
    """The first page as text."""
    return someone.opens("/").content.decode()


def test_somebody_new_and_alone_is_led_to_link_and_to_the_quiz(alex: Someone) -> None:
    page = home_of(alex)

    assert "/partner/" in page
    assert "/quiz/" in page


def test_a_couple_without_a_weekly_time_is_led_to_choose_one(couple: Couple, alex: Someone) -> None:
    assert "/week/slot/" in home_of(alex)


def test_a_revealed_week_is_offered_to_read(couple: Couple, alex: Someone, sam: Someone) -> None:
    story = tell(alex, sam, couple)
    reveal(story, alex, sam)

    assert f"/check-ins/{story.check_in.meets_on}/" in home_of(sam)


def test_home_never_tells_that_the_other_is_ready(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    story = tell(alex, sam, couple)
    before = sam.sees("/")

    reveal(story, alex)

    assert sam.sees("/") == before


def test_home_shows_only_my_own_result(couple: Couple, alex: Someone, sam: Someone) -> None:
    tell(alex, sam, couple)

    assert "whole result" in home_of(alex)
    assert "whole result" not in home_of(sam)


def test_home_asks_the_database_little(
    couple: Couple, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    reveal(tell(alex, sam, couple), alex, sam)
    home_of(alex)

    with django_assert_max_num_queries(MOST_QUERIES):
        home_of(alex)


def test_after_unlinking_home_is_that_of_somebody_alone(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    tell(alex, sam, couple)
    services.unlink(by=sam.person, at=timezone.now())

    page = home_of(alex)

    assert "Sam" not in page
    assert "/partner/" in page


@pytest.mark.django_db
def test_a_discreet_site_shows_a_bare_door(client, settings) -> None:
    settings.DISCREET = True

    page = client.get("/").content.decode().lower()

    for word in ("couple", "partner", "relationship", "quiz"):
        assert word not in page
