"""A person's own reminders: switch on and off, choose the time, pause, follow the couple's slot."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person, Seat
from accounts.refusals import Refusal
from checkins.domain import cadence
from checkins.domain.preparation import OPENS_BEFORE
from checkins.models.schedule import Kind, Schedule, ScheduleQuerySet
from checkins.models.week import Slot
from checkins.reminders import news


class NothingToFollow(Refusal):
    """Check-in reminders were asked for without a weekly time they could follow."""

    title = _("There is no weekly time yet")
    sentence = _("Choose your weekly time first. Reminders then follow it.")
    way_out = ("checkins:slot", _("Choose a time"))


@dataclass(frozen=True)
class Rhythm:
    """A weekday (0 is Monday), a wall time and a zone."""

    weekday: int
    wall_time: time
    zone: str

    def coming(self, at: datetime) -> dict[str, Any]:
        """The columns of a schedule in this rhythm that is due next after `at`."""
        columns = {"weekday": self.weekday, "wall_time": self.wall_time, "zone": self.zone}
        coming = cadence.next_occurrence(**columns, after=at)
        return {**columns, "next_on": coming.local_date, "next_due_at": coming.starts_at}


def _following(slot: Slot, at: datetime) -> dict[str, Any]:
    """The columns of a schedule that announces a couple's check-ins as they open."""
    on, due_at = slot.to_announce(at)
    return {**slot.chosen(), "lead": OPENS_BEFORE, "next_on": on, "next_due_at": due_at}


@dataclass(frozen=True)
class Hour:
    """A wall time and a zone."""

    wall_time: time
    zone: str

    def columns(self) -> dict[str, Any]:
        """The columns of a schedule that is asked at this hour; when next is looked up."""
        return {"wall_time": self.wall_time, "zone": self.zone, **_NOT_LOOKED_UP}


# What `news.look_ahead` fills in.
_NOT_LOOKED_UP = {"next_on": None, "next_due_at": None}


@dataclass(frozen=True)
class Choice:
    """All a person can choose on the reminders page; `check_in` None leaves that kind as it is."""

    together: bool
    rhythm: Rhythm
    check_in: bool | None
    plan: bool
    lead: timedelta
    retest: bool
    hour: Hour
    paused_until: datetime | None


def of(person: Person) -> dict[str, Schedule]:
    """The schedules of `person` by kind."""
    return {schedule.kind: schedule for schedule in person.schedules.all()}


def can_follow_slot(person: Person) -> bool:
    """Whether there is a couple with a weekly time that check-in reminders could follow."""
    return bool(person.couple) and Slot.objects.filter(couple=person.couple).exists()


@transaction.atomic
def choose(*, by: Person, at: datetime, choice: Choice) -> None:
    """Set everything on the reminders page at once."""
    rhythm = choice.rhythm
    set_together(
        by,
        choice.together,
        at,
        weekday=rhythm.weekday,
        wall_time=rhythm.wall_time,
        zone=rhythm.zone,
    )
    if choice.check_in is not None:
        set_check_in(by, choice.check_in, at)
    # Who never wanted these two has no row for them.
    mine = of(by)
    if choice.plan or Kind.PLAN in mine:
        _arrange(by, Kind.PLAN, _before_plans(by, choice.lead), at, choice.plan)
    if choice.retest or Kind.RETEST in mine:
        _arrange(by, Kind.RETEST, choice.hour.columns(), at, choice.retest)
    # Only now, since what comes next depends on the pause.
    pause(by, choice.paused_until)
    _look_ahead(by.schedules.filter(kind__in=(Kind.PLAN, Kind.RETEST)), at)


def set_together(
    person: Person, wants: bool, at: datetime, *, weekday: int, wall_time: time, zone: str
) -> Schedule:
    """Switch the weekly reminder on or off and choose its time."""
    coming = Rhythm(weekday, wall_time, zone).coming(at)
    return _arrange(person, Kind.TOGETHER, coming, at, wants)


def set_check_in(person: Person, wants: bool, at: datetime) -> Schedule | None:
    """Switch the reminder that the preparation opens on or off; it follows the couple's slot.

    Raises `NothingToFollow` when it is to be on and there is no slot.
    """
    slot = Slot.objects.filter(couple=person.couple).first() if person.couple else None
    if slot is None and wants:
        raise NothingToFollow
    if slot is None:
        stop(person, Kind.CHECK_IN)
        return None
    return _arrange(person, Kind.CHECK_IN, _following(slot, at), at, wants)


@transaction.atomic
def follow_plans(couple: Couple, at: datetime) -> None:
    """Bring both partners' plan reminders in line with what they have planned.

    The caller holds the lock on the couple. Whoever forgets to call loses half a minute: the tick
    takes notice of every plan whose sequence has grown.
    """
    _look_ahead(_plan_reminders([couple.pk]), at)


@transaction.atomic
def follow_plans_of(couples: Collection[int], at: datetime) -> set[int]:
    """The same for many couples by their ids; gives those that somebody else is just changing."""
    seats = {"person__seats__couple__in": couples, "person__seats__left_at": None}
    wanted = _plan_reminders(couples).filter(**seats)
    couple_of = dict(wanted.values_list("pk", "person__seats__couple"))
    if not couple_of:
        return set()
    locked = list(Schedule.objects.filter(pk__in=couple_of).with_people_locked())
    _look_ahead_of(locked, at)
    free = {schedule.pk for schedule in locked}
    return {couple for schedule, couple in couple_of.items() if schedule not in free}


def follow_slot(couple: Couple, slot: Slot, at: datetime) -> None:
    """Bring both partners' check-in schedules in line with the slot; nobody is switched on."""
    for person in couple.people:
        _arrange(person, Kind.CHECK_IN, _following(slot, at), at)


def stop(person: Person, kind: str) -> None:
    """Switch one kind off."""
    person.schedules.filter(kind=kind).update(enabled=False)


def pause(person: Person, until: datetime | None) -> None:
    """Send nothing that is due before `until`; None ends the pause."""
    person.schedules.update(paused_until=until)


@transaction.atomic
def _arrange(
    person: Person, kind: Kind, columns: dict[str, Any], at: datetime, wants: bool | None = None
) -> Schedule:
    """Make or change one schedule; `wants` None leaves it switched on or off as it is."""
    locked = Schedule.objects.select_for_update()
    schedule, is_new = locked.get_or_create(
        person=person, kind=kind, defaults={**columns, "enabled": bool(wants)}
    )
    if is_new:
        return schedule
    if schedule.has_come_due(at) or _would_skip_a_week(schedule, columns):
        # It came due before the change and the next tick will see it, or this week's is ahead and
        # its new time has gone by: no week without its mail.
        del columns["next_on"], columns["next_due_at"]
    for name, value in columns.items():
        setattr(schedule, name, value)
    schedule.enabled = schedule.enabled if wants is None else wants
    schedule.save()
    return schedule


def _would_skip_a_week(schedule: Schedule, columns: dict[str, Any]) -> bool:
    """Whether the mail of the week that comes next would fall out by the change."""
    if schedule.kind != Kind.TOGETHER or not schedule.enabled:
        return False
    return cadence.iso_week(schedule.next_on) < cadence.iso_week(columns["next_on"])


def _before_plans(person: Person, lead: timedelta) -> dict[str, Any]:
    return {"lead": lead, "zone": person.time_zone, **_NOT_LOOKED_UP}


def _plan_reminders(couples: Collection[int]) -> ScheduleQuerySet:
    """The plan reminders that are on, of people who are in one of these couples now."""
    seated = Seat.objects.filter(couple__in=couples, left_at=None)
    return Schedule.objects.on().filter(kind=Kind.PLAN, person__in=seated.values("person"))


def _look_ahead(rows: ScheduleQuerySet, at: datetime) -> None:
    """Look up what comes next for some schedules of people who are being changed themselves."""
    _look_ahead_of(list(rows.select_for_update(no_key=True).order_by("pk")), at)


def _look_ahead_of(locked: Collection[Schedule], at: datetime) -> None:
    """The same for rows whose lock is held; what has come due is left to the tick."""
    waiting = [schedule for schedule in locked if not schedule.has_come_due(at)]
    if waiting:
        news.look_ahead(waiting, at)
        Schedule.objects.move_on(waiting)
