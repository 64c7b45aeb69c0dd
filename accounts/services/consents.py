"""What people agreed to: recorded with the text they saw, and taken back."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from accounts.consents import WORDINGS, Wording
from accounts.models import Consent, Person
from accounts.models.person import PersonQuerySet
from accounts.refusals import ConsentStays, ConsentTextChanged

Kind = Consent.Kind
# Each by a checkbox of its own; every other consent is asked for by itself, and off.
ASKED_AT_SIGN_UP = (Kind.ADULT, Kind.HOST_CAN_READ, Kind.SENSITIVE_DATA)


@dataclass(frozen=True)
class Asked:
    """One consent as its owner sees it; `given_at` is None where it is not given to this text."""

    kind: str
    wording: Wording
    given_at: datetime | None


def confirm_sign_up(*, by: Person, at: datetime) -> None:
    """Record what `by` confirmed who signed up: one row for each of the checkboxes."""
    rows = [_row(kind, by, at) for kind in ASKED_AT_SIGN_UP]
    Consent.objects.bulk_create(rows, ignore_conflicts=True)


def consents_of(person: Person) -> list[Asked]:
    """Everything one can be asked to agree to, and since when `person` does."""
    given = {(row.kind, row.text_version): row.given_at for row in person.consents.all()}
    return [
        Asked(kind, wording, given.get((kind, wording.version)))
        for kind, wording in WORDINGS.items()
    ]


def agree(kind: str, *, version: str, by: Person, at: datetime) -> None:
    """Agree to this text; doing it twice changes nothing.

    Raises `ConsentTextChanged` where it is not the text that would be on the screen now.
    """
    if version != WORDINGS[Kind(kind)].version:
        raise ConsentTextChanged
    Consent.objects.bulk_create([_row(Kind(kind), by, at)], ignore_conflicts=True)


def withdraw(kind: str, *, by: Person) -> None:
    """Take it back, whatever text it was given to; doing it twice changes nothing.

    Raises `ConsentStays` for what one cannot take back without erasing the account.
    """
    if not WORDINGS[Kind(kind)].ending:
        raise ConsentStays
    by.consents.filter(kind=kind).delete()


def agrees_to_storing(person: Person) -> bool:
    """Whether words of this person may be stored: they agreed, to the text as it stands now."""
    return agreed(Kind.SENSITIVE_DATA).filter(pk=person.pk).exists()


def given_now(kind: Kind) -> Exists:
    """Whether a person agreed to this text as it stands now, as a column of a query of people."""
    version = WORDINGS[kind].version
    return Exists(Consent.objects.filter(person=OuterRef("pk"), kind=kind, text_version=version))


def agreed(kind: Kind) -> PersonQuerySet:
    """Everybody who agreed to this, to the text as it stands now."""
    return Person.objects.filter(given_now(kind))


def allow_quiz_statistics(*, by: Person, at: datetime) -> None:
    """Let the answers of `by` count in the host's report; doing it twice changes nothing."""
    agree(Kind.QUIZ_STATISTICS, version=WORDINGS[Kind.QUIZ_STATISTICS].version, by=by, at=at)


def withdraw_quiz_statistics(*, by: Person) -> None:
    """Take that back: the consent is deleted, and the next report is made without `by`."""
    withdraw(Kind.QUIZ_STATISTICS, by=by)


def allows_quiz_statistics(person: Person) -> bool:
    """Whether this person agreed, to the text as it stands now."""
    return agreed(Kind.QUIZ_STATISTICS).filter(pk=person.pk).exists()


def people_in_quiz_statistics() -> PersonQuerySet:
    """Everybody whose answers may count, and may be kept at all."""
    return agreed(Kind.QUIZ_STATISTICS).filter(given_now(Kind.SENSITIVE_DATA))


def _row(kind: Kind, by: Person, at: datetime) -> Consent:
    version = WORDINGS[kind].version
    return Consent(person=by, kind=kind, text_version=version, given_at=at)
