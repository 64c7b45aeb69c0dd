"""Taking it again: not before four weeks, best after twelve, and a bad day may be discarded."""

from datetime import date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from quizzes import services
from quizzes.domain import retest
from quizzes.models import Attempt
from quizzes.refusals import TooSoon
from tests.quizzes.verbs import begins, page, takes

START, OVERVIEW = reverse("quizzes:start"), reverse("quizzes:overview")


@pytest.fixture(autouse=True)
def a_monday(time_machine):
    """23 November 2026, noon in Berlin."""
    time_machine.move_to("2026-11-23 11:00+00:00", tick=False)


def _reads(someone, address: str) -> str:
    return " ".join(someone.opens(address).content.decode().split())


def _discards(someone, attempt):
    return someone.sends(page("discard", attempt))


# --- When ---------------------------------------------------------------------------------------


def test_four_weeks_are_counted_in_days():
    assert retest.possible_on(date(2026, 11, 23)) == date(2026, 12, 21)


def test_the_next_one_is_suggested_after_the_weeks_its_instrument_says():
    assert retest.suggested_on(date(2026, 11, 23), weeks=12) == date(2027, 2, 15)


def test_before_four_weeks_it_is_refused_with_the_reason_and_the_day(alex):
    takes(alex, weeks_ago=1)

    response = alex.sends(START, {"closeness": "no"})

    # A week ago was 16 November, and four weeks later is 14 December.
    assert response.status_code == 409
    assert "about the last four weeks" in response.content.decode()
    assert "You can take it again from 14 December." in response.content.decode()
    assert alex.person.attempts.count() == 1


def test_before_four_weeks_the_way_to_it_leads_to_the_overview_that_says_so(alex):
    takes(alex, weeks_ago=1)

    assert alex.opens(START).headers["Location"] == OVERVIEW
    shown = _reads(alex, OVERVIEW)
    assert "You can take it again from 14 December" in shown
    assert "Take it again" not in shown


def test_on_the_day_it_is_possible(alex):
    takes(alex, weeks_ago=4)

    assert begins(alex)


def test_the_day_is_that_of_the_person_s_own_zone(alex, time_machine):
    # 22:30 UTC is 23:30 on the 23rd in Berlin; four weeks later at 23:30 UTC is the 22nd there.
    time_machine.move_to("2026-11-23 22:30+00:00", tick=False)
    takes(alex)
    time_machine.move_to("2026-12-20 23:30+00:00", tick=False)

    assert begins(alex)


def test_an_open_attempt_is_gone_on_with_at_any_time(alex):
    takes(alex, weeks_ago=4)
    attempt = begins(alex)
    Attempt.objects.exclude(pk=attempt.pk).update(
        finished_at=timezone.now(), started_at=timezone.now()
    )

    assert services.start(by=alex.person, optional=(), at=timezone.now()).pk == attempt.pk


def test_only_the_same_quiz_counts(alex):
    attempt = takes(alex, weeks_ago=1)
    type(attempt.version).objects.update(identity="another-quiz")

    assert begins(alex)


def test_the_refusal_is_of_this_person_only(alex, sam):
    takes(alex)

    assert begins(sam)


def test_the_overview_suggests_when_to_come_back(alex):
    takes(alex, weeks_ago=5)

    shown = _reads(alex, OVERVIEW)

    # Five weeks ago was 19 October; twelve weeks later is 11 January.
    assert "around 11 January" in shown
    assert "Take it again" in shown


def test_after_twelve_weeks_it_is_time(alex):
    takes(alex, weeks_ago=12)

    assert "Enough time has passed" in _reads(alex, OVERVIEW)


# --- Discarding ---------------------------------------------------------------------------------


def test_a_new_result_can_be_discarded_and_then_counts_nowhere(alex):
    attempt = takes(alex)

    assert "Discard it" in _reads(alex, page("result", attempt))
    assert _discards(alex, attempt).headers["Location"] == OVERVIEW

    assert not alex.person.attempts.exists()
    assert begins(alex)


def test_looking_discards_nothing(alex):
    attempt = takes(alex)

    assert alex.opens(page("discard", attempt)).status_code == 405
    assert alex.person.attempts.exists()


def test_after_a_day_a_result_stays(alex):
    attempt = takes(alex, weeks_ago=1 / 7 + 0.001)

    assert "Discard it" not in _reads(alex, page("result", attempt))
    assert _discards(alex, attempt).status_code == 409
    assert alex.person.attempts.exists()


@pytest.mark.parametrize(("hours", "possible"), [(0, True), (24, True), (24.01, False)])
def test_the_day_is_twenty_four_hours(hours, possible):
    finished_at = datetime.fromisoformat("2026-11-23T12:00+00:00")

    assert retest.may_discard(finished_at, finished_at + timedelta(hours=hours)) is possible


def test_only_the_newest_result_can_be_discarded(alex):
    first = takes(alex, weeks_ago=4)
    takes(alex)
    Attempt.objects.filter(pk=first.pk).update(finished_at=timezone.now() - timedelta(hours=1))

    assert _discards(alex, first).status_code == 409


def test_a_shared_result_stays_until_it_is_kept_again(couple, alex):
    attempt = takes(alex)
    services.share(attempt, by=alex.person, at=timezone.now())

    assert "Discard it" not in _reads(alex, page("result", attempt))
    assert _discards(alex, attempt).status_code == 409

    services.keep(attempt, by=alex.person)
    assert _discards(alex, attempt).status_code == 302


def test_nobody_discards_the_result_of_another(couple, alex, sam, robin):
    attempt = takes(alex)

    for someone in (sam, robin):
        assert _discards(someone, attempt).status_code == 404
    assert alex.person.attempts.exists()


def test_the_refusal_names_the_day(alex):
    takes(alex)

    with pytest.raises(TooSoon) as refused:
        services.start(by=alex.person, optional=(), at=timezone.now())

    assert refused.value.possible_on == date(2026, 12, 21)
