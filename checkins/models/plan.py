"""Time together that a couple has planned."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q

from accounts.models import Couple, Person
from accounts.sealing import SealedTextField
from checkins.domain.ideas import LONGEST, SHORTEST

A_FEW = 4


class PlanQuerySet(models.QuerySet):
    """Plans, as a set."""

    def kept(self) -> "PlanQuerySet":
        """Those that were not let go."""
        return self.filter(cancelled_at=None)

    def ahead(self, at: datetime) -> "PlanQuerySet":
        """Those that were not let go and are not over for certain, the next one first."""
        longest = timedelta(minutes=LONGEST)
        return self.kept().filter(starts_at__gt=at - longest).order_by("starts_at", "pk")

    def coming(self, at: datetime, *, most: int) -> "list[Plan]":
        """The next ones that are not over yet, ready to be read."""
        # The database knows when they begin, not when they end: a few in front may be over.
        found = self.ahead(at).readable()[: most + A_FEW]
        return [plan for plan in found if plan.ends_at > at][:most]

    def readable(self) -> "PlanQuerySet":
        """With each author's key, so that reading the titles asks nothing more."""
        return self.select_related("author__key")


class Plan(models.Model):
    """An evening, an hour, a walk. `zone` is the one it was planned in; `starts_at` is UTC."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="plans")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="plans")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    title = SealedTextField(author="author")
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    zone = models.CharField(max_length=64)
    sequence = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["couple", "starts_at"], name="plans_of_a_couple_by_time")]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="a_plan_lasts_15_minutes_to_12_hours",
            )
        ]

    class Privacy:
        owner = "author"
        erased = {
            *("id", "couple", "author", "public_id", "title", "starts_at", "minutes", "zone"),
            *("sequence", "created_at", "cancelled_at"),
        }
        kept = set()
        sealed = {"title"}

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_cancelled(self) -> bool:
        """Whether one of them let it go."""
        return self.cancelled_at is not None

    def cancel(self, at: datetime) -> None:
        """Let it go; calendars learn of it by the sequence. Twice is as good as once."""
        unless_done = Plan.objects.kept().filter(pk=self.pk)
        unless_done.update(cancelled_at=at, sequence=F("sequence") + 1)
        self.refresh_from_db(fields=["cancelled_at", "sequence"])
