"""A week has a topic only when both say so; one word alone leaves no trace."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from django.db import connection

import quizzes.services
from checkins import services
from checkins.models import CheckIn, Entry
from tests.checkins.verbs import (
    gets_ready,
    have_met_before,
    page,
    raw,
    reads,
    reveal,
    shares,
    writes,
)
from tests.quizzes.verbs import takes
from tests.support.people import Someone

HOLIDAYS = {"words_1": "The holidays", "share_1": "share"}
KEPT_HOLIDAYS = {"words_1": "The holidays", "share_1": "keep"}
TICKED = {"welcome": "on"}


@pytest.fixture
def week(check_in: CheckIn) -> CheckIn:
    """This week, for a couple that has met before."""
    have_met_before(check_in)
    return check_in


def both_share_results(alex: Someone, sam: Someone, first: datetime, second: datetime) -> None:
    """Alex says yes at one moment, Sam at another."""
    for someone, at in ((alex, first), (sam, second)):
        quizzes.services.share(takes(someone), by=someone.person, at=at)


def topic_of(week: CheckIn, *, alex: Someone, sam: Someone) -> str:
    """What Sam reads, once both said that a topic is all right and Alex shared one."""
    writes(alex, week, "topic", **HOLIDAYS, **TICKED)
    writes(sam, week, "topic", **TICKED)
    reveal(week, alex, sam)
    return reads(sam, week)


# --- Both have to say so ------------------------------------------------------------------------


@pytest.mark.parametrize(("alexs", "sams"), [*product([True, False], repeat=2)])
def test_a_topic_needs_the_word_of_both(week: CheckIn, alex, sam, alexs: bool, sams: bool) -> None:
    writes(alex, week, "topic", **HOLIDAYS, **(TICKED if alexs else {}))
    writes(sam, week, "topic", **(TICKED if sams else {}))

    reveal(week, alex, sam)

    assert week.has_topic == (alexs and sams)
    assert ("The holidays" in reads(sam, week)) == (alexs and sams)


def test_the_word_holds_for_the_topic_of_the_other_too(week: CheckIn, alex, sam) -> None:
    writes(alex, week, "topic", **TICKED)
    writes(sam, week, "topic", **HOLIDAYS, **TICKED)

    reveal(week, alex, sam)

    assert "The holidays" in reads(alex, week)


@pytest.mark.parametrize("sams", [{}, HOLIDAYS, KEPT_HOLIDAYS], ids=["nothing", "shared", "kept"])
def test_without_my_word_i_never_learn_of_the_others(week: CheckIn, alex, sam, sams: dict) -> None:
    """Sam's page, with Alex's tick and without it, whatever Alex wrote."""
    seen = set()
    for written, tick in product(({}, HOLIDAYS, KEPT_HOLIDAYS), ({}, TICKED)):
        _begin_again(week)
        writes(sam, week, "topic", **sams)
        writes(alex, week, "topic", **written, **tick)
        before = [raw(sam, week)]
        reveal(week, alex, sam)
        seen.add((*before, raw(sam, week)))

    assert len(seen) == 1


def test_with_my_word_alone_i_see_no_topic_and_no_trace_of_one(week: CheckIn, alex, sam) -> None:
    seen = set()
    for written in ({}, HOLIDAYS, KEPT_HOLIDAYS):
        _begin_again(week)
        writes(sam, week, "topic", **HOLIDAYS, **TICKED)
        writes(alex, week, "topic", **written)
        reveal(week, alex, sam)
        seen.add(raw(sam, week))

    assert len(seen) == 1


def test_two_words_and_no_topic_look_like_no_word_at_all(week: CheckIn, alex, sam) -> None:
    """Sam ticks; whether Alex ticked as well, and kept a topic or has none, is not to be seen."""
    seen = set()
    for alexs in ({}, TICKED, {**KEPT_HOLIDAYS, **TICKED}):
        _begin_again(week)
        writes(sam, week, "topic", **TICKED)
        writes(alex, week, "topic", **alexs)
        reveal(week, alex, sam)
        seen.add(raw(sam, week))

    assert len(seen) == 1


def _begin_again(week: CheckIn) -> None:
    week.preparations.all().delete()
    CheckIn.objects.filter(pk=week.pk).update(revealed_at=None, has_topic=False)


def test_ones_own_word_and_topic_are_there_for_oneself(week: CheckIn, alex, sam) -> None:
    writes(alex, week, "topic", **TICKED)

    assert "A topic is all right for me this week" in reads(alex, week)
    assert "checked" in str(alex.opens(page("prepare", week, "topic")).context["form"]["welcome"])
    assert "A topic is all right for me this week" not in reads(sam, week)


def test_a_topic_nobody_else_sees_says_so_on_ones_own_page(week: CheckIn, alex, sam) -> None:
    writes(alex, week, "topic", **HOLIDAYS)

    reveal(week, alex, sam)

    assert "This week has no topic, so Sam does not see this." in reads(alex, week)
    assert alex.opens(page("change_words", week, "topic", 1)).status_code == 404


def test_a_word_that_is_damaged_counts_as_not_said(week: CheckIn, alex, sam) -> None:
    for someone in (alex, sam):
        writes(someone, week, "topic", **TICKED)
    with connection.cursor() as cursor:
        entry = Entry.objects.filter(kind="topic_welcome").first()
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE id = %s", [b"?", entry.pk])

    for someone in (alex, sam):
        assert gets_ready(someone, week).status_code == 302

    week.refresh_from_db()
    assert week.is_revealed
    assert not week.has_topic


# --- Weeks without a topic ----------------------------------------------------------------------


def test_the_first_meeting_has_none_and_says_so_beforehand(check_in: CheckIn, alex, sam) -> None:
    screen = alex.opens(page("prepare", check_in, "topic")).content.decode()

    assert "Your first meeting has no topic" in screen
    assert 'name="welcome"' not in screen
    assert "The holidays" not in topic_of(check_in, alex=alex, sam=sam)


def test_a_week_that_was_called_off_was_no_first_meeting(week: CheckIn, alex, sam) -> None:
    week.couple.check_ins.exclude(pk=week.pk).update(revealed_at=None, called_off_at=week.opens_at)

    assert services.why_no_topic(week) == "first"


@pytest.mark.parametrize(
    ("days_before", "has_topic"), [(0, False), (6, False), (7, False), (8, True)]
)
def test_the_seven_days_after_a_shared_result_have_none(
    week: CheckIn, alex, sam, days_before: int, has_topic: bool
) -> None:
    second = week.meets_at - timedelta(days=days_before)
    both_share_results(alex, sam, second - timedelta(days=30), second)

    assert ("The holidays" in topic_of(week, alex=alex, sam=sam)) == has_topic


def test_a_result_one_of_them_shared_alone_changes_nothing(week: CheckIn, alex, sam) -> None:
    quizzes.services.share(takes(alex), by=alex.person, at=week.opens_at)
    takes(sam)
    before = alex.sees(page("prepare", week, "topic")), sam.sees(page("prepare", week, "topic"))

    assert services.why_no_topic(week) == ""
    assert all(b"shared a result" not in screen for screen in before)


def test_an_older_result_shared_beside_a_newer_pair_changes_nothing(week, alex, sam) -> None:
    """Nobody else sees that one, so it must not be told by a missing topic either."""
    older = takes(alex, weeks_ago=5)
    both_share_results(alex, sam, *[week.meets_at - timedelta(days=20)] * 2)

    quizzes.services.share(older, by=alex.person, at=week.opens_at)

    assert services.why_no_topic(week) == ""


def test_the_screen_says_that_a_result_is_enough(week: CheckIn, alex, sam) -> None:
    both_share_results(alex, sam, *[week.opens_at] * 2)

    screen = alex.opens(page("prepare", week, "topic")).content.decode()

    assert "in the week in which you both shared a result" in screen
    assert shares(alex, week, "For me", "topic").status_code == 302


# --- As the meeting comes to it -----------------------------------------------------------------


def test_the_meeting_has_a_topic_while_one_is_shared(week: CheckIn, alex, sam) -> None:
    topic_of(week, alex=alex, sam=sam)
    assert services.topic_now(week)

    alex.sends(page("take_back", week, "topic", 1))

    assert not services.topic_now(week)


def test_two_words_without_a_topic_make_none(week: CheckIn, alex, sam) -> None:
    for someone in (alex, sam):
        writes(someone, week, "topic", **KEPT_HOLIDAYS, **TICKED)

    reveal(week, alex, sam)

    assert not services.topic_now(week)


def test_results_shared_after_the_reveal_end_it_too(week: CheckIn, alex, sam) -> None:
    topic_of(week, alex=alex, sam=sam)

    both_share_results(alex, sam, *[week.meets_at] * 2)

    assert not services.topic_now(week)


def test_the_words_of_a_topic_alone_make_none(week: CheckIn, alex, sam) -> None:
    for someone in (alex, sam):
        writes(someone, week, "topic", **HOLIDAYS)

    reveal(week, alex, sam)

    assert not services.topic_now(week)
