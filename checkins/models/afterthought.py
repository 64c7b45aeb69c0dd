"""How an evening was, in one line: one's own, and never shown to the other."""

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import ALWAYS, SealedTextField
from checkins.models.plan import Plan


class Afterthought(models.Model):
    """One person's line about one plan. It outlives the plan, which goes with its author."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="afterthoughts")
    plan = models.ForeignKey(
        Plan, null=True, on_delete=models.SET_NULL, related_name="afterthoughts"
    )
    starts_at = models.DateTimeField()
    line: Any = SealedTextField(author="person", locked_by=ALWAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["plan", "person"], name="one_afterthought_per_person_and_plan"
            )
        ]

    class Privacy:
        owner = "person"
        aged_by = "starts_at"
        aged_as = _("lines about time together")
        erased = {"id", "person", "plan", "starts_at", "line"}
        kept = set()
        sealed = {"line"}
        exported_as = "afterthoughts"
        exported = {"plan", "starts_at", "line"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"afterthought {self.pk}"
