"""How an evening was for one of the two: their own, and never shown to the other."""

from typing import Any

from django.db import models

from accounts.models import Person
from accounts.sealing import SealedJSONField
from checkins.models.check_in import CheckIn


class Closing(models.Model):
    """One person's close of one check-in.

    `said` is sealed as a whole: "heard" and "close" are 0 to 10 or missing, "fit" says whether the
    format was right. What was left out is missing there, never a zero.
    """

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="closings")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="closings")
    said: Any = SealedJSONField(author="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "person"], name="one_closing_per_person_and_week"
            )
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "check_in", "person", "said"}
        kept = set()
        sealed = {"said"}

    def __str__(self) -> str:
        return f"closing {self.pk}"
