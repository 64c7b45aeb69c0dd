"""Inviting, and becoming a couple: each verb in one transaction."""

import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import IntegrityError, transaction
from kombu.exceptions import OperationalError

from accounts import tasks
from accounts.models import Block, Couple, Invitation, Person, Seat
from accounts.refusals import (
    AlreadyLinked,
    InvitationBlocked,
    InvitationClosed,
    InvitationUnknown,
    InviterAlreadyLinked,
    MailRests,
    OwnInvitation,
)
from accounts.services.rights import lock_people
from accounts.services.tokens import hash_of_token

INVITATION_LASTS = timedelta(days=7)
TOKEN_BYTES = 20
CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 10


@dataclass(frozen=True)
class FreshInvitation:
    """What is shown once: the link's token (160 random bits), the code, the last moment."""

    token: str
    code: str
    expires_at: datetime


def invite(*, by: Person, at: datetime) -> FreshInvitation:
    """Make an invitation; an earlier one of the same person stops working.

    Raises `AlreadyLinked` when `by` is in a couple.
    """
    return _invite(by, at)[0]


@transaction.atomic
def invite_by_mail(*, by: Person, to: str, at: datetime) -> None:
    """Make an invitation and have the site send it there, unless it is not wanted there.

    Nothing tells whether it was. An earlier one of the same person stops working. Raises
    `AlreadyLinked`, and `MailRests` where the queue is away.
    """
    _send(_invite(by, at, sent_to=to)[1])


def send_again(*, by: Person, at: datetime) -> None:
    """Have the open invitation sent once more, with a new link in place of the older letter's.

    Raises `InvitationClosed` where no invitation to an address is open, and `MailRests`.
    """
    invitation = by.invitations.open(at).filter(sent_to__isnull=False).first()
    if invitation is None:
        raise InvitationClosed
    _send(invitation)


@transaction.atomic
def _invite(
    by: Person, at: datetime, sent_to: str | None = None
) -> tuple[FreshInvitation, Invitation]:
    lock_people(by)
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
        sent_to=sent_to,
    )
    return FreshInvitation(token, f"{code[:5]}-{code[5:]}", invitation.expires_at), invitation


def _send(invitation: Invitation) -> None:
    """Hand it to a worker once it is stored; how long that takes tells nothing of the address."""
    transaction.on_commit(partial(_hand_over, invitation.pk))


def _hand_over(invitation_id: int) -> None:
    try:
        tasks.send_invitation.delay(invitation_id)
    except (OperationalError, OSError) as fault:
        raise MailRests from fault


@transaction.atomic
def revoke_invitation(*, by: Person, at: datetime) -> None:
    """Withdraw the open invitation of `by`; doing it twice changes nothing."""
    _close_invitations(by, at)


def decline_invitation(invitation: Invitation, *, at: datetime) -> None:
    """Note that whoever held it does not want it: no letter of this inviter goes there any more.

    The link goes on as before, so that the inviter finds no difference, whatever they try.
    """
    Invitation.objects.filter(pk=invitation.pk, declined_at=None).update(declined_at=at)


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
    """Raise `OwnInvitation`, `InvitationBlocked` or `AlreadyLinked` where `by` cannot accept it."""
    if invitation.inviter_id == by.pk:
        raise OwnInvitation
    if Block.objects.filter(person=by, blocked=invitation.inviter_id).exists():
        raise InvitationBlocked
    if by.seats.filter(left_at=None).exists():
        raise AlreadyLinked


@transaction.atomic
def accept_invitation(invitation: Invitation, *, by: Person, at: datetime) -> Couple:
    """Link `by` with the inviter. The first of two simultaneous tries wins, the other is refused.

    An open invitation of `by`, perhaps to the very same person, is closed by it. Raises
    `OwnInvitation`, `InvitationBlocked`, `AlreadyLinked`, `InviterAlreadyLinked` or
    `InvitationClosed`.
    """
    inviter = invitation.inviter
    lock_people(inviter, by)
    refuse_unless_acceptable(invitation, by=by)
    if inviter.seats.filter(left_at=None).exists():
        raise InviterAlreadyLinked
    # The conditional update decides: one flat statement that only one of two can win.
    if not Invitation.objects.open(at).filter(pk=invitation.pk).update(accepted_at=at):
        raise InvitationClosed
    _close_invitations(by, at)
    return _link(inviter, by, at)


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


def _close_invitations(person: Person, at: datetime) -> None:
    person.invitations.filter(accepted_at=None, revoked_at=None).update(revoked_at=at)


def _open_or_refuse(found, at: datetime) -> Invitation:
    invitation = found.select_related("inviter__key").first()
    if invitation is None:
        raise InvitationUnknown
    if not invitation.is_open(at):
        raise InvitationClosed
    return invitation


def _hash_of_code(code: str) -> bytes:
    """A code is short, so its hash is keyed: a stolen database does not give it away."""
    letters = "".join(letter for letter in code.upper() if letter.isalnum())
    key = settings.SECRET_KEY.encode()
    return hmac.digest(key, b"invitation code|" + letters.encode("utf-8", "replace"), "sha256")
