"""Leaving, blocking and locking at the same instant as something else, on real connections."""

import time
from collections.abc import Callable, Iterator
from itertools import count
from threading import Event

import pytest
from django.db import DatabaseError
from django.utils import timezone

from accounts import services
from accounts.domain.locking import is_locked
from accounts.locking import Hold
from accounts.models import Block, Couple, Erasure, Invitation, Lock, Person, PersonKey, Seat
from accounts.refusals import InvitationBlocked
from accounts.services import locking as steps
from checkins import services as checkins
from checkins.domain.preparation import Written, step_named
from checkins.models import CheckIn, Entry, Preparation
from tests.checkins.conftest import check_in as check_in  # a fixture
from tests.checkins.conftest import friday as friday  # a fixture
from tests.support.locks import PASSPHRASE
from tests.support.people import Someone, link, make_person
from tests.support.racing import A_MOMENT, DONE, at_once, late

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

TRIES = 4
GONE = "the account was gone"
Deed = Callable[[], object]


@pytest.fixture
def pairs() -> Iterator[tuple[Someone, Someone]]:
    """Two people who do not know each other, as often as asked."""
    return ((make_person(f"Alex{n}"), make_person(f"Sam{n}")) for n in count())


def fresh(someone: Someone) -> Person:
    """The person as another request would load them."""
    return Person.objects.select_related("key").get(pk=someone.person.pk)


def unless_gone(deed: Deed) -> Deed:
    """The deed; where its person was erased meanwhile it fails, which a page says in words."""

    def done() -> object:
        try:
            return deed() or DONE
        except (DatabaseError, Person.DoesNotExist):
            return GONE

    return done


def erasing(someone: Someone) -> Deed:
    """What presses *Erase*."""
    person = fresh(someone)
    return unless_gone(lambda: services.erase(by=person, at=timezone.now()))


def invitation_of(someone: Someone) -> Invitation:
    """The invitation that is on somebody's screen."""
    token = services.invite(by=someone.person, at=timezone.now()).token
    return services.find_invitation_by_token(token, at=timezone.now())


def accepting(invitation: Invitation, someone: Someone) -> Deed:
    """What presses *Link*."""
    person = fresh(someone)
    return lambda: services.accept_invitation(invitation, by=person, at=timezone.now())


def what_is_left_of(person: Person) -> list[str]:
    """Rows of theirs, or of a couple that goes on without them."""
    mine = {"person_id": person.pk}
    rows = [PersonKey.objects.filter(**mine), Seat.objects.filter(**mine)]
    rows += [Person.objects.filter(pk=person.pk), Invitation.objects.filter(inviter=person.pk)]
    rows += [Couple.objects.filter(ended_at=None)]
    return [str(row) for found in rows for row in found]


@pytest.mark.parametrize("who", ["inviter", "invited"])
def test_erasing_and_linking_at_once_leave_no_half_couple(
    pairs: Iterator[tuple[Someone, Someone]], who: str
) -> None:
    for _try in range(TRIES):
        alex, sam = next(pairs)
        leaves, stays = (alex, sam) if who == "inviter" else (sam, alex)
        linking = unless_gone(accepting(invitation_of(alex), sam))

        at_once(erasing(leaves), linking)

        assert what_is_left_of(leaves.person) == []
        assert stays.afresh().couple is None


def test_erasing_and_pausing_at_once_erase(pairs: Iterator[tuple[Someone, Someone]]) -> None:
    for _try in range(TRIES):
        alex, sam = next(pairs)
        link(alex, sam)
        person = fresh(alex)

        at_once(
            erasing(alex),
            unless_gone(lambda: services.pause_sharing(by=person, at=timezone.now())),  # noqa: B023
        )

        assert what_is_left_of(alex.person) == []


def test_erasing_twice_at_once_leaves_nothing_and_a_receipt_that_is_known(alex: Someone) -> None:
    came = at_once(erasing(alex), erasing(alex))

    receipts = [one for one in came if one != GONE]
    assert any(services.erased_at(receipt.code) for receipt in receipts)
    assert all(services.erased_at(receipt.code) for receipt in receipts)
    assert Erasure.objects.count() == 1
    assert what_is_left_of(alex.person) == []


def test_blocking_and_accepting_at_once_is_linked_or_refused_and_blocked_in_both(
    pairs: Iterator[tuple[Someone, Someone]],
) -> None:
    was_refused = set()
    # Either first by a moment that decides it, and both in the same one.
    for blocks_late, accepts_late in ((0, 0), (0, A_MOMENT), (A_MOMENT, 0), (0, 0)):
        alex, sam = next(pairs)
        invitation, person = invitation_of(alex), fresh(sam)

        _blocked, came = at_once(
            late(
                blocks_late,
                lambda: services.block_inviter(invitation, by=person, at=timezone.now()),  # noqa: B023
            ),
            late(accepts_late, accepting(invitation, sam)),
        )

        assert Block.objects.filter(person=sam.person, blocked=alex.person).count() == 1
        assert (sam.afresh().couple is None) is (came is InvitationBlocked)
        was_refused.add(came is InvitationBlocked)
    assert was_refused == {True, False}


def test_what_is_prepared_while_a_lock_is_set_up_is_whole_and_locked_in_the_end(
    check_in: CheckIn, alex: Someone
) -> None:
    for _try in range(TRIES):
        Lock.objects.all().delete()
        Preparation.objects.all().delete()
        PersonKey.objects.update(lock_public=None)
        locking, writing = fresh(alex), fresh(alex)

        made, _kept = at_once(
            lambda: services.set_up_lock(by=locking, passphrase=PASSPHRASE, at=timezone.now()),  # noqa: B023
            lambda: wishes("A walk", check_in, by=writing),  # noqa: B023
        )

        assert the_wish_of(alex, opened_by=made.code) == "A walk"


def test_what_is_worded_anew_while_it_is_being_locked_keeps_the_new_words(
    check_in: CheckIn, alex: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without the lock on its row the older words would be sealed over the newer ones."""
    has_begun, usual = Event(), steps.seal_anew

    def slowly(row: Entry) -> None:
        has_begun.set()
        time.sleep(0.3)
        usual(row)

    wishes("A walk", check_in, by=fresh(alex))
    locking, writing = fresh(alex), fresh(alex)
    monkeypatch.setattr(steps, "seal_anew", slowly)

    def writes() -> None:
        assert has_begun.wait(timeout=10)
        wishes("A swim", check_in, by=writing)

    made, _kept = at_once(
        lambda: services.set_up_lock(by=locking, passphrase=PASSPHRASE, at=timezone.now()), writes
    )

    assert the_wish_of(alex, opened_by=made.code) == "A swim"


def wishes(text: str, check_in: CheckIn, *, by: Person) -> None:
    """What keeps a wish for oneself."""
    kept = [Written("wish", 1, text, shared=False)]
    checkins.prepare(check_in, by=by, step=step_named("wish"), written=kept, at=check_in.opens_at)


def the_wish_of(someone: Someone, *, opened_by: str) -> str:
    """The only wish there is, which is locked once the lock was opened again."""
    opened = services.open_lock(by=fresh(someone), secret=opened_by)
    services.put_right(by=fresh(someone), opened=opened)
    entry = Entry.objects.readable().get()
    assert is_locked(bytes(entry.__dict__["text"]))
    with Hold(someone.person, lambda: opened):
        return entry.text
