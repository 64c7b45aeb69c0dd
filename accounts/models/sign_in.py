"""The record of a person's sign-ins, for nobody but themselves."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models.person import Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import SealedTextField

KEPT = timedelta(days=90)


class SignInQuerySet(models.QuerySet):
    """Sign-ins, as a set."""

    def recent(self, at: datetime) -> "SignInQuerySet":
        """Those that are still kept."""
        return self.filter(at__gt=at - KEPT)

    def outdated(self, at: datetime) -> "SignInQuerySet":
        """Those that are kept no longer."""
        return self.filter(at__lte=at - KEPT)


class SignIn(models.Model):
    """One sign-in as the server saw it: when, by what, from which kind of device and address.

    Kept for 90 days. A session remembers the `public_id` of its sign-in, so that the list of one's
    sessions can say which is which.
    """

    class Way(models.TextChoices):
        """By what somebody signed in."""

        PASSWORD = "password", _("Password")
        CODE = "code", _("Code by e-mail")
        PASSKEY = "passkey", _("Passkey")
        ELSEWHERE = "elsewhere", _("Another site's account")
        SIGN_UP = "sign_up", _("Making the account")

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sign_ins")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    at = models.DateTimeField()
    way = models.CharField(max_length=12, choices=Way)
    device = SealedTextField(author="person")
    address = SealedTextField(author="person")

    objects = SignInQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["at"], name="sign_ins_by_age")]

    class Privacy:
        owner = "person"
        erased = {"id", "person", "public_id", "at", "way", "device", "address"}
        kept = set()
        sealed = {"device", "address"}
        exported_as = "sign_ins"
        exported = {"at", "way", "device", "address"}
        withheld = {"id": NUMBER, "person": OWNER, "public_id": NUMBER}

    def __str__(self) -> str:
        return f"sign-in {self.pk}"
