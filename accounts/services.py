"""What people do with accounts and links: one function each, in one transaction."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction

from accounts import erasure
from accounts.models import Consent, Couple, Invitation, Person, Seat
from accounts.models.person import PersonQuerySet
from accounts.refusals import (
    AlreadyLinked,
    InvitationClosed,
    InvitationUnknown,
    InviterAlreadyLinked,
    NotLinked,
    OwnInvitation,
)

INVITATION_LASTS = timedelta(days=7)
TOKEN_BYTES = 20
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10
CONSENT_TEXT_VERSION = "2026-11"
# What everybody confirms who signs up; every other consent is asked for by itself, and off.
ASKED_AT_SIGN_UP = (Consent.Kind.ADULT, Consent.Kind.HOST_CAN_READ)


@dataclass(frozen=True)
class FreshInvitation:
    """What is shown once: the link's token (160 random bits), the code, the last moment."""

    token: str
    code: str
    expires_at: datetime


def confirm_sign_up(*, by: Person, at: datetime) -> None:
    """Record that `by` is an adult and has read who could technically read their words."""
    for kind in ASKED_AT_SIGN_UP:
        Consent.objects.get_or_create(
            person=by, kind=kind, text_version=CONSENT_TEXT_VERSION, defaults={"given_at": at}
        )


def allow_quiz_statistics(*, by: Person, at: datetime) -> None:
    """Let the answers of `by` count in the host's report; doing it twice changes nothing."""
    by.consents.get_or_create(
        kind=Consent.Kind.QUIZ_STATISTICS,
        text_version=CONSENT_TEXT_VERSION,
        defaults={"given_at": at},
    )


def withdraw_quiz_statistics(*, by: Person) -> None:
    """Take that back: the consent is deleted, and the next report is made without `by`."""
    by.consents.filter(kind=Consent.Kind.QUIZ_STATISTICS).delete()


def allows_quiz_statistics(person: Person) -> bool:
    """Whether this person agreed, to the text as it stands now."""
    return people_in_quiz_statistics().filter(pk=person.pk).exists()


def people_in_quiz_statistics() -> PersonQuerySet:
    """Everybody who agreed, to the text as it stands now."""
    agreed = {
        "consents__kind": Consent.Kind.QUIZ_STATISTICS,
        "consents__text_version": CONSENT_TEXT_VERSION,
    }
    return Person.objects.filter(**agreed)


def change_me(*, by: Person, name: str, time_zone: str, language: str) -> None:
    """Change how `by` is called and how times and words are shown to them."""
    by.name, by.time_zone, by.language = name, time_zone, language
    by.save(update_fields=["name", "time_zone", "language"])


@transaction.atomic
def invite(*, by: Person, at: datetime) -> FreshInvitation:
    """Make an invitation; an earlier one of the same person stops working.

    Raises `AlreadyLinked` when `by` is in a couple.
    """
    _lock_people(by)
    if by.seats.filter(left_at=None).exists():
        raise AlreadyLinked
    _close_invitations(by, at)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    code = "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    invitation = Invitation.objects.create(
        inviter=by,
        token_hash=hash_of_token(token),
        code_hash=_hash_of_code(code),
        made_at=at,
        expires_at=at + INVITATION_LASTS,
    )
    return FreshInvitation(token, f"{code[:5]}-{code[5:]}", invitation.expires_at)


@transaction.atomic
def revoke_invitation(*, by: Person, at: datetime) -> None:
    """Withdraw the open invitation of `by`; doing it twice changes nothing."""
    _close_invitations(by, at)


def open_invitation(*, of: Person, at: datetime) -> Invitation | None:
    """The invitation of `of` that would still be accepted at `at`."""
    return of.invitations.open(at).first()


def find_invitation_by_token(token: str, *, at: datetime) -> Invitation:
    """The open invitation behind a link; raises `InvitationUnknown` or `InvitationClosed`."""
    return _open_or_refuse(Invitation.objects.filter(token_hash=hash_of_token(token)), at)


def find_invitation_by_code(code: str, *, at: datetime) -> Invitation:
    """The open invitation behind a typed code, however it was spaced; raises as for a link."""
    return _open_or_refuse(Invitation.objects.filter(code_hash=_hash_of_code(code)), at)


def find_invitation(invitation_id: int | None, *, at: datetime) -> Invitation:
    """The open invitation a session remembers; raises as for a link."""
    return _open_or_refuse(Invitation.objects.filter(pk=invitation_id), at)


def refuse_unless_acceptable(invitation: Invitation, *, by: Person) -> None:
    """Raise `OwnInvitation` or `AlreadyLinked` where `by` could not accept it."""
    if invitation.inviter_id == by.pk:
        raise OwnInvitation
    if by.seats.filter(left_at=None).exists():
        raise AlreadyLinked


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person, at: datetime) -> Couple:
    """Link `by` with the inviter. The first of two simultaneous tries wins, the other is refused.

    Raises `OwnInvitation`, `AlreadyLinked`, `InviterAlreadyLinked` or `InvitationClosed`.
    """
    inviter = invitation.inviter
    _lock_people(inviter, by)
    refuse_unless_acceptable(invitation, by=by)
    if inviter.seats.filter(left_at=None).exists():
        raise InviterAlreadyLinked
    # The conditional update decides: one flat statement that only one of two can win.
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(accepted_at=at):
        raise InvitationClosed
    _close_invitations(by, at)
    return _link(inviter, by, at)


@transaction.atomic
def unlink(*, by: Person, at: datetime) -> None:
    """End the couple of `by`, at once and alone; nobody is asked and nobody is told by mail.

    Raises `NotLinked` when there is no couple (any more).
    """
    couple_of(by).end(at=at)
    by.__dict__.pop("couple", None)


def erase(*, by: Person, at: datetime) -> None:
    """Erase the account of `by` with everything they wrote.

    The couple ends first, then the key is destroyed, then every row goes, in one transaction.
    What lies outside the database (sent mail on this machine, the write-ahead log) follows.
    """
    addresses = erasure.addresses_of(by)
    with transaction.atomic():
        # The couple before the person, as everything two people change together locks them. Asked
        # again after it, since somebody may have linked with `by` while we waited.
        couple = _live_couple(by)
        _lock_people(by)
        couple = couple or _live_couple(by)
        if couple is not None:
            couple.end(at=at)
        erasure.erase_rows(by)
    erasure.erase_traces(addresses)


def couple_of(person: Person) -> Couple:
    """The couple `person` is in now, its row locked until the transaction ends.

    What two people change together locks this row first. Raises `NotLinked`.
    """
    couple = _live_couple(person)
    if couple is None:
        raise NotLinked
    return couple


def _live_couple(person: Person) -> Couple | None:
    """The same, or None; asked under the lock, since the other may have unlinked meanwhile."""
    couples = Couple.objects.select_for_update(of=("self",), no_key=True)
    mine = {"seats__person": person, "seats__left_at": None}
    return couples.filter(ended_at=None, **mine).first()


def _link(inviter: Person, invited: Person, at: datetime) -> Couple:
    couple = Couple.objects.create(started_at=at)
    try:
        Seat.objects.create(couple=couple, number=1, person=inviter)
        Seat.objects.create(couple=couple, number=2, person=invited)
    except IntegrityError as taken:
        raise AlreadyLinked from taken
    for person in (inviter, invited):
        person.__dict__.pop("couple", None)
    return couple


def _lock_people(*people: Person) -> None:
    """Lock rows in one fixed order, so that two people inviting each other cannot deadlock."""
    ids = sorted(person.pk for person in people)
    list(Person.objects.select_for_update().filter(pk__in=ids).order_by("pk").values_list("pk"))


def _close_invitations(person: Person, at: datetime) -> None:
    person.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=at)


def _open_or_refuse(found, at: datetime) -> Invitation:
    invitation = found.select_related("inviter__key").first()
    if invitation is None:
        raise InvitationUnknown
    if not invitation.is_open(at):
        raise InvitationClosed
    return invitation


def hash_of_token(token: str) -> bytes:
    """What is stored in place of a random token of at least 128 bits: its SHA-256."""
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def _hash_of_code(code: str) -> bytes:
    """A code is short, so its hash is keyed: a stolen database does not give it away."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, b"invitation code|" + letters.encode("utf-8", "replace"), "sha256")
