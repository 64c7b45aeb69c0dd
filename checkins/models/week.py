"""A couple's weekly slot, and the weeks that open from it one after the other."""

import logging
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple

from django.db import models, transaction
from django.db.models import Q

from accounts.models import Couple
from checkins.domain import cadence
from checkins.domain.cadence import UnknownZone
from checkins.domain.preparation import OPENS_BEFORE
from checkins.models.check_in import CheckIn
from quizzes.services import focus_of

log = logging.getLogger(__name__)

# A guided meeting takes 25 to 35 minutes; an hour leaves room for a late start.
MEETING_LASTS = timedelta(hours=1)


class MeetingTime(NamedTuple):
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

    def occurrence(self, after: datetime) -> MeetingTime:
        """The first time of this slot later than `after`."""
        found = cadence.next_occurrence(
            weekday=self.weekday, wall_time=self.wall_time, zone=self.zone, after=after
        )
        return MeetingTime(found.local_date, found.starts_at)

    def begins_next_week(self, at: datetime) -> bool:
        """Whether this week, in the slot's zone, has no such time left."""
        this_week = cadence.iso_week(cadence.local_date(at, self.zone))
        return self.occurrence(at).week > this_week

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
            self._take_along(check_in, at)
        after = self._coming(at)
        stays = before is not None and before.week < after.week
        self._look_ahead_to(before if stays else after)

    def next_meeting(self, at: datetime) -> MeetingTime:
        """The next meeting that is not open yet; after a change it may still be the old time's."""
        if self.meets_at > at:
            return MeetingTime(self.meets_on, self.meets_at)
        return self._coming(at)

    def to_announce(self, at: datetime) -> tuple[date, datetime]:
        """The date of the meeting that is announced next, and when: as its preparation opens.

        One that is open already is announced at once.
        """
        is_now = {"opens_at__lte": at, "meets_at__gt": at}
        open_one = self.couple.check_ins.unended().filter(**is_now).first()
        if open_one is not None:
            return open_one.meets_on, at
        meeting = self.next_meeting(at)
        opens_at = self.opens_at if meeting.starts_at == self.meets_at else meeting.opens_at
        return meeting.local_date, max(opens_at, at)

    def open_next(self, at: datetime) -> CheckIn | None:
        """Open the next check-in if its time has come, and note when the one after it opens.

        The caller holds the lock on this row. A week nobody looked at until its meeting was over
        is simply gone.
        """
        meeting = self.next_meeting(at)
        opened = self._open(meeting, at) if meeting.opens_at <= at else None
        self._look_ahead_to(self._coming(at))
        return opened

    def _coming(self, at: datetime) -> MeetingTime:
        """The first time of this slot after `at` in a week later than any that had a check-in."""
        latest = self.couple.check_ins.latest_week()
        meeting = self.occurrence(at)
        while meeting.week <= latest:
            meeting = self.occurrence(meeting.starts_at)
        return meeting

    def _look_ahead_to(self, meeting: MeetingTime) -> None:
        """Note the next meeting.

        It never opens while another one is still ahead or being held: after a change two meetings
        can lie closer together than the 48 hours.
        """
        self.meets_on, self.meets_at = meeting.local_date, meeting.starts_at
        self.opens_at = meeting.opens_at
        earlier = self.couple.check_ins.unended().order_by("-meets_at").first()
        if earlier is not None:
            self.opens_at = max(self.opens_at, earlier.meets_at + MEETING_LASTS)
        self.save()

    def _open(self, meeting: MeetingTime, at: datetime) -> CheckIn:
        self.couple.check_ins.unended().update(passed_at=at)
        check_in = CheckIn(couple=self.couple, prompt_key=self._next_prompt_key(meeting))
        check_in.opens_at = meeting.opens_at
        check_in.meet(on=meeting.local_date, at=meeting.starts_at)
        return check_in

    def _next_prompt_key(self, meeting: MeetingTime) -> str:
        """A question of the couple's own that waits, or else one of the catalogue."""
        own = self.couple.own_prompts.ask_oldest(meeting.local_date)
        return own.key if own else self.couple.check_ins.next_prompt_key(focus_of(self.couple))

    def _take_along(self, check_in: CheckIn, at: datetime) -> None:
        """Move an open check-in to the new time of its own week, unless that has gone by."""
        meeting = self.occurrence(at)
        while meeting.week < check_in.week:
            meeting = self.occurrence(meeting.starts_at)
        if meeting.week == check_in.week and check_in.is_open(at):
            check_in.meet(on=meeting.local_date, at=meeting.starts_at)


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
