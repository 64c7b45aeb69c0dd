"""What a couple does about its one area to work on: each wishes alone, and may take it back."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Couple, Person
from accounts.sealing import legible
from accounts.services import couple_of, refuse_while_paused
from quizzes import guidance
from quizzes.models import FocusWish
from quizzes.refusals import FocusJustChosen


@dataclass(frozen=True, slots=True)
class Focus:
    """What one of the two may know of it; areas by their keys.

    `shared` is what both wished for, `mine` one's own wish. `free_at` is when another one can be
    wished for, or None when that is now. Nothing of the other's wish is in here until it is both's.
    """

    shared: str | None = None
    mine: str | None = None
    free_at: datetime | None = None


def focus_of(couple: Couple) -> str | None:
    """The key of the area both wished for, or None; one query."""
    return None if couple.ended_at is not None else _shared(_wishes(couple))


def focus_for(person: Person, at: datetime) -> Focus:
    """Where this person stands with the couple's focus; all empty for somebody not linked."""
    couple = person.couple
    if couple is None:
        return Focus()
    wishes = _wishes(couple)
    mine = next((wish for wish in wishes if wish.person_id == person.pk), None)
    if mine is None:
        return Focus()
    free_at = mine.holds_until if mine.holds_until > at else None
    return Focus(shared=_shared(wishes), mine=_area(mine), free_at=free_at)


def named_focus(person: Person) -> guidance.Area | None:
    """The area this person and their partner both wished for, as a page shows it."""
    key = focus_of(person.couple) if person.couple else None
    found = guidance.areas(person.language) if key else []
    return next((area for area in found if area.key == key), None)


@transaction.atomic
def wish_for_focus(area: str, *, by: Person, at: datetime) -> None:
    """Wish for an area; it becomes the couple's focus once both wish for the same.

    Wishing for the same again changes nothing. Raises NoSuchArea, NotLinked, SharingPaused, and
    FocusJustChosen within a week of the last wish for another.
    """
    guidance.area(area, by.language)
    couple = couple_of(by)
    refuse_while_paused(by)
    wish = couple.focus_wishes.filter(person=by).first()
    if wish is None:
        by.focus_wishes.create(couple=couple, area=area, wished_at=at)
        return
    wish.person = by
    if _area(wish) == area:
        return
    if wish.holds_until > at:
        raise FocusJustChosen
    wish.area, wish.wished_at = area, at
    wish.save(update_fields=["area", "wished_at"])


@transaction.atomic
def take_focus_back(*, by: Person) -> None:
    """Take one's wish back, at once and alone; without one nothing happens. Raises NotLinked."""
    couple = couple_of(by)
    couple.focus_wishes.filter(person=by).update(area=None)


def _wishes(couple: Couple) -> list[FocusWish]:
    """The wishes of both, with the keys that open them where they are not at hand already."""
    wishes = list(couple.focus_wishes.all())
    people = {person.pk: person for person in couple.people} if wishes else {}
    for wish in wishes:
        wish.person = people[wish.person_id]
    return wishes


def _shared(wishes: Sequence[FocusWish]) -> str | None:
    """The area both wished for. Words that can no longer be opened count as no wish."""
    areas = [_area(wish) for wish in wishes]
    return areas[0] if len(areas) == 2 and areas[0] == areas[1] else None


def _area(wish: FocusWish) -> str | None:
    return legible(wish, "area", None)
