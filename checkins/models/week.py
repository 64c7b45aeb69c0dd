"""A couple's week: the slot they meet in, each check-in, and what each prepares for it."""

import logging
from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Q

from accounts.models import Couple, Person
from accounts.sealing import SealedTextField
from checkins import content
from checkins.domain import cadence, prompts
from checkins.domain.cadence import UnknownZone
from checkins.domain.preparation import (
    APPRECIATION,
    CLOSES_AFTER,
    KINDS,
    OPENS_BEFORE,
    STEPS,
    Written,
    for_the_partner,
    in_order,
)

log = logging.getLogger(__name__)

# A guided meeting takes 25 to 35 minutes; an hour leaves room for a late start.
MEETING_LASTS = timedelta(hours=1)

MOST_PLACES = max(step.places for step in STEPS)


class Meeting(NamedTuple):
    """A time to meet: its date in the slot's zone, and the moment in UTC."""

    local_date: date
    starts_at: datetime

    @property
    def week(self) -> str:
        """The ISO week it falls into."""
        return cadence.iso_week(self.local_date)

    @property
    def opens_at(self) -> datetime:
        """When its preparation opens."""
        return self.starts_at - OPENS_BEFORE


class SlotQuerySet(models.QuerySet):
    """Slots, as a set."""

    def due(self, at: datetime) -> "SlotQuerySet":
        """Those of living couples whose next preparation opens at `at` or should have opened."""
        return self.filter(opens_at__lte=at, couple__ended_at=None)


class Slot(models.Model):
    """When a couple meets each week: weekday (0 is Monday) and wall time, in one zone.

    `meets_on`, `meets_at` and `opens_at` are derived: the next meeting that is not open yet, and
    when it opens.
    """

    couple = models.OneToOneField(Couple, on_delete=models.CASCADE, related_name="slot")
    weekday = models.PositiveSmallIntegerField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64)
    set_at = models.DateTimeField()
    meets_on = models.DateField()
    meets_at = models.DateTimeField()
    opens_at = models.DateTimeField(db_index=True)

    objects = SlotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_week_has_seven_days")
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {
            *("id", "couple", "weekday", "wall_time", "zone", "set_at"),
            *("meets_on", "meets_at", "opens_at"),
        }
        sealed = set()

    def __str__(self) -> str:
        return f"slot {self.pk}"

    def occurrence(self, after: datetime) -> Meeting:
        """The first time of this slot later than `after`."""
        found = cadence.next_occurrence(
            weekday=self.weekday, wall_time=self.wall_time, zone=self.zone, after=after
        )
        return Meeting(found.local_date, found.starts_at)

    def chosen(self) -> dict[str, Any]:
        """What a person chooses of it."""
        return {"weekday": self.weekday, "wall_time": self.wall_time, "zone": self.zone}

    def change(self, at: datetime, *, weekday: int, wall_time: time, zone: str) -> None:
        """Take a new time. The caller holds the lock on the couple.

        The meeting of this week moves along; where its new time has gone by it stays, open or not
        yet. So a change gives a week neither two meetings nor none.
        """
        before = self.next_meeting(at) if self.pk else None
        self.weekday, self.wall_time, self.zone, self.set_at = weekday, wall_time, zone, at
        for check_in in self.couple.check_ins.select_for_update(no_key=True).unended():
            check_in.follow(self, at)
        after = self._coming(at)
        stays = before is not None and before.week < after.week
        self._look_ahead_to(before if stays else after)

    def next_meeting(self, at: datetime) -> Meeting:
        """The next meeting that is not open yet; after a change it may still be the old time's."""
        if self.meets_at > at:
            return Meeting(self.meets_on, self.meets_at)
        return self._coming(at)

    def open_next(self, at: datetime) -> "CheckIn | None":
        """Open the next check-in if its time has come, and note when the one after it opens.

        The caller holds the lock on this row. A week nobody looked at until its meeting was over
        is simply gone.
        """
        meeting = self.next_meeting(at)
        opened = self._open(meeting, at) if meeting.opens_at <= at else None
        self._look_ahead_to(self._coming(at))
        return opened

    def _coming(self, at: datetime) -> Meeting:
        """The first time of this slot after `at` in a week later than any that had a check-in."""
        latest = self.couple.check_ins.latest_week()
        meeting = self.occurrence(at)
        while meeting.week <= latest:
            meeting = self.occurrence(meeting.starts_at)
        return meeting

    def _look_ahead_to(self, meeting: Meeting) -> None:
        """Note the next meeting. It never opens while another one is still ahead or being held:
        after a change two meetings can lie closer together than the 48 hours.
        """
        self.meets_on, self.meets_at = meeting.local_date, meeting.starts_at
        self.opens_at = meeting.opens_at
        earlier = self.couple.check_ins.unended().order_by("-meets_at").first()
        if earlier is not None:
            self.opens_at = max(self.opens_at, earlier.meets_at + MEETING_LASTS)
        self.save()

    def _open(self, meeting: Meeting, at: datetime) -> "CheckIn":
        self.couple.check_ins.unended().update(passed_at=at)
        check_in = CheckIn(couple=self.couple, prompt_key=self.couple.check_ins.next_prompt_key())
        check_in.opens_at = meeting.opens_at
        check_in.meet(meeting)
        return check_in


class CheckInQuerySet(models.QuerySet):
    """Check-ins, as a set."""

    def unended(self) -> "CheckInQuerySet":
        """Those neither revealed nor called off nor passed."""
        return self.filter(revealed_at=None, called_off_at=None, passed_at=None)

    def revealed(self) -> "CheckInQuerySet":
        """Those both were ready for, the last one first."""
        return self.filter(revealed_at__isnull=False).order_by("-meets_at")

    def latest_week(self) -> str:
        """The last week that has one, such as "2026-W49", or nothing; the names sort by time."""
        return self.aggregate(latest=models.Max("week"))["latest"] or ""

    def current(self, at: datetime) -> "CheckInQuerySet":
        """The one the week is about: it has opened and its day is not long over."""
        return self.filter(meets_at__gt=at - CLOSES_AFTER, passed_at=None).order_by("-meets_at")

    def called(self, day: date) -> "CheckInQuerySet":
        """The one that goes by this date; a date it moved away from still finds it."""
        moved = models.Case(models.When(meets_on=day, then=0), default=1)
        return self.filter(Q(meets_on=day) | Q(moved_from=day)).order_by(moved, "-meets_on")

    def next_prompt_key(self) -> str:
        """The prompt for these weeks' couple that is due next."""
        seen = dict(self.order_by("meets_on").values_list("prompt_key", "meets_on"))
        return prompts.choose(content.prompts().values(), seen=seen).key


class CheckIn(models.Model):
    """One week's meeting of a couple. It goes by the date of the meeting in the slot's zone."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="check_ins")
    meets_on = models.DateField()
    moved_from = models.DateField(null=True)
    week = models.CharField(max_length=8)
    meets_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    prompt_key = models.CharField(max_length=64)
    revealed_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "week"], name="one_meeting_a_week"),
            models.UniqueConstraint(fields=["couple", "meets_on"], name="one_meeting_a_day"),
            models.UniqueConstraint(
                fields=["couple"],
                condition=Q(revealed_at=None, called_off_at=None, passed_at=None),
                name="one_open_check_in_a_couple",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at=None, called_off_at=None)
                | Q(revealed_at=None, passed_at=None)
                | Q(called_off_at=None, passed_at=None),
                name="a_week_ends_in_one_way",
            ),
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {
            *("id", "couple", "meets_on", "moved_from", "week", "meets_at", "opens_at"),
            *("prompt_key", "revealed_at", "called_off_at", "passed_at"),
        }
        sealed = set()

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def is_revealed(self) -> bool:
        """Whether both were ready."""
        return self.revealed_at is not None

    @property
    def is_called_off(self) -> bool:
        """Whether one of them said *not this week*."""
        return self.called_off_at is not None

    def is_open(self, at: datetime) -> bool:
        """Whether one can still prepare for it."""
        is_ended = self.is_revealed or self.is_called_off or self.passed_at is not None
        return not is_ended and at < self.meets_at + CLOSES_AFTER

    def stage(self, at: datetime) -> str:
        """Where it stands: "revealed", "called_off", "preparing" or "passed"."""
        if self.is_revealed:
            return "revealed"
        if self.is_called_off:
            return "called_off"
        return "preparing" if self.is_open(at) else "passed"

    def meet(self, meeting: Meeting) -> None:
        """Put the meeting at this time, and keep the date it went by until now.

        A page somebody has open still finds its check-in by the old date.
        """
        if meeting.local_date != self.meets_on:
            self.moved_from = self.meets_on
        self.meets_on, self.meets_at = meeting.local_date, meeting.starts_at
        self.week = meeting.week
        self.save()

    def follow(self, slot: Slot, at: datetime) -> None:
        """Move to the slot's new time where that is still to come in this very week; else stay."""
        meeting = slot.occurrence(at)
        while meeting.week < self.week:
            meeting = slot.occurrence(meeting.starts_at)
        if meeting.week == self.week and self.is_open(at):
            self.meet(meeting)

    def words_of(self, author: Person) -> list[Written]:
        """What `author` has written for this week, for their own eyes."""
        rows = Entry.objects.filter(preparation__check_in=self, preparation__person=author)
        return in_order(e.written() for e in rows.select_related("preparation__person__key"))

    def words_for(self, reader: Person) -> list[Written]:
        """What `reader` may read of their partner's words: what was shared, after the reveal."""
        if not self.is_revealed or self.couple.ended_at is not None:
            return []
        return self.words_shared_by(self.couple.partner_of(reader))

    def words_shared_by(self, author: Person) -> list[Written]:
        """What of `author`'s words the other one sees, or will see."""
        return for_the_partner(self.words_of(author))

    def is_ready(self, person: Person) -> bool:
        """Whether this person has pressed *I'm ready*."""
        return self.preparations.filter(person=person, ready_at__isnull=False).exists()


class PreparationQuerySet(models.QuerySet):
    """Preparations, as a set."""

    def with_words(self) -> "PreparationQuerySet":
        """Those in which something was written, the latest first, with what that was."""
        written = Entry.objects.filter(preparation=models.OuterRef("pk"))
        kept = self.filter(models.Exists(written)).select_related("check_in")
        return kept.prefetch_related("entries").order_by("-check_in__meets_at", "-pk")


class Preparation(models.Model):
    """One person's preparation for one check-in."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="preparations")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preparations")
    ready_at = models.DateTimeField(null=True)

    objects = PreparationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "person"], name="one_preparation_per_person_and_week"
            )
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "check_in", "person", "ready_at"}
        kept = set()
        sealed = set()

    def __str__(self) -> str:
        return f"preparation {self.pk}"

    def words(self) -> list[Written]:
        """What was written, in reading order."""
        return in_order(entry.written() for entry in self.entries.all())

    def put(self, kinds: Collection[str], written: Iterable[Written]) -> bool:
        """Let the entries of these kinds be what was written; say whether that changed any."""
        there = {entry.place: entry for entry in self.entries.filter(kind__in=kinds)}
        wanted = {(said.kind, said.position): said for said in written if said.text}
        gone = [entry.pk for place, entry in there.items() if place not in wanted]
        if gone:
            self.entries.filter(pk__in=gone).delete()
        changes = [self._put_one(there.get(place), said) for place, said in wanted.items()]
        return bool(gone) or any(changes)

    def _put_one(self, entry: "Entry | None", said: Written) -> bool:
        entry = entry or Entry(preparation=self, kind=said.kind, position=said.position)
        entry.preparation = self
        if not entry._state.adding and entry.written() == said:
            return False
        entry.text, entry.shared = said.text, said.shared
        entry.save()
        return True


class Entry(models.Model):
    """One thing a person wrote in their preparation, to share or to keep."""

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    position = models.PositiveSmallIntegerField(default=1)
    text = SealedTextField(author="preparation.person")
    shared = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "kind", "position"], name="one_entry_per_place"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="an_entry_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(position=1)
                | Q(kind=APPRECIATION, position__gte=1, position__lte=MOST_PLACES),
                name="only_appreciations_are_several",
            ),
        ]

    class Privacy:
        owner = "preparation__person"
        erased = {"id", "preparation", "kind", "position", "text", "shared"}
        kept = set()
        sealed = {"text"}

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def place(self) -> tuple[str, int]:
        """Kind and position: what it is known by within its preparation."""
        return self.kind, self.position

    def written(self) -> Written:
        """The entry with its text opened."""
        return Written(self.kind, self.position, self.text, self.shared)


def open_due(at: datetime, *, at_most: int = 500) -> int:
    """Open every check-in whose time has come, and say how many. Harmless when run twice."""
    due = Slot.objects.due(at).order_by("opens_at").values_list("pk", flat=True)[:at_most]
    return sum(_open_or_skip(slot_id, at) for slot_id in list(due))


def open_for(slot_id: int, at: datetime) -> CheckIn | None:
    """Open one slot's check-in if it is still due once we hold its row; else None."""
    with transaction.atomic():
        slots = Slot.objects.select_for_update(of=("self",)).select_related("couple")
        slot = slots.due(at).filter(pk=slot_id).first()
        return slot.open_next(at) if slot else None


def _open_or_skip(slot_id: int, at: datetime) -> bool:
    try:
        return open_for(slot_id, at) is not None
    except UnknownZone:
        # One slot in a zone that no longer exists must not keep the other couples' weeks shut.
        log.error("slot %s is in an unknown zone", slot_id)
        return False
