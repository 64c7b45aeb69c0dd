"""What people do with their agreements: make one, change its words, close it."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import Couple, Person
from accounts.refusals import NotLinked
from accounts.services import couple_of
from checkins.models import Agreement, CheckIn
from checkins.models.agreement import MOST_OPEN, MOST_WORDINGS
from checkins.refusals import (
    AgreementChanged,
    AgreementClosed,
    CheckInClosed,
    EnoughAgreements,
    NothingToAgreeOnYet,
    StepWithoutWords,
    WordedTooOften,
)


@transaction.atomic
def agree(
    check_in: CheckIn, *, by: Person, kind: str, text: str, public_id: uuid.UUID, at: datetime
) -> Agreement:
    """Agree on something for the couple of `by`, or give the one this very form already made.

    `public_id` comes with the form, so a form sent twice makes one. It locks the couple, so whoever
    calls it holds no check-in's row. Raises `NotLinked`, `StepWithoutWords`, `EnoughAgreements`,
    `NothingToAgreeOnYet`, and `CheckInClosed` for an evening long past.
    """
    couple = couple_of(by)
    if kind == Agreement.Kind.STEP and not text:
        raise StepWithoutWords
    earlier = couple.agreements.open().readable().filter(public_id=public_id).first()
    if earlier is not None and _is_same(earlier, by, kind, text):
        return earlier
    _refuse_unless_met(couple, check_in, at)
    if couple.agreements.open().count() >= MOST_OPEN:
        raise EnoughAgreements
    # Somebody else's id, or a form changed and sent again after "back": this is one of its own.
    if Agreement.objects.filter(public_id=public_id).exists():
        public_id = uuid.uuid4()
    made = couple.agreements.create(check_in=check_in, public_id=public_id, kind=kind, made_at=at)
    made.word(text, by=by, at=at)
    return made


@transaction.atomic
def change_agreement(
    agreement: Agreement, *, by: Person, text: str, seen: int, at: datetime
) -> None:
    """Say an agreement in other words; either may, and what it said before stays visible.

    `seen` is the number of the wording the writer had before them. Raises `AgreementChanged` where
    it is no longer the newest, `AgreementClosed`, `StepWithoutWords`, `WordedTooOften` and
    `NotLinked`.
    """
    theirs = _theirs(agreement, by)
    if theirs.is_closed:
        raise AgreementClosed
    if theirs.kind == Agreement.Kind.STEP and not text:
        raise StepWithoutWords
    newest = theirs.newest
    if newest is not None and newest.text == text:
        return
    if newest is not None and newest.number != seen:
        raise AgreementChanged
    if newest is not None and newest.number >= MOST_WORDINGS:
        raise WordedTooOften
    theirs.word(text, by=by, at=at)


@transaction.atomic
def close_agreement(agreement: Agreement, *, by: Person, at: datetime) -> None:
    """Close an agreement, for both; either may, and who it was is not written down.

    Twice is as good as once. Raises `NotLinked` once it is not theirs.
    """
    theirs = _theirs(agreement, by)
    if not theirs.is_closed:
        theirs.closed_at = at
        theirs.save(update_fields=["closed_at"])


def open_agreements(couple: Couple) -> list[Agreement]:
    """What the two agreed on and neither has closed, the oldest first, with all wordings."""
    return list(couple.agreements.open().readable()[:MOST_OPEN])


def latest_met(couple: Couple) -> CheckIn | None:
    """The couple's last check-in that was revealed or whose meeting began."""
    return couple.check_ins.met().first()


def _theirs(agreement: Agreement, by: Person) -> Agreement:
    """The agreement as it is now, under the lock of the couple of `by`."""
    theirs = couple_of(by).agreements.readable().filter(pk=agreement.pk).first()
    if theirs is None:
        raise NotLinked
    return theirs


def _is_same(agreement: Agreement, by: Person, kind: str, text: str) -> bool:
    said = agreement.newest
    mine = said is not None and (said.author_id, said.number, said.text) == (by.pk, 1, text)
    return mine and agreement.kind == kind


def _refuse_unless_met(couple: Couple, check_in: CheckIn, at: datetime) -> None:
    """Refuse before the reveal or the meeting, and long after; asked under the couple's lock."""
    found = couple.check_ins.select_related("meeting").filter(pk=check_in.pk).first()
    if found is None:
        raise NotLinked
    if not found.is_revealed and not found.has_begun:
        raise NothingToAgreeOnYet
    if not found.is_current(at) and found != latest_met(couple):
        raise CheckInClosed
