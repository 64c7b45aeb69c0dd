"""Both partners at the same instant, on two real connections: one outcome, and no error."""

from collections.abc import Callable
from threading import Event, Thread

import pytest
from django.db import connection, transaction
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Person
from accounts.refusals import NotLinked
from accounts.services.receipts import Receipt
from quizzes import services
from quizzes.models import Attempt, ResultShare
from quizzes.refusals import CannotDiscard, NoSuchAttempt
from tests.quizzes.verbs import takes
from tests.support.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]

TRIES = 6


@pytest.fixture
def results(couple, alex, sam) -> tuple[Attempt, Attempt]:
    """A result of each."""
    return takes(alex), takes(sam)


def _as_requested(someone) -> Person:
    return Person.objects.get(pk=someone.person.pk)


def shares(someone, attempt: Attempt) -> Callable[[], object]:
    person = _as_requested(someone)
    return lambda: services.share(attempt, by=person, at=timezone.now())


def keeps(someone, attempt: Attempt) -> Callable[[], object]:
    person = _as_requested(someone)
    return lambda: services.keep(attempt, by=person)


def discards(someone, attempt: Attempt) -> Callable[[], object]:
    person = _as_requested(someone)
    return lambda: services.discard(attempt, by=person, at=timezone.now())


def unlinks(someone) -> Callable[[], object]:
    person = _as_requested(someone)
    return lambda: accounts.unlink(by=person, at=timezone.now())


def erases(someone) -> Callable[[], object]:
    person = _as_requested(someone)
    return lambda: accounts.erase(by=person, at=timezone.now())


def test_both_say_yes_at_once_and_both_see_it(results, alex, sam):
    mine, theirs = results
    for _try in range(TRIES):
        ResultShare.objects.all().delete()

        done = at_once(shares(alex, mine), shares(sam, theirs))

        assert done == ["done", "done"]
        assert services.pair_of(_as_requested(alex))
        assert services.pair_of(_as_requested(sam))


def test_the_same_yes_from_two_devices_is_one(results, alex):
    mine, _theirs = results
    for _try in range(TRIES):
        ResultShare.objects.all().delete()

        assert at_once(shares(alex, mine), shares(alex, mine)) == ["done", "done"]

        assert ResultShare.objects.count() == 1


def test_one_takes_back_while_the_other_says_yes(results, alex, sam):
    mine, theirs = results
    for _try in range(TRIES):
        services.share(mine, by=alex.person, at=timezone.now())

        assert at_once(keeps(alex, mine), shares(sam, theirs)) == ["done", "done"]

        assert services.pair_of(_as_requested(sam)) is None


def test_a_yes_and_an_unlink_at_once_leave_nothing_open(results, alex, sam):
    mine, theirs = results
    services.share(mine, by=alex.person, at=timezone.now())

    done = at_once(shares(sam, theirs), unlinks(alex))

    assert done[0] in ("done", NotLinked)
    assert done[1] == "done"
    assert services.pair_of(_as_requested(sam)) is None


def test_a_yes_waits_for_an_unlink_that_was_first(results, alex, sam):
    """Without the couple's row lock the yes would go to a couple that is just ending."""
    _mine, theirs = results
    holds, may_commit, outcome = Event(), Event(), []

    def unlink_slowly() -> None:
        with transaction.atomic():
            unlinks(alex)()
            holds.set()
            may_commit.wait(timeout=10)
        connection.close()

    first = Thread(target=unlink_slowly)
    first.start()
    holds.wait(timeout=10)
    # Made here: a query in that thread would leave a connection open.
    says_yes = shares(sam, theirs)
    second = Thread(target=lambda: outcome.extend(at_once(says_yes)))
    second.start()
    second.join(timeout=0.5)
    assert second.is_alive()

    may_commit.set()
    first.join(timeout=10)
    second.join(timeout=10)

    assert outcome == [NotLinked]
    assert not ResultShare.objects.exists()


def test_shared_and_discarded_at_once_is_one_of_both(results, alex):
    for _try in range(TRIES):
        mine = Attempt.objects.finished().filter(person=alex.person).first() or takes(alex)

        shared, discarded = at_once(shares(alex, mine), discards(alex, mine))

        assert (shared, discarded) in {("done", CannotDiscard), (NoSuchAttempt, "done")}
        ResultShare.objects.all().delete()


def test_both_say_yes_and_one_erases_at_once(results, alex, sam):
    mine, theirs = results

    done = at_once(
        shares(alex, mine),
        shares(sam, theirs),
        erases(alex),
    )

    assert isinstance(done[2], Receipt)
    assert set(done[:2]) <= {"done", NotLinked, NoSuchAttempt}
    assert services.pair_of(_as_requested(sam)) is None
