"""Whose rows a person may change: asked again inside each transaction, under the row's lock."""

from accounts.models import Person
from accounts.refusals import NotLinked
from checkins.models import CheckIn


def check_in_of(person: Person, check_in: CheckIn) -> CheckIn:
    """The check-in as it is now, its row locked. Raises `NotLinked` once it is not theirs."""
    rows = CheckIn.objects.select_for_update(of=("self",), no_key=True).select_related("couple")
    mine = {"couple__seats__person": person, "couple__seats__left_at": None}
    locked = rows.filter(pk=check_in.pk, couple__ended_at=None, **mine).first()
    if locked is None:
        raise NotLinked
    return locked
