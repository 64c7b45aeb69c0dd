"""What people do with their own words after the reveal: take them back, or word them anew."""

from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.sealing import legible
from accounts.services import refuse_while_paused
from checkins.domain.preparation import may_change
from checkins.models import CheckIn, Entry
from checkins.refusals import ChangedOften, NoSuchWords, TooLateToChange
from checkins.services.rights import check_in_of

MOST_CHANGES = 20


@transaction.atomic
def take_back(check_in: CheckIn, *, by: Person, kind: str, position: int) -> None:
    """Take back what `by` shared: from now on it is as if it had been kept.

    It cannot be shared again. What was kept or taken back already stays as it is. Raises
    `NoSuchWords`, and `NotLinked` after an unlink.
    """
    locked = check_in_of(by, check_in)
    mine = locked.entries_of(by).filter(kind=kind, position=position)
    if not locked.is_revealed or not mine.exists():
        raise NoSuchWords
    mine.keep()


@transaction.atomic
def change_words(
    check_in: CheckIn, *, by: Person, kind: str, position: int, text: str, at: datetime
) -> None:
    """Word anew what `by` shared; the other one sees it, and beneath it what stood there before.

    The same words again change nothing. Raises `NoSuchWords` for what the other one does not see,
    `TooLateToChange` once the meeting's day is over, `ChangedOften`, `SharingPaused`, `NotLinked`.
    """
    locked = check_in_of(by, check_in)
    refuse_while_paused(by)
    entry = _shown(locked, by, kind, position, at)
    if legible(entry, "text") == text:
        return
    if entry.earlier.count() >= MOST_CHANGES:
        raise ChangedOften
    entry.change(text, at)


def words_to_change(
    check_in: CheckIn, *, by: Person, kind: str, position: int, at: datetime
) -> str:
    """What `by` shared there, as it reads now; nothing where it is damaged.

    Raises `NoSuchWords`, `TooLateToChange` and `SharingPaused`.
    """
    refuse_while_paused(by)
    return legible(_shown(check_in, by, kind, position, at), "text")


def _shown(check_in: CheckIn, author: Person, kind: str, position: int, at: datetime) -> Entry:
    """The entry at this place, where the other one sees it and it can still be changed."""
    seen = check_in.entries_of(author).for_the_partner()
    entry = seen.readable().filter(kind=kind, position=position).first()
    if entry is None or not check_in.is_revealed or not may_change(kind):
        raise NoSuchWords
    if not check_in.is_current(at):
        raise TooLateToChange
    return entry
