"""What a lock does with what was there before it: all of it, in steps, and whatever breaks off."""

import pytest
from django.utils import timezone

from accounts import locking, services
from accounts.domain.locking import is_locked, lock, new_lock
from accounts.models import PersonKey
from accounts.refusals import LockUnfinished
from accounts.services import locking as steps
from checkins.models import Entry, Preparation
from tests.support.locks import LOCK, PASSPHRASE, locks, opens_lock, sets_up_lock
from tests.support.people import Someone

WORDS = ("A walk", "A swim", "A nap")


@pytest.fixture
def notes(alex: Someone) -> None:
    """Alex noted something in three weeks alone."""
    for number, text in enumerate(WORDS):
        week = Preparation.objects.create(person=alex.person, week=f"2026-W0{number + 1}")
        Entry.objects.create(preparation=week, kind="wish", text=text)


@pytest.fixture
def few_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """So few texts are sealed anew at once that it takes several steps."""
    monkeypatch.setattr(steps, "AT_ONCE", 2)


def locked() -> list[bool]:
    """Of each text, in their order, whether it is locked."""
    rows = Entry.objects.order_by("pk")
    return [is_locked(bytes(row.__dict__["text"])) for row in rows]


def test_many_texts_are_locked_in_steps_that_are_counted(notes, few_at_once, alex: Someone) -> None:
    sets_up_lock(alex)

    assert locked() == [True, True, False]
    assert "One of your texts is not locked yet." in alex.opens(LOCK).text
    alex.sends(f"{LOCK}go-on/")
    assert locked() == [True, True, True]
    assert "not locked yet" not in alex.opens(LOCK).text


def test_what_was_written_while_the_lock_was_made_is_locked_as_it_is_opened(
    notes, alex: Someone
) -> None:
    from_before = Entry.objects.select_related("preparation__person__key").first()
    locks(alex)
    from_before.text = "A longer walk"
    from_before.save()
    assert locked() == [False, True, True]

    opens_lock(alex)

    assert locked() == [True, True, True]


def test_a_damaged_text_keeps_no_other_as_it_is(notes, alex: Someone) -> None:
    first = Entry.objects.order_by("pk").first()
    Entry.objects.filter(pk=first.pk).update(text=b"\x01 no seal")

    locks(alex)

    assert locked() == [False, True, True]
    assert "not locked yet" not in alex.opens(LOCK).text


def test_removing_goes_on_where_it_broke_off(notes, few_at_once, alex: Someone) -> None:
    sets_up_lock(alex)
    alex.sends(f"{LOCK}go-on/")

    alex.sends(f"{LOCK}remove/", {"secret": PASSPHRASE})
    assert locked() == [False, False, True]
    assert "still holds one of your texts" in alex.opens(LOCK).text
    alex.sends(f"{LOCK}go-on/")

    assert locked() == [False, False, False]
    assert "Set up a lock" in alex.opens(LOCK).text


def test_a_text_of_another_lock_keeps_no_other_locked(notes, alex: Someone) -> None:
    locks(alex)
    first, place = Entry.objects.order_by("pk").first(), Entry._meta.get_field("text").purpose
    another = new_lock().public
    value = lock("A walk", another, author=alex.person.public_id.bytes, purpose=place)
    Entry.objects.filter(pk=first.pk).update(text=value)

    alex.sends(f"{LOCK}remove/", {"secret": PASSPHRASE})

    assert locked() == [True, False, False]


def test_going_on_with_a_closed_lock_breaks_nothing(notes, alex: Someone) -> None:
    locks(alex)
    PersonKey.objects.update(lock_public=None)

    assert alex.sends(f"{LOCK}go-on/").status_code == 302
    assert locked() == [True, True, True]
    assert "still holds 3 of your texts" in alex.opens(LOCK).text


def test_what_a_request_locked_after_the_lock_was_removed_still_opens(notes, alex: Someone) -> None:
    sets_up_lock(alex)
    from_before = Entry.objects.select_related("preparation__person__key").first()
    alex.sends(f"{LOCK}remove/", {"secret": PASSPHRASE})
    from_before.text = "A longer walk"
    from_before.save()
    assert locked()[0]

    opens_lock(alex)

    assert locked() == [False, False, False]
    assert Entry.objects.get(pk=from_before.pk).text == "A longer walk"


def test_no_new_lock_takes_the_place_of_one_that_still_holds_something(
    notes, alex: Someone
) -> None:
    locks(alex)
    PersonKey.objects.update(lock_public=None)

    with pytest.raises(LockUnfinished):
        services.set_up_lock(by=alex.afresh(), passphrase=PASSPHRASE, at=timezone.now())


def test_a_stream_goes_on_with_what_was_opened_as_it_began(notes, alex: Someone) -> None:
    fresh = services.set_up_lock(by=alex.person, passphrase=PASSPHRASE, at=timezone.now())
    rows = (entry.text for entry in Entry.objects.order_by("pk"))

    with locking.Hold(alex.person, lambda: fresh.opened):
        pieces = locking.kept_open(alex.person, rows)

    assert locking.opened_now() is None
    assert list(pieces) == list(WORDS)
    assert locking.opened_now() is None


def test_what_one_opened_opens_nothing_for_another(alex: Someone, sam: Someone) -> None:
    fresh = services.set_up_lock(by=alex.person, passphrase=PASSPHRASE, at=timezone.now())

    with locking.Hold(alex.person, lambda: fresh.opened):
        assert locking.opened_for(sam.person).opened is None
