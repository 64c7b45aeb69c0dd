"""Whose couple it is, asked under the locks that two people at once need."""

from accounts.models import Couple, Person
from accounts.refusals import (
    NotLinked,
)


def couple_of(person: Person) -> Couple:
    """The couple `person` is in now, its row locked until the transaction ends.

    What two people change together locks this row first. Raises `NotLinked`.
    """
    couple = live_couple(person)
    if couple is None:
        raise NotLinked
    return couple


def live_couple(person: Person) -> Couple | None:
    """The same, or None; asked under the lock, since the other may have unlinked meanwhile."""
    couples = Couple.objects.select_for_update(of=("self",), no_key=True)
    mine = {"seats__person": person, "seats__left_at": None}
    return couples.filter(ended_at=None, **mine).first()


def lock_people(*people: Person) -> None:
    """Lock rows in one fixed order, so that two people inviting each other cannot deadlock."""
    ids = sorted(person.pk for person in people)
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))
