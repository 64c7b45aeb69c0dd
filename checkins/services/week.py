"""What people do with their week: set its slot, prepare, get ready, call it off."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time

from django.db import transaction
from django.db.models import OuterRef, Subquery

from accounts.models import Couple, Person
from accounts.services import couple_of, shares_now
from checkins.domain.cadence import zone_named
from checkins.domain.preparation import Step, Written, kept_alone
from checkins.models import CheckIn, Plan, Preparation, Slot
from checkins.models.mailbox import is_stopped_for
from checkins.models.week import open_for
from checkins.refusals import CheckInClosed
from checkins.reminders import schedules
from checkins.reminders.sent import is_stopped
from checkins.services.rights import check_in_of
from checkins.services.topics import settle_topic


@dataclass(frozen=True)
class Ahead:
    """What lies ahead for one person. Everything is empty for somebody who is not linked.

    `check_in` is the one that has opened and whose day is not over; `opens_at` is when the one
    after it opens.
    """

    slot: Slot | None = None
    check_in: CheckIn | None = None
    opens_at: datetime | None = None
    my_ready: bool = False
    revealed: bool = False
    called_off: bool = False
    next_plan: Plan | None = None
    mail_stopped: bool = False


@transaction.atomic
def set_slot(
    *,
    by: Person,
    weekday: int,
    wall_time: time,
    zone: str,
    at: datetime,
    remind: bool | None = None,
) -> Slot:
    """Set or change when the couple of `by` meets each week; either may, for both.

    This week's meeting moves along, or stays if its new time has gone by. `remind` switches the
    reminder of `by` alone; None leaves it. Raises `NotLinked` and `cadence.UnknownZone`.
    """
    zone_named(zone)
    couple = couple_of(by)
    slot = Slot.objects.select_for_update().filter(couple=couple).first() or Slot()
    slot.couple = couple
    slot.change(at, weekday=weekday, wall_time=wall_time, zone=zone)
    schedules.follow_slot(couple, slot, at)
    if remind is not None:
        schedules.set_check_in(by, remind, at)
    return slot


def open_check_in(*, couple: Couple, at: datetime) -> Slot | None:
    """Open the couple's check-in if its time has come and the worker was late; give the slot.

    Anybody may ask, any number of times: it depends on the clock alone.
    """
    return _opened(Slot.objects.filter(couple=couple).first(), at)


def _opened(slot: Slot | None, at: datetime) -> Slot | None:
    """The slot, with the check-in opened whose time has come; never that of an ended couple."""
    if slot is not None and slot.opens_at <= at:
        open_for(slot.pk, at)
        slot.refresh_from_db()
    return slot


@transaction.atomic
def prepare(
    check_in: CheckIn, *, by: Person, step: Step, written: Iterable[Written], at: datetime
) -> None:
    """Keep what `by` wrote on one screen of the preparation, in place of what was there.

    A change takes one's own *ready* back, so that no half sentence is ever revealed. While sharing
    is paused all of it is kept. Raises `CheckInClosed`, and `NotLinked` after an unlink.
    """
    locked = check_in_of(by, check_in)
    if not locked.is_open(at):
        raise CheckInClosed
    preparation, _made = Preparation.objects.get_or_create(check_in=locked, person=by)
    preparation.person = by
    to_store = written if shares_now(by) else kept_alone(written)
    if preparation.put(step.kinds, to_store) and preparation.ready_at is not None:
        preparation.ready_at = None
        preparation.save(update_fields=["ready_at"])


@transaction.atomic
def get_ready(check_in: CheckIn, *, by: Person, at: datetime) -> CheckIn:
    """Mark `by` as ready, with or without a word written; the second of two reveals.

    The row lock makes the two wait for each other, so exactly one of them sees both ready. Raises
    `CheckInClosed`, and `NotLinked` after an unlink.
    """
    locked = check_in_of(by, check_in)
    if locked.is_revealed:
        return locked
    if not locked.is_open(at):
        raise CheckInClosed
    preparation, _made = Preparation.objects.get_or_create(check_in=locked, person=by)
    preparation.ready_at = preparation.ready_at or at
    preparation.save(update_fields=["ready_at"])
    if locked.preparations.filter(ready_at__isnull=False).count() == 2:
        locked.revealed_at, locked.has_topic = at, settle_topic(locked)
        locked.save(update_fields=["revealed_at", "has_topic"])
    return locked


@transaction.atomic
def call_off(check_in: CheckIn, *, by: Person, at: datetime) -> None:
    """*Not this week*, for both; who said so is not written down. Raises `CheckInClosed`."""
    locked = check_in_of(by, check_in)
    if locked.is_called_off:
        return
    if not locked.is_open(at):
        raise CheckInClosed
    locked.called_off_at = at
    locked.save(update_fields=["called_off_at"])


def ahead(person: Person, at: datetime) -> Ahead:
    """What is next for this person, for the first page."""
    couple = person.couple
    if couple is None:
        return Ahead(mail_stopped=is_stopped(person))
    # Asked along with the slot, because the first page shall cost few questions.
    slots = Slot.objects.filter(couple=couple).annotate(mail_stopped=is_stopped_for(person))
    slot = _opened(slots.first(), at)
    if slot is None:
        # Nor is there any check-in then.
        next_plan = next(iter(couple.plans.coming(at, most=1)), None)
        return Ahead(next_plan=next_plan, mail_stopped=is_stopped(person))
    mine = Preparation.objects.filter(check_in=OuterRef("pk"), person=person)
    current = couple.check_ins.current(at).select_related("meeting")
    check_in = current.annotate(my_ready_at=Subquery(mine.values("ready_at"))).first()
    return Ahead(
        slot=slot,
        check_in=check_in,
        opens_at=slot.opens_at,
        my_ready=check_in is not None and check_in.my_ready_at is not None,
        revealed=check_in is not None and check_in.is_revealed,
        called_off=check_in is not None and check_in.is_called_off,
        next_plan=next(iter(couple.plans.coming(at, most=1)), None),
        mail_stopped=slot.mail_stopped,
    )
