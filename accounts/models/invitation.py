"""An invitation to link: made by one person, used once by another."""

from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q

from accounts.models.person import Person
from accounts.privacy import HASH, NUMBER, OWNER, THEIRS
from accounts.sealing import SealedTextField

# After its last moment; longer than any limit on inviting looks back.
KEPT = timedelta(days=90)


class InvitationQuerySet(models.QuerySet):
    """Invitations, as a set."""

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Those that would still be accepted at `at`."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)

    def outdated(self, at: datetime) -> "InvitationQuerySet":
        """Those that nobody can use for so long that nobody asks about them any more."""
        return self.filter(expires_at__lte=at - KEPT)


class Invitation(models.Model):
    """Only hashes are kept: the link and the code are shown once, to the person who made them."""

    inviter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.BinaryField(max_length=32, unique=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)
    # By whoever held the link. The inviter sees no difference, so it counts for nobody else.
    declined_at = models.DateTimeField(null=True)
    # Where the site sent it, if it was asked to.
    sent_to = SealedTextField(author="inviter", null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["inviter"],
                condition=Q(accepted_at=None, revoked_at=None),
                name="one_open_invitation_per_person",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None) | Q(revoked_at=None),
                name="an_invitation_is_accepted_or_revoked",
            ),
        ]

    class Privacy:
        owner = "inviter"
        erased = {
            *("id", "inviter", "token_hash", "code_hash", "made_at", "expires_at"),
            *("accepted_at", "revoked_at", "declined_at", "sent_to"),
        }
        kept = set()
        sealed = {"sent_to"}
        exported_as = "invitations"
        exported = {"made_at", "expires_at", "accepted_at", "revoked_at", "sent_to"}
        withheld = {
            "id": NUMBER,
            "inviter": OWNER,
            "token_hash": HASH,
            "code_hash": HASH,
            "declined_at": THEIRS,
        }

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether it would still be accepted at `at`."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
