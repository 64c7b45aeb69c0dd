"""How an evening was, in one line: one's own, and never shown to the other."""

from typing import Any

from django.db import models

from accounts.models import Person
from accounts.sealing import SealedTextField
from checkins.models.plan import Plan


class Afterthought(models.Model):
    """One person's line about one plan. It outlives the plan, which goes with its author."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="afterthoughts")
    plan = models.ForeignKey(
        Plan, null=True, on_delete=models.SET_NULL, related_name="afterthoughts"
    )
    starts_at = models.DateTimeField()
    line: Any = SealedTextField(author="person")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], name="one_afterthought_per_person_and_plan"
            )
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "person", "plan", "starts_at", "line"}
        kept = set()
        sealed = {"line"}

    def __str__(self) -> str:
        return f"afterthought {self.pk}"
