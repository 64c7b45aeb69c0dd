"""A person's own reminders: switch on and off, choose the time, pause, follow the couple's slot."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.refusals import Refusal
from checkins.domain import cadence
from checkins.domain.preparation import OPENS_BEFORE
from checkins.models.reminder import Kind, Schedule
from checkins.models.week import Slot


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
class Choice:
    """All a person can choose on the reminders page; `check_in` None leaves that kind as it is."""

    together: bool
    rhythm: Rhythm
    check_in: bool | None
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
    pause(by, choice.paused_until)


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
    if schedule.enabled and schedule.next_due_at <= at:
        # It came due before the change and the next tick will see it: no week without its mail.
        del columns["next_on"], columns["next_due_at"]
    for name, value in columns.items():
        setattr(schedule, name, value)
    schedule.enabled = schedule.enabled if wants is None else wants
    schedule.save()
    return schedule
