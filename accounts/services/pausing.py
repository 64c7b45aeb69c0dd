"""Pausing what one shares: from then on whatever one writes stays with oneself, without a trace."""

from datetime import datetime

from django.db import transaction

from accounts.features import WITHDRAW, of_features
from accounts.models import Person
from accounts.refusals import SharingPaused
from accounts.services.rights import live_couple


@transaction.atomic
def pause_sharing(*, by: Person, at: datetime) -> None:
    """Let all `by` writes count as kept from now on; what nobody has seen yet is withdrawn.

    What was revealed stays. A second time changes nothing. It ends when `by` ends it.
    """
    # The couple first, as everything two people change together locks it. The row of the person
    # is updated, not locked for good: others write rows that point at it meanwhile.
    live_couple(by)
    if Person.objects.filter(pk=by.pk, sharing_paused_at=None).update(sharing_paused_at=at):
        by.sharing_paused_at = at
    for withdraw in of_features(WITHDRAW):
        withdraw(by)


@transaction.atomic
def resume_sharing(*, by: Person) -> None:
    """Let `by` choose again what to share; what was kept meanwhile stays kept."""
    live_couple(by)
    Person.objects.filter(pk=by.pk).update(sharing_paused_at=None)
    by.sharing_paused_at = None


def shares_now(person: Person) -> bool:
    """Whether what `person` marks to share is shared; asked anew, since a page may be older.

    The caller holds a lock that pausing waits for: the couple's, or the check-in's.
    """
    return Person.objects.filter(pk=person.pk, sharing_paused_at=None).exists()


def refuse_while_paused(person: Person) -> None:
    """Raise `SharingPaused` while `person` shares nothing; asked as `shares_now` is."""
    if not shares_now(person):
        raise SharingPaused
