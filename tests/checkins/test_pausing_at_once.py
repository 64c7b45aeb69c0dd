"""Pausing at the same instant as writing, sharing and unlinking, on real connections."""

import pytest
from django.utils import timezone

import quizzes.services
from accounts import services as accounts
from accounts.refusals import SharingPaused
from checkins import services
from checkins.domain.preparation import Written, step_named
from checkins.models import CheckIn, Entry
from quizzes.models import Attempt, ResultShare
from tests.quizzes.verbs import takes
from tests.support.people import Someone, link
from tests.support.racing import A_MOMENT, DONE, at_once, late

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]
WISH = [Written("wish", 1, "A walk", shared=True)]
TRIES = 4


def pausing(someone: Someone):
    """What presses *Pause sharing*."""
    person = someone.afresh()
    return lambda: accounts.pause_sharing(by=person, at=timezone.now())


def writing(someone: Someone, check_in: CheckIn):
    """What sends a wish to share, from a page that was opened before the pause."""
    person, at = someone.afresh(), check_in.opens_at
    wish = {"step": step_named("wish"), "written": WISH, "at": at}
    return lambda: services.prepare(check_in, by=person, **wish)


def test_no_word_written_meanwhile_stays_shared(check_in: CheckIn, alex: Someone) -> None:
    for _try in range(TRIES):
        accounts.resume_sharing(by=alex.afresh())
        # The row that points at the person is made anew as well.
        check_in.preparations.all().delete()

        outcomes = at_once(pausing(alex), writing(alex, check_in))

        assert outcomes == [DONE, DONE]
        assert [entry.shared for entry in Entry.objects.all()] == [False]


def saying_yes(someone: Someone, attempt: Attempt):
    """What presses *Share* beside a result."""
    person = someone.afresh()
    return lambda: quizzes.services.share(attempt, by=person, at=timezone.now())


def test_no_yes_said_meanwhile_is_left(couple, alex: Someone) -> None:
    mine = takes(alex)
    for _try in range(TRIES):
        accounts.resume_sharing(by=alex.afresh())

        _paused, said = at_once(pausing(alex), saying_yes(alex, mine))

        assert said in (DONE, SharingPaused)
        assert not ResultShare.objects.exists()


def unlinking(someone: Someone):
    """What presses *Unlink*."""
    person = someone.afresh()
    return lambda: accounts.unlink(by=person, at=timezone.now())


def test_pausing_and_unlinking_at_once_both_hold(alex: Someone, sam: Someone) -> None:
    # Either first by a moment that decides it, and both in the same one.
    for unlinks_late, pauses_late in ((0, 0), (0, A_MOMENT), (A_MOMENT, 0), (0, 0)):
        accounts.resume_sharing(by=alex.afresh())
        link(alex, sam)

        outcomes = at_once(late(unlinks_late, unlinking(sam)), late(pauses_late, pausing(alex)))

        assert outcomes == [DONE, DONE]
        assert alex.afresh().couple is None
        assert not accounts.shares_now(alex.person)
