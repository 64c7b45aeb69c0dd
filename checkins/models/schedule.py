"""Who wants which reminder, and when."""

from collections.abc import Collection
from dataclasses import fields
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.privacy import CLOCKWORK, NUMBER, OWNER
from checkins.models import in_bulk
from checkins.models.clockwork import Due, Pausable


class Kind(models.TextChoices):
    """What a reminder announces."""

    TOGETHER = "together", _("Time together")
    CHECK_IN = "check_in", _("The check-in opens")
    PLAN = "plan", _("Something you planned")
    RETEST = "retest", _("The quiz again")
    # Asked for with a button, never scheduled.
    TEST = "test", _("A test")


WEEKLY = (Kind.TOGETHER, Kind.CHECK_IN)


class ScheduleQuerySet(models.QuerySet):
    """Schedules, as a set."""

    def on(self) -> Self:
        """Those that are switched on."""
        return self.filter(enabled=True)

    def due(self, at: datetime) -> Self:
        """Those whose moment has come, the longest waiting first."""
        return self.on().filter(next_due_at__lte=at).order_by("next_due_at")

    def claim(self, at: datetime, most: int) -> list[Due]:
        """Lock up to `most` that are due; rows another process holds are left to it.

        The person is locked too: an erasure takes that lock first, so neither waits for the other
        and no mail is written down for somebody who is just leaving.
        """
        locked = self.due(at).select_for_update(skip_locked=True, no_key=True)[:most]
        # A column of the person's brings their row into the query, and so under the lock.
        rows = in_bulk.read(locked, *(field.name for field in fields(Due)), "person__is_active")
        return [Due(*columns) for *columns, _is_active in rows]

    def with_people_locked(self) -> Self:
        """Locked with their people, but for those another process holds."""
        rows = self.select_related("person").only(*_CLAIMED, "person__id")
        return rows.select_for_update(skip_locked=True, of=("self", "person"), no_key=True)

    def move_on(self, schedules: "Collection[Schedule | Due]") -> None:
        """Store when each of these is due next, in one statement."""
        rows = [(schedule.pk, schedule.next_on, schedule.next_due_at) for schedule in schedules]
        in_bulk.update(self.model, ("next_on", "next_due_at"), rows)


class Schedule(Pausable, models.Model):
    """One kind of reminder for one person: weekday (0 is Monday), wall time, zone, what is next.

    `next_on` and `next_due_at` follow from the others: for the weekly kinds by `domain.cadence`,
    for the others by what there is to announce. `next_due_at` is empty while there is nothing.
    `lead` is how long before its start a thing is announced. Plans need neither weekday nor wall
    time, a re-test no weekday.
    """

    person = models.ForeignKey(
        # The unique constraint below already serves as the index.
        Person,
        on_delete=models.CASCADE,
        related_name="schedules",
        db_index=False,
    )
    kind = models.CharField(max_length=20, choices=Kind)
    weekday = models.PositiveSmallIntegerField(null=True)
    wall_time = models.TimeField(null=True)
    zone = models.CharField(max_length=64)
    lead = models.DurationField(default=timedelta)
    next_on = models.DateField(null=True)
    next_due_at = models.DateTimeField(null=True)
    enabled = models.BooleanField(default=False)
    paused_until = models.DateTimeField(null=True, blank=True)

    objects = ScheduleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"], name="one_schedule_per_person_and_kind"
            ),
            models.CheckConstraint(
                condition=Q(weekday__range=(0, 6)), name="a_schedule_has_a_real_weekday"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=("together", "check_in"))
                | Q(
                    weekday__isnull=False,
                    wall_time__isnull=False,
                    next_on__isnull=False,
                    next_due_at__isnull=False,
                ),
                name="a_weekly_schedule_has_its_time",
            ),
            models.CheckConstraint(
                condition=~Q(kind="test"), name="a_test_reminder_is_never_scheduled"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_due_at"], condition=Q(enabled=True), name="schedules_that_come_due"
            )
        ]

    class Privacy:
        owner = "person"
        erased = {
            *("id", "person", "kind", "weekday", "wall_time", "zone", "lead"),
            *("next_on", "next_due_at", "enabled", "paused_until"),
        }
        kept = set()
        sealed = set()
        exported_as = "reminders"
        exported = {"kind", "weekday", "wall_time", "zone", "lead", "enabled", "paused_until"}
        withheld = {"id": NUMBER, "person": OWNER, "next_on": CLOCKWORK, "next_due_at": CLOCKWORK}

    def __str__(self) -> str:
        return f"schedule {self.pk}"

    def has_come_due(self, at: datetime) -> bool:
        """Whether its moment has come and the next tick will see it."""
        return self.enabled and self.next_due_at is not None and self.next_due_at <= at


_CLAIMED = [field.name for field in Schedule._meta.concrete_fields]
