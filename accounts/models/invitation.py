"""An invitation to link: made by one person, used once by another."""

from datetime import datetime

from django.db import models
from django.db.models import Q

from accounts.models.person import Person


class InvitationQuerySet(models.QuerySet):
    """Invitations, as a set."""

    def open(self, at: datetime) -> "InvitationQuerySet":
        """Those that would still be accepted at `at`."""
        return self.filter(accepted_at=None, revoked_at=None, expires_at__gt=at)


class Invitation(models.Model):
    """Only hashes are kept: the link and the code are shown once, to the person who made them."""

    inviter = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    token_hash = models.BinaryField(max_length=32, unique=True)
    code_hash = models.BinaryField(max_length=32, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

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
            *("accepted_at", "revoked_at"),
        }
        kept = set()
        sealed = set()

    def __str__(self) -> str:
        return f"invitation {self.pk}"

    def is_open(self, at: datetime) -> bool:
        """Whether it would still be accepted at `at`."""
        return self.accepted_at is None and self.revoked_at is None and at < self.expires_at
