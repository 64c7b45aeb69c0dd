"""The quiz of somebody with a lock: taking it, its result, sharing it, taking that back."""

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.domain.locking import is_locked
from accounts.models import Couple
from quizzes import content, services
from quizzes.models import Attempt, Practice
from quizzes.report import takings
from tests.quizzes.verbs import answers, begins, page, question, takes
from tests.support.locks import closes_lock, locks, opens_lock, sets_up_lock
from tests.support.people import Someone

NOTICE = "Some of your words on this page are locked."


def is_locked_in_the_database(attempt: Attempt) -> bool:
    """Both columns, by the bytes that are stored; they never differ."""
    row = Attempt.objects.get(pk=attempt.pk)
    (found,) = {is_locked(bytes(row.__dict__[name])) for name in ("answers", "choices")}
    return found


def test_the_quiz_is_taken_with_an_open_lock(alex: Someone) -> None:
    sets_up_lock(alex)

    attempt = begins(alex)
    answers(alex, attempt, 1, 3)

    assert is_locked_in_the_database(attempt)
    assert alex.opens(question(attempt, 1)).status_code == 200


def test_with_a_closed_one_it_waits(alex: Someone) -> None:
    locks(alex)
    attempt = begins(alex)

    assert alex.opens(question(attempt, 1)).status_code == 423
    for place in ("/", "/quiz/"):
        home = alex.opens(place)
        assert home.status_code == 200
        assert 'href="/quiz/start/"' in home.text


def test_a_result_one_keeps_is_locked_and_says_only_that_it_is_there(alex: Someone) -> None:
    attempt = takes(alex, trust=0)
    locks(alex)

    assert is_locked_in_the_database(attempt)
    assert "is locked" in alex.opens("/").text
    assert NOTICE not in alex.opens("/").text
    assert ">Locked</a>" in alex.opens("/quiz/").text
    assert NOTICE in alex.opens("/quiz/").text
    assert alex.opens(page("result", attempt)).status_code == 423
    opens_lock(alex)
    assert "stands clearly below" in alex.opens(page("result", attempt)).text


def test_sharing_needs_it_open_and_lets_the_other_read(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    mine, theirs = takes(alex, trust=0), takes(sam)
    services.share(theirs, by=sam.person, at=timezone.now())
    locks(alex)

    refused = alex.sends(page("share", mine), {"choice": "share"})
    assert refused.status_code == 423
    assert is_locked_in_the_database(mine)

    opens_lock(alex)
    alex.sends(page("share", mine), {"choice": "share"})
    closes_lock(alex)
    assert not is_locked_in_the_database(mine)
    assert "worth a talk" in sam.opens("/quiz/together/").text


@pytest.mark.parametrize("how", ["keep", "pause"])
def test_taking_a_yes_back_locks_it_again_without_opening(
    couple: Couple, alex: Someone, how: str
) -> None:
    mine = takes(alex)
    services.share(mine, by=alex.person, at=timezone.now())
    locks(alex)
    assert not is_locked_in_the_database(mine)

    if how == "keep":
        alex.sends(page("keep", mine))
    else:
        accounts.pause_sharing(by=alex.afresh(), at=timezone.now())

    assert is_locked_in_the_database(mine)


def test_a_shared_result_opens_without_its_locked_past(couple: Couple, alex: Someone) -> None:
    takes(alex, weeks_ago=8)
    newer = takes(alex, trust=0)
    services.share(newer, by=alex.person, at=timezone.now())
    locks(alex)

    result = alex.opens(page("result", newer)).text

    assert "stands clearly below" in result
    assert "What has changed" not in result
    opens_lock(alex)
    assert "What has changed" in alex.opens(page("result", newer)).text


def test_the_host_s_report_leaves_locked_attempts_out(alex: Someone, sam: Someone) -> None:
    for someone in (alex, sam):
        takes(someone)
        accounts.allow_quiz_statistics(by=someone.person, at=timezone.now())
    locks(alex)

    assert len(list(takings(content.current("en")))) == 1


def test_an_exercise_is_begun_closed_but_not_twice(alex: Someone) -> None:
    locks(alex)
    address = "/quiz/exercises/say-it-back/"
    begin = f"{address}begin/"

    assert alex.sends(begin).status_code == 302
    assert alex.opens(address).status_code == 200
    assert alex.sends(begin).status_code == 423
    assert Practice.objects.count() == 1


def test_what_one_did_is_a_list_of_days_while_it_is_locked(alex: Someone) -> None:
    now = timezone.now()
    practice = services.begin_exercise("say-it-back", by=alex.person, at=now)
    services.mark_done(practice, by=alex.person, line="Harder than it looks", at=now)
    locks(alex)

    did = alex.opens("/quiz/practices/").text

    assert NOTICE in did
    assert "Harder" not in did
    opens_lock(alex)
    assert "Harder than it looks" in alex.opens("/quiz/practices/").text
