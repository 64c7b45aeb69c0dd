"""Reminders: who wants which and when, the mail that is owed, and the heart of the clockwork."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Seat
from checkins.models import in_bulk
from checkins.models.check_in import CheckIn
from checkins.models.mailbox import Mailbox
from checkins.models.plan import Plan
from checkins.models.preparation import Preparation
from quizzes.services import results_newer_than


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

    def claim(self, at: datetime, most: int) -> list["Schedule"]:
        """Lock up to `most` that are due; rows another process holds are left to it.

        The person is locked too: an erasure takes that lock first, so neither waits for the other
        and no mail is written down for somebody who is just leaving.
        """
        return list(self.due(at).with_people_locked()[:most])

    def with_people_locked(self) -> Self:
        """Locked with their people, but for those another process holds."""
        rows = self.select_related("person").only(*_CLAIMED, "person__id")
        return rows.select_for_update(skip_locked=True, of=("self", "person"), no_key=True)

    def move_on(self, schedules: Collection["Schedule"]) -> None:
        """Store when each of these is due next, in one statement."""
        in_bulk.update(schedules, "next_on", "next_due_at")


class Schedule(models.Model):
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

    def __str__(self) -> str:
        return f"schedule {self.pk}"

    def is_paused(self, at: datetime) -> bool:
        """Whether a reminder due at `at` falls into a pause."""
        return self.paused_until is not None and at < self.paused_until

    def has_come_due(self, at: datetime) -> bool:
        """Whether its moment has come and the next tick will see it."""
        return self.enabled and self.next_due_at is not None and self.next_due_at <= at

    def rests_until(self, at: datetime) -> datetime:
        """The first moment from `at` on that is not in a pause."""
        return max(at, self.paused_until) if self.paused_until else at


_CLAIMED = [field.name for field in Schedule._meta.concrete_fields]


class OwedMailQuerySet(models.QuerySet):
    """Owed mails, as a set."""

    def claim(self, ids: list[str], *, token: uuid.UUID, at: datetime, lease: timedelta) -> int:
        """Take those of `ids` that are owed now, for as long as the lease; return how many.

        One flat update: of two workers with the same ids each row goes to one. The attempt is
        counted before the work, so that a mail which kills its worker is found out.
        """
        return self.filter(pk__in=ids, state=OwedMail.State.OWED, next_try_at__lte=at).update(
            state=OwedMail.State.CLAIMED,
            claim=token,
            claimed_until=at + lease,
            attempts=F("attempts") + 1,
        )

    def held_by(self, token: uuid.UUID) -> Self:
        """What a worker claimed, with all it takes to ask whether the mail is still wanted."""
        wished = Schedule.objects.filter(
            Q(paused_until=None) | Q(paused_until__lte=OuterRef("due_at")),
            person=OuterRef("person"),
            kind=OuterRef("kind"),
            enabled=True,
        )
        seats = Seat.objects.filter(person=OuterRef("person"), left_at=None)
        ready = Preparation.objects.filter(
            check_in=OuterRef("check_in"), person=OuterRef("person"), ready_at__isnull=False
        )
        newer = results_newer_than(OuterRef("attempt__finished_at"), person=OuterRef("person"))
        return (
            self.filter(claim=token, state=OwedMail.State.CLAIMED)
            .select_related("person__mailbox", "check_in__couple", "plan__couple")
            .defer("plan__title")
            .annotate(
                still_wished=Exists(wished),
                is_linked=Exists(seats),
                is_ready=Exists(ready),
                has_newer_result=Exists(newer),
            )
            .order_by("due_at", "pk")
        )

    def write_down(self, mails: Sequence["OwedMail"]) -> None:
        """Insert these at once; what is owed for the same occasion already stays as it is."""
        in_bulk.insert(mails)

    def let_go(self, at: datetime) -> Self:
        """Those that nobody is working on: owed, or claimed by a worker whose lease ran out."""
        return self.filter(
            Q(state=OwedMail.State.OWED, next_try_at__lte=at)
            | Q(state=OwedMail.State.CLAIMED, claimed_until__lte=at)
        )

    def too_late(self, at: datetime) -> Self:
        """Those that are not worth sending any more."""
        return self.filter(lapses_at__lte=at)

    def unheard(self, at: datetime, patience: timedelta) -> Self:
        """Those let go whose message was lost or never handed over."""
        handed = Q(handed_at=None) | Q(handed_at__lte=at - patience)
        return self.let_go(at).filter(handed | Q(state=OwedMail.State.CLAIMED))


class OwedMail(models.Model):
    """One mail owed to one person for one occasion. It says what is owed and how it went, no text.

    `occasion` is the local ISO week for time together, the id of a check-in or an attempt, a
    random id for a test, and for a plan its id and its start: one that moves is announced for its
    new time too, one that is only called something else is not, as the letter would say the same.
    `starts_at` is the start of what is announced, if it has one.
    """

    class State(models.TextChoices):
        """How far it has come."""

        OWED = "owed"
        CLAIMED = "claimed"
        SENT = "sent"
        # Too late to be worth sending, and counted as such.
        LAPSED = "lapsed"
        # No longer wanted when its turn came: switched off, paused, unlinked, already done.
        WITHDRAWN = "withdrawn"
        # Refused for good, or parked after too many tries.
        FAILED = "failed"

    # Made here rather than by the database, so that a tick knows the ids of what it inserts.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    person = models.ForeignKey(
        # The unique constraint below already serves as the index.
        Person,
        on_delete=models.CASCADE,
        related_name="owed_mails",
        db_index=False,
    )
    kind = models.CharField(max_length=20, choices=Kind)
    occasion = models.CharField(max_length=40)
    check_in = models.ForeignKey(
        CheckIn, null=True, on_delete=models.CASCADE, related_name="owed_mails"
    )
    plan = models.ForeignKey(
        # Indexed below, only where there is one.
        Plan,
        null=True,
        on_delete=models.CASCADE,
        related_name="owed_mails",
        db_index=False,
    )
    attempt = models.ForeignKey(
        "quizzes.Attempt",
        null=True,
        on_delete=models.CASCADE,
        related_name="owed_mails",
        db_index=False,
    )
    starts_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField()
    lapses_at = models.DateTimeField()
    message_id = models.CharField(max_length=320)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OWED)
    claim = models.UUIDField(null=True)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    handed_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    refusal_code = models.PositiveSmallIntegerField(null=True)

    objects = OwedMailQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "occasion"], name="one_mail_per_occasion"
            ),
            models.CheckConstraint(
                condition=Q(state="claimed", claim__isnull=False, claimed_until__isnull=False)
                | (~Q(state="claimed") & Q(claimed_until=None)),
                name="a_claimed_mail_has_a_lease",
            ),
            models.CheckConstraint(
                condition=Q(state="sent", sent_at__isnull=False)
                | (~Q(state="sent") & Q(sent_at=None)),
                name="a_sent_mail_has_its_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"], condition=Q(state="owed"), name="mails_to_be_tried"
            ),
            models.Index(
                fields=["claimed_until"], condition=Q(state="claimed"), name="mails_under_a_lease"
            ),
            models.Index(fields=["claim"], condition=Q(state="claimed"), name="mails_by_claim"),
            models.Index(
                fields=["plan"], condition=Q(plan__isnull=False), name="mails_about_a_plan"
            ),
            models.Index(
                fields=["attempt"], condition=Q(attempt__isnull=False), name="mails_about_a_retest"
            ),
        ]

    class Privacy:
        owner = "person"
        erased = {
            *("id", "person", "kind", "occasion", "check_in", "plan", "attempt", "starts_at"),
            *("due_at", "lapses_at", "message_id", "state", "claim", "claimed_until", "attempts"),
            *("next_try_at", "handed_at", "sent_at", "refusal_code"),
        }
        kept = set()
        sealed = set()

    def __str__(self) -> str:
        return f"owed mail {self.pk}"

    def is_wanted(self, at: datetime) -> bool:
        """Whether it should still go out; asked of a row from `held_by`."""
        if not self._can_be_reached:
            return False
        if self.kind == Kind.TEST:
            return True
        if self.kind == Kind.RETEST:
            return self.still_wished and not self.has_newer_result
        # Every other kind is about something for two: an unlink ends them.
        return self.still_wished and self.is_linked and self._is_still_ahead(at)

    @property
    def _can_be_reached(self) -> bool:
        has_address = bool(self.person.is_active and self.person.email)
        return has_address and (self._mailbox is None or self._mailbox.stopped_at is None)

    @property
    def has_refusals(self) -> bool:
        """Whether the last letter to this person was refused for good."""
        return self._mailbox is not None and self._mailbox.refused_in_a_row > 0

    @property
    def _mailbox(self) -> Mailbox | None:
        """The person's mailbox, if it ever refused anything."""
        return getattr(self.person, "mailbox", None)

    def _is_still_ahead(self, at: datetime) -> bool:
        """Whether what it announces is still to come, at the time that is announced."""
        if self.plan is not None:
            is_live = self.plan.couple.ended_at is None and not self.plan.is_cancelled
            return is_live and self.plan.starts_at == self.starts_at
        if self.check_in is not None:
            is_live = self.check_in.couple.ended_at is None
            return is_live and self.check_in.is_open(at) and not self.is_ready
        return True


class Beat(models.Model):
    """The clockwork's heartbeat: one row, moved on by every tick that came to its end."""

    name = models.CharField(max_length=20, primary_key=True)
    beat_at = models.DateTimeField()

    class Privacy:
        owner = None
        erased = set()
        kept = {"name", "beat_at"}
        sealed = set()

    def __str__(self) -> str:
        return f"beat {self.name}"
