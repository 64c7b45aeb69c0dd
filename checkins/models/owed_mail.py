"""The mail that is owed: one row a person and occasion, and how far each has come."""

import uuid
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Self

from django.db import models
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Person, Seat
from accounts.privacy import CLOCKWORK, NUMBER, OWNER
from checkins.domain.retries import MOST_ATTEMPTS
from checkins.models import in_bulk
from checkins.models.check_in import CheckIn
from checkins.models.clockwork import Owed
from checkins.models.mailbox import Mailbox
from checkins.models.plan import Plan
from checkins.models.preparation import Preparation
from checkins.models.schedule import Kind, Schedule
from quizzes.services import results_newer_than

# So long after its last moment a settled mail is kept, for a host who looks into a complaint.
KEPT = timedelta(days=90)


class OwedMailQuerySet(models.QuerySet):
    """Owed mails, as a set."""

    def claim(self, ids: list[str], *, token: uuid.UUID, at: datetime, lease: timedelta) -> int:
        """Take those of `ids` that are owed now, for as long as the lease; return how many.

        One flat update: of two workers with the same ids each row goes to one. The attempt is
        counted before the work, so that a mail which kills its worker is found out; one that was
        begun before is taken only alone, also where an old message names it among others.
        """
        mine = self.filter(pk__in=ids, state=OwedMail.State.OWED, next_try_at__lte=at)
        return (mine if len(ids) == 1 else mine.filter(attempts=0)).update(
            state=OwedMail.State.CLAIMED,
            claim=token,
            claimed_until=at + lease,
            attempts=F("attempts") + 1,
        )

    def held_by(self, token: uuid.UUID, ids: Collection[str]) -> Self:
        """What a worker claimed of these, with all it takes to ask whether it is still wanted."""
        return _asked_before_sending().filter(pk__in=ids, claim=token, state=OwedMail.State.CLAIMED)

    def write_down(self, mails: Sequence[Owed]) -> None:
        """Insert these at once; what is owed for the same occasion already stays as it is."""
        in_bulk.insert(self.model, Owed._fields, mails)

    def let_go(self, at: datetime) -> Self:
        """Those that nobody is working on: owed, or claimed by a worker whose lease ran out."""
        return self.filter(
            Q(state=OwedMail.State.OWED, next_try_at__lte=at)
            | Q(state=OwedMail.State.CLAIMED, claimed_until__lte=at)
        )

    def too_late(self, at: datetime) -> Self:
        """Those that are not worth sending any more."""
        return self.filter(lapses_at__lte=at)

    def outdated(self, at: datetime) -> Self:
        """Those settled long ago: by its last moment, no such mail is ever written down again."""
        pending = (OwedMail.State.OWED, OwedMail.State.CLAIMED)
        return self.filter(lapses_at__lte=at - KEPT).exclude(state__in=pending)

    def worn_out(self) -> Self:
        """Those that were begun as often as anything is."""
        return self.filter(attempts__gte=MOST_ATTEMPTS)

    def unheard(self, at: datetime, patience: timedelta) -> Self:
        """Those let go whose message was lost or never handed over."""
        return self.let_go(at).filter(_unheard(at, patience))

    def neglected(self, at: datetime, patience: timedelta) -> Self:
        """Those let go that a tick has to close, to park or to hand out again."""
        is_over = Q(lapses_at__lte=at) | Q(attempts__gte=MOST_ATTEMPTS)
        return self.let_go(at).filter(is_over | _unheard(at, patience))


def _unheard(at: datetime, patience: timedelta) -> Q:
    handed = Q(handed_at=None) | Q(handed_at__lte=at - patience)
    return handed | Q(state=OwedMail.State.CLAIMED)


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
        # Indexed below, only where there is one.
        CheckIn,
        null=True,
        on_delete=models.CASCADE,
        related_name="owed_mails",
        db_index=False,
    )
    plan = models.ForeignKey(
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
            models.Index(
                fields=["check_in"],
                condition=Q(check_in__isnull=False),
                name="mails_about_a_check_in",
            ),
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
        exported_as = "reminder_mails"
        exported = {"kind", "starts_at", "due_at", "state", "sent_at", "refusal_code"}
        withheld = (
            dict.fromkeys(("id", "occasion", "check_in", "plan", "attempt", "message_id"), NUMBER)
            | {"person": OWNER}
            | dict.fromkeys(
                ("lapses_at", "claim", "claimed_until", "attempts", "next_try_at", "handed_at"),
                CLOCKWORK,
            )
        )

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


# Every column more is read and turned into Python for every mail.
_NEEDED_TO_SEND = [
    *("person", "kind", "check_in", "plan", "starts_at", "due_at", "lapses_at"),
    *("message_id", "attempts"),
    *("person__public_id", "person__email", "person__language", "person__is_active"),
    *("person__mailbox__person", "person__mailbox__refused_in_a_row"),
    "person__mailbox__stopped_at",
    *("check_in__meets_at", "check_in__revealed_at", "check_in__called_off_at"),
    *("check_in__passed_at", "check_in__couple__ended_at"),
    *("plan__starts_at", "plan__cancelled_at", "plan__couple__ended_at"),
]


@cache
def _asked_before_sending() -> OwedMailQuerySet:
    """Put together once: for a batch that takes Django longer than PostgreSQL takes to answer."""
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
        OwedMail.objects.select_related("person__mailbox", "check_in__couple", "plan__couple")
        .only(*_NEEDED_TO_SEND)
        .annotate(
            still_wished=Exists(wished),
            is_linked=Exists(seats),
            is_ready=Exists(ready),
            has_newer_result=Exists(newer),
        )
        .order_by("due_at", "pk")
    )
