"""What each does alone at the end of an evening: note how it was, and look back on it."""

from datetime import datetime
from typing import Any

from django.db import transaction

from accounts.models import Person
from accounts.sealing import legible
from checkins.domain import closing
from checkins.domain.closing import Evening, Standing
from checkins.models import CheckIn, Closing
from checkins.refusals import CloseTooEarly, CloseTooLate
from checkins.services.rights import check_in_of

# The chart looks back this many evenings: two years of weeks.
MOST_EVENINGS = 104

REFUSALS = {Standing.TOO_EARLY: CloseTooEarly, Standing.TOO_LATE: CloseTooLate}


@transaction.atomic
def close(
    check_in: CheckIn,
    *,
    by: Person,
    heard: int | None,
    close: int | None,
    fit: str,
    at: datetime,
) -> Closing | None:
    """Note how the evening was for `by`, in place of what was noted before.

    Everything may be left open (None and ""); then nothing is kept and an earlier note is gone.
    Raises `CloseTooEarly`, `CloseTooLate`, and `NotLinked` after an unlink.
    """
    locked = check_in_of(by, check_in)
    _refuse_unless_open(locked, at)
    said = closing.to_keep(heard=heard, close=close, fit=fit)
    mine = Closing.objects.filter(check_in=locked, person=by)
    if not said:
        mine.delete()
        return None
    note = mine.first() or Closing(check_in=locked)
    note.person, note.said = by, said
    note.save()
    return note


def may_close(check_in: CheckIn, at: datetime) -> bool:
    """Whether the close of this evening is open; the same for both, whatever either noted."""
    return _standing(check_in, at) is Standing.OPEN


def closing_of(check_in: CheckIn, *, by: Person, at: datetime) -> dict[str, Any]:
    """What `by` noted of this evening, for their own eyes; empty where there is nothing.

    Raises `CloseTooEarly` and `CloseTooLate` where it can be neither noted nor changed, and
    `Locked`.
    """
    _refuse_unless_open(check_in, at)
    note = by.closings.filter(check_in=check_in).first()
    return legible(note, "said", {}) if note else {}


def evenings_of(person: Person) -> list[Evening]:
    """What one noted of past evenings, in time order, the latest 104 of all couples ever.

    They are one's own: an unlink takes none of them away. One that is locked has no figures.
    """
    latest = person.closings.select_related("check_in").order_by("-check_in__meets_at", "-pk")
    notes = [(note.check_in.meets_at, _said(note)) for note in latest[:MOST_EVENINGS]]
    return [
        Evening(meets_at, heard=said.get(closing.HEARD), close=said.get(closing.CLOSE))
        for meets_at, said in reversed(notes)
    ]


def _said(note: Closing) -> dict[str, Any]:
    return legible(note, "said", {}, locked={})


def _standing(check_in: CheckIn, at: datetime) -> Standing:
    return closing.standing(
        at,
        meets_at=check_in.meets_at,
        is_revealed=check_in.is_revealed,
        began_at=check_in.meeting.began_at if check_in.has_begun else None,
    )


def _refuse_unless_open(check_in: CheckIn, at: datetime) -> None:
    refusal = REFUSALS.get(_standing(check_in, at))
    if refusal is not None:
        raise refusal
