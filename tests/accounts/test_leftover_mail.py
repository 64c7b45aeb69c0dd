"""Mail kept on this machine goes once nobody has its address any more."""

import os
import re
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.core.mail import EmailMessage
from django.utils import timezone

from accounts import erasure, leftover_mail, outbox, services, tasks
from accounts.models import Person
from tests.support.people import Someone

pytestmark = pytest.mark.django_db

OLD, NEW = "alex@example.org", "elsewhere@example.org"
NOBODY = "nobody@example.org"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path: Path, db: None) -> Iterator[Path]:
    """An empty outbox, into which the site writes all its mail; nobody has asked for any lately."""
    settings.OUTBOX_DIR = tmp_path
    settings.EMAIL_BACKEND = "accounts.outbox.EmailBackend"
    cache.clear()
    yield tmp_path
    cache.clear()


@pytest.fixture
def alex(alex: Someone) -> Someone:
    """Alex as signing up leaves them: with an address that was confirmed."""
    EmailAddress.objects.create(user=alex.person, email=OLD, primary=True, verified=True)
    return alex


def letter_to(*addresses: str) -> None:
    """Put a letter into the outbox."""
    outbox.EmailBackend().send_messages([EmailMessage("A letter", "Hello", to=addresses)])


def kept() -> list[tuple[str, str]]:
    """To whom and about what the letters are that are still there."""
    return sorted((letter.to, letter.subject) for letter in outbox.letters())


def asks_for_another_address(someone: Someone) -> str:
    """On the address page; gives the link in the mail that follows."""
    someone.proves_it()
    someone.sends("/accounts/email/", {"email": NEW, "action_add": ""})
    newest = next(letter for letter in outbox.letters() if letter.to == NEW)
    return re.search(r"https?://[^/]+(/\S+)", newest.text)[1]


def changes_address(someone: Someone) -> None:
    """Ask for another address and follow the link."""
    someone.sends(asks_for_another_address(someone))
    assert someone.afresh().email == NEW


@pytest.mark.django_db(transaction=True)
def test_letters_to_an_old_address_go_as_it_changes(alex: Someone, sam: Someone) -> None:
    letter_to(OLD)
    letter_to(sam.person.email)

    changes_address(alex)

    assert (OLD, "A letter") not in kept()
    assert (sam.person.email, "A letter") in kept()
    assert NEW in [to for to, _subject in kept()]


@pytest.mark.django_db(transaction=True)
def test_what_tells_the_old_address_stays_until_the_night(alex: Someone) -> None:
    changes_address(alex)
    told = [to for to, _subject in kept()]

    tasks.tidy()

    assert told.count(OLD) == 1
    assert OLD not in [to for to, _subject in kept()]


def test_asking_for_another_address_alone_removes_nothing(alex: Someone) -> None:
    letter_to(OLD)

    asks_for_another_address(alex)
    tasks.tidy()

    assert sorted(to for to, _subject in kept()) == [OLD, NEW]


def test_a_change_that_is_rolled_back_removes_nothing(alex: Someone) -> None:
    letter_to(NOBODY)
    link = asks_for_another_address(alex)

    # What waits for the commit never runs.
    alex.sends(link)

    assert (NOBODY, "A letter") in kept()


def test_what_an_erasure_that_broke_off_left_goes_in_the_night(
    alex: Someone, sam: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_to(OLD)
    letter_to(sam.person.email)

    def dies(_addresses: set[str]) -> None:
        raise SystemExit

    monkeypatch.setattr(erasure, "erase_traces", dies)
    with pytest.raises(SystemExit):
        services.erase(by=alex.person, at=timezone.now())
    assert len(kept()) == 2

    tasks.tidy()

    assert kept() == [(sam.person.email, "A letter")]


@pytest.mark.parametrize(
    ("stored", "written"),
    [
        ("kim@example.org", "Kim@Example.org"),
        ("kim@bücher.example", "kim@bücher.example"),
        ("kim@straße.example", "kim@straße.example"),
    ],
)
def test_somebody_keeps_their_letters_however_their_address_is_written(
    stored: str, written: str
) -> None:
    Person.objects.create_user(stored)
    letter_to(written)

    tasks.tidy()

    assert len(kept()) == 1


def test_erasing_finds_letters_to_an_address_with_signs_beyond_ascii() -> None:
    kim = Person.objects.create_user("kim@bücher.example")
    letter_to(kim.email)

    services.erase(by=kim, at=timezone.now())

    assert kept() == []


def test_a_letter_to_two_stays_while_one_of_them_is_here(alex: Someone) -> None:
    letter_to(NOBODY, OLD)

    tasks.tidy()

    assert len(kept()) == 1


def invites(someone: Someone, at: datetime) -> None:
    """Have an invitation sent to somebody without an account."""
    services.invite_by_mail(by=someone.person, to=NOBODY, at=at)
    letter_to(NOBODY)


@pytest.mark.parametrize(("days", "left"), [(6, 1), (8, 0)])
def test_a_letter_to_somebody_invited_stays_while_the_invitation_is_open(
    alex: Someone, days: int, left: int
) -> None:
    invites(alex, timezone.now() - timedelta(days=days))

    tasks.tidy()

    assert len(kept()) == left


def test_a_letter_to_somebody_invited_goes_once_it_is_withdrawn(alex: Someone) -> None:
    invites(alex, timezone.now())
    services.revoke_invitation(by=alex.person, at=timezone.now())

    tasks.tidy()

    assert kept() == []


def test_a_letter_that_arrives_meanwhile_is_left_alone(
    alex: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    letter_to(NOBODY)
    in_use = leftover_mail._in_use

    def signs_up_meanwhile(at: datetime) -> list[str]:
        found = list(in_use(at))
        Person.objects.create_user(NOBODY)
        letter_to(NOBODY)
        return found

    monkeypatch.setattr(leftover_mail, "_in_use", signs_up_meanwhile)

    tasks.tidy()

    assert len(kept()) == 1


@pytest.mark.parametrize(("minutes", "left"), [(59, 1), (61, 0)])
def test_what_a_crash_left_half_written_goes(folder: Path, minutes: int, left: int) -> None:
    draft = folder / ".20261206T190000000000-abc.part"
    draft.write_bytes(b"To: alex@example.org\n\nHello")
    then = time.time() - minutes * 60
    os.utime(draft, (then, then))

    tasks.tidy()

    assert len(list(folder.iterdir())) == left


def test_where_no_mail_is_kept_nobody_is_looked_up(django_assert_num_queries) -> None:
    with django_assert_num_queries(0):
        leftover_mail.forget(timezone.now())
