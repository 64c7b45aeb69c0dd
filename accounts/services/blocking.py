"""Whose invitations somebody does not want to see again."""

from dataclasses import dataclass
from datetime import datetime

from accounts.models import Invitation, Person
from accounts.refusals import OwnInvitation
from accounts.services.linking import decline_invitation


@dataclass(frozen=True)
class Blocked:
    """Somebody who is blocked, as the one who did it sees them; `key` is the block's own."""

    key: int
    name: str
    made_at: datetime


def block_inviter(invitation: Invitation, *, by: Person, at: datetime) -> None:
    """Take no invitation of this inviter any more, who cannot tell; twice is as good as once.

    Raises `OwnInvitation`.
    """
    if invitation.inviter_id == by.pk:
        raise OwnInvitation
    by.blocks.get_or_create(blocked=invitation.inviter, defaults={"made_at": at})
    decline_invitation(invitation, at=at)


def unblock(key: str, *, by: Person) -> None:
    """Take a block back; a key that is none of one's own changes nothing."""
    mine = {str(block.pk): block for block in by.blocks.all()}
    if key in mine:
        mine[key].delete()


def blocks_of(person: Person) -> list[Blocked]:
    """Whom this person blocked, the latest first."""
    rows = person.blocks.select_related("blocked__key").order_by("-made_at", "-pk")
    return [Blocked(row.pk, row.blocked.called, row.made_at) for row in rows]
