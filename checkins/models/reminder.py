"""Reminders: who wants which and when, the mail that is owed, and the heart of the clockwork."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person, Seat
from checkins.models.check_in import CheckIn
from checkins.models.preparation import Preparation


class Kind(models.TextChoices):
    """What a reminder announces."""

    TOGETHER = "together", _("Time together")
    CHECK_IN = "check_in", _("The check-in opens")


class ScheduleQuerySet(models.QuerySet):
    """Schedules, as a set."""

    def due(self, at: datetime) -> Self:
        """Those whose moment has come, the longest waiting first."""
        return self.filter(enabled=True, next_due_at__lte=at).order_by("next_due_at")

    def claim(self, at: datetime, most: int) -> list["Schedule"]:
        """Lock up to `most` that are due; rows another process holds are left to it.

        The person is locked too: an erasure takes that lock first, so neither waits for the other
        and no mail is written down for somebody who is just leaving.
        """
        rows = self.due(at).select_related("person").only(*_CLAIMED, "person__id")
        return list(
            rows.select_for_update(skip_locked=True, of=("self", "person"), no_key=True)[:most]
        )


class Schedule(models.Model):
    """One kind of reminder for one person: weekday (0 is Monday), wall time, zone, what is next.

    `next_on` and `next_due_at` follow from the others by `domain.cadence`. `lead` is how long
    before the weekday's wall time the reminder is due.
    """

    person = models.ForeignKey(
        # The unique constraint below already serves as the index.
        Person,
        on_delete=models.CASCADE,
        related_name="schedules",
        db_index=False,
    )
    kind = models.CharField(max_length=20, choices=Kind)
    weekday = models.PositiveSmallIntegerField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64)
    lead = models.DurationField(default=timedelta)
    next_on = models.DateField()
    next_due_at = models.DateTimeField()
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
        return (
            self.filter(claim=token, state=OwedMail.State.CLAIMED)
            .select_related("person", "check_in__couple")
            .annotate(still_wished=Exists(wished), is_linked=Exists(seats), is_ready=Exists(ready))
            .order_by("due_at", "pk")
        )

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

    `occasion` is the local ISO week for a weekly kind and the check-in's id for a check-in.
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
        ]

    class Privacy:
        owner = "person"
        erased = {
            *("id", "person", "kind", "occasion", "check_in", "due_at", "lapses_at", "message_id"),
            *("state", "claim", "claimed_until", "attempts", "next_try_at", "handed_at"),
            *("sent_at", "refusal_code"),
        }
        kept = set()
        sealed = set()

    def __str__(self) -> str:
        return f"owed mail {self.pk}"

    def is_wanted(self, at: datetime) -> bool:
        """Whether it should still go out; asked of a row from `held_by`."""
        if not (self.still_wished and self.person.is_active and self.person.email):
            return False
        # Every kind so far is about something for two: an unlink ends them all.
        if self.check_in is None:
            return self.is_linked
        is_live = self.check_in.couple.ended_at is None
        return is_live and self.check_in.is_open(at) and not self.is_ready


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
