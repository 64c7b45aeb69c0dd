"""The one area a couple works on: each wishes alone, and it is theirs when both wish the same."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import SealedTextField

# Who could wish for one area after the other would find out what the other one wished for.
WISH_HOLDS = timedelta(days=7)


class FocusWish(models.Model):
    """What one of the two would like to work on; `area` is None once it is taken back."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="focus_wishes"
    )
    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="focus_wishes")
    area = SealedTextField(author="person", null=True)
    wished_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "couple"], name="one_focus_wish_per_person")
        ]

    class Privacy:
        owner = "person"
        aged_by = "couple__ended_at"
        aged_as = _("areas you chose as focus")
        erased = {"id", "person", "couple", "area", "wished_at"}
        kept = set()
        sealed = {"area"}
        exported_as = "focus_wishes"
        exported = {"couple", "area", "wished_at"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"focus wish {self.pk}"

    @property
    def holds_until(self) -> datetime:
        """From when another area can be wished for."""
        return self.wished_at + WISH_HOLDS
