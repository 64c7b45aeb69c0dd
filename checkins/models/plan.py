"""Time together that a couple has planned."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.privacy import CLOCKWORK, NUMBER, OWNER
from accounts.sealing import DAMAGED, SealedTextField, legible
from checkins.domain.evenings import LOOKS_BACK, Span
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

    def begun(self, at: datetime) -> "PlanQuerySet":
        """Those that have begun, over or not, the latest first."""
        return self.filter(starts_at__lte=at).order_by("-starts_at", "-pk")

    def begun_between(self, earliest: datetime, latest: datetime) -> "PlanQuerySet":
        """Those that start in a span of time, the first one first."""
        return self.filter(starts_at__gte=earliest, starts_at__lte=latest).order_by(
            "starts_at", "pk"
        )

    def coming(self, at: datetime, *, most: int) -> "list[Plan]":
        """The next ones that are not over yet, ready to be read."""
        # The database knows when they begin, not when they end: a few in front may be over.
        found = self.ahead(at).readable()[: most + A_FEW]
        return [plan for plan in found if plan.ends_at > at][:most]

    def readable(self) -> "PlanQuerySet":
        """With each author's key, so that reading the titles asks nothing more."""
        return self.select_related("author__key")

    def unnoticed(self) -> "PlanQuerySet":
        """Those made, moved or let go since the reminders last took notice of them."""
        return self.filter(noticed__lt=F("sequence"))

    def with_repeats(self) -> "PlanQuerySet":
        """With what each was made from, so that asking whether it repeats asks nothing more."""
        return self.select_related("repeat")


class Plan(models.Model):
    """An evening, an hour, a walk. `zone` is the one it was planned in; `starts_at` is UTC.

    `idea` is the key of the idea it was made from. One that `repeat` made remembers as `repeat_on`
    which day of it it stands for, wherever it was moved since. `noticed` is the sequence at which
    the reminders took notice of it.
    """

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
    idea = SealedTextField(author="author", null=True)
    repeat = models.ForeignKey(
        # The unique constraint below already serves as the index.
        "Repeat",
        null=True,
        on_delete=models.CASCADE,
        related_name="plans",
        db_index=False,
    )
    repeat_on = models.DateField(null=True)
    noticed = models.SmallIntegerField(default=-1)

    objects = PlanQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["couple", "starts_at"], name="plans_of_a_couple_by_time"),
            models.Index(
                fields=["couple"],
                condition=Q(noticed__lt=F("sequence")),
                name="plans_to_take_notice_of",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="a_plan_lasts_15_minutes_to_12_hours",
            ),
            models.UniqueConstraint(
                fields=["repeat", "repeat_on"], name="one_plan_a_day_of_a_repeat"
            ),
            models.CheckConstraint(
                condition=Q(repeat=None, repeat_on=None)
                | Q(repeat__isnull=False, repeat_on__isnull=False),
                name="a_repeated_plan_knows_its_day",
            ),
        ]

    class Privacy:
        owner = "author"
        aged_by = "starts_at"
        aged_as = _("plans from when you were linked")
        stays_while = "couple"
        erased = {
            *("id", "couple", "author", "public_id", "title", "starts_at", "minutes", "zone"),
            *("sequence", "created_at", "cancelled_at", "idea", "repeat", "repeat_on", "noticed"),
        }
        kept = set()
        sealed = {"title", "idea"}
        known_by = ("public_id",)
        exported_as = "plans"
        exported = {
            *("couple", "public_id", "title", "starts_at", "minutes", "zone", "created_at"),
            *("cancelled_at", "idea", "repeat_on"),
        }
        withheld = {
            "id": NUMBER,
            "author": OWNER,
            "repeat": NUMBER,
            "sequence": CLOCKWORK,
            "noticed": CLOCKWORK,
        }

    def __str__(self) -> str:
        return f"plan {self.pk}"

    @property
    def called(self) -> str:
        """The title as it is read: a sentence in its place where it is damaged."""
        return legible(self, "title", str(DAMAGED))

    @property
    def ends_at(self) -> datetime:
        """When it is over."""
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def span(self) -> Span:
        """From when to when."""
        return self.starts_at, self.ends_at

    @property
    def is_cancelled(self) -> bool:
        """Whether one of them let it go."""
        return self.cancelled_at is not None

    @property
    def repeats(self) -> bool:
        """Whether another one like it follows a week later."""
        return self.repeat is not None and self.repeat.ended_at is None

    def is_over(self, at: datetime) -> bool:
        """Whether it has ended."""
        return self.ends_at <= at

    def is_fresh(self, at: datetime) -> bool:
        """Whether it ended within the week in which one says how it was."""
        return self.is_over(at) and at < self.ends_at + LOOKS_BACK

    def move(self) -> None:
        """Keep its new time; calendars learn of it by the sequence."""
        self.sequence += 1
        self.save(update_fields=["starts_at", "minutes", "zone", "sequence"])

    def cancel(self, at: datetime) -> None:
        """Let it go; calendars learn of it by the sequence. Twice is as good as once."""
        unless_done = Plan.objects.kept().filter(pk=self.pk)
        unless_done.update(cancelled_at=at, sequence=F("sequence") + 1)
        self.refresh_from_db(fields=["cancelled_at", "sequence"])
