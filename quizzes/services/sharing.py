"""Letting one's partner see a result: each says yes alone, and it opens when both have."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Couple, Person
from accounts.sealing import seal_anew
from accounts.services import couple_of, refuse_while_paused
from quizzes.domain.sharing import Taken, newest_pair
from quizzes.models import Attempt, ResultShare
from quizzes.refusals import NotFinished
from quizzes.services.rights import attempt_as_it_is


@dataclass(frozen=True, slots=True)
class Pair:
    """Two comparable results that both partners chose to share."""

    mine: Attempt
    theirs: Attempt


@transaction.atomic
def share(attempt: Attempt, *, by: Person, at: datetime) -> None:
    """Say yes to sharing a result with one's partner; a second yes changes nothing.

    Raises NotLinked, SharingPaused, NoSuchAttempt, NotFinished and Locked.
    """
    couple = couple_of(by)
    refuse_while_paused(by)
    row = attempt_as_it_is(attempt, by)
    if not row.is_finished:
        raise NotFinished
    yes = {"couple": couple, "shared_at": at}
    # A yes to a former partner is none to this one: it becomes a new yes, of today.
    ResultShare.objects.filter(attempt=row).exclude(couple=couple).update(**yes)
    ResultShare.objects.get_or_create(attempt=row, defaults=yes)
    seal_anew(row)


@transaction.atomic
def keep(attempt: Attempt, *, by: Person) -> None:
    """Keep a result to oneself, or take it back: it is gone from the partner's view at once.

    Needs no partner and changes nothing the second time. Raises NoSuchAttempt.
    """
    row = attempt_as_it_is(attempt, by)
    ResultShare.objects.filter(attempt=row).delete()
    seal_anew(row)


def pair_of(person: Person) -> Pair | None:
    """The newest two results that both partners of a couple chose to share; one query.

    None says nothing about the other: *no*, *not asked* and *not taken* are the same here.
    """
    couple = person.couple
    if couple is None:
        return None
    shared = _shared_results(couple)
    found = newest_pair(_of(shared, person), _of(shared, couple.partner_of(person)))
    if found is None:
        return None
    own, other = (shared[one.key] for one in found)
    return Pair(own, other)


def unanswered(person: Person) -> list[int]:
    """The results this person said yes to that are not the one both see now, by their keys.

    An older one may never have been seen: it would open as soon as the newer one is taken back.
    """
    couple = person.couple
    shared = _shared_results(couple)
    mine, theirs = _of(shared, person), _of(shared, couple.partner_of(person))
    seen = newest_pair(mine, theirs)
    return [own.key for own in mine if seen is None or own.key != seen[0].key]


def both_shared_since(couple: Couple, since: datetime) -> bool:
    """Whether the two results both see opened at `since` or later: at the second of two yeses.

    A yes the other has not answered counts as nothing, so that nothing can be read from it.
    """
    shared = _shared_results(couple)
    one, other = couple.people
    found = newest_pair(_of(shared, one), _of(shared, other))
    return found is not None and max(shared[taken.key].share.shared_at for taken in found) >= since


def _of(shared: Mapping[int, Attempt], person: Person) -> list[Taken]:
    return [_taken(attempt) for attempt in shared.values() if attempt.person_id == person.pk]


def _shared_results(couple: Couple) -> Mapping[int, Attempt]:
    """What either of the two said yes to, with the keys that the couple's people came with."""
    people = {person.pk: person for person in couple.people}
    found = {}
    for share in couple.result_shares.with_results():
        attempt = share.attempt
        attempt.person = people[attempt.person_id]
        found[attempt.pk] = attempt
    return found


def _taken(attempt: Attempt) -> Taken:
    return Taken(attempt.pk, attempt.version.scoring_hash, attempt.finished_at)
