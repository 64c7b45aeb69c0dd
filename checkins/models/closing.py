"""How an evening was for one of the two: their own, and never shown to the other."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import ALWAYS, SealedJSONField
from checkins.models.check_in import CheckIn


class Closing(models.Model):
    """One person's close of one check-in.

    `said` is sealed as a whole: "heard" and "close" are 0 to 10 or missing, "fit" says whether the
    format was right. What was left out is missing there, never a zero.
    """

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="closings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="closings")
    said: Any = SealedJSONField(author="person", locked_by=ALWAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "person"], name="one_closing_per_person_and_week"
            )
        ]

    class Privacy:
        owner = "person"
        aged_by = "check_in__meets_at"
        aged_as = _("answers to how an evening was")
        erased = {"id", "check_in", "person", "said"}
        kept = set()
        sealed = {"said"}
        exported_as = "closings"
        exported = {"check_in", "said"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"closing {self.pk}"
