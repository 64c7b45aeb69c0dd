"""The tick: what came due is written down as owed, what was dropped is picked up, ids go out.

Harmless when it runs twice or at the same time in two places: rows are claimed with a lock others
skip, and one mail per person, kind and occasion is a constraint of the database.
"""

import logging
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from urllib.parse import urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import F, QuerySet
from kombu.exceptions import OperationalError

from checkins.domain import cadence
from checkins.domain.retries import GRACE, MOST_ATTEMPTS, lapses_at
from checkins.models.check_in import CheckIn
from checkins.models.reminder import Beat, Kind, OwedMail, Schedule
from checkins.models.week import open_due

log = logging.getLogger(__name__)

AT_ONCE = 1000
BATCH = 50
# A message that was handed over and not taken up within this time counts as lost.
UNHEARD_AFTER = timedelta(minutes=1)
# A schedule whose next time cannot be worked out is looked at again after this.
PUT_ASIDE_FOR = timedelta(days=1)

HandOver = Callable[[list[str]], object]


@dataclass
class Tally:
    """What one tick did, in numbers."""

    opened: int = 0
    owed: int = 0
    lapsed: int = 0
    parked: int = 0
    handed: int = 0


def run(at: datetime, hand_over: HandOver) -> Tally:
    """Do all that is due at `at`; `hand_over` gets lists of up to 50 ids after each commit."""
    tally = Tally()
    # First, because a reminder that a check-in has opened needs the check-in.
    while opened := open_due(at):
        tally.opened += opened
    # Until nothing is due: after an outage a schedule may come due twice, late and then in time.
    while _write_down_what_is_due(at, hand_over, tally):
        pass
    _give_up(at, tally)
    while _pick_up_what_was_dropped(at, hand_over, tally):
        pass
    Beat.objects.update_or_create(name="tick", defaults={"beat_at": at})
    if tally != Tally():
        log.info("tick: %s", tally)
    return tally


@transaction.atomic
def _write_down_what_is_due(at: datetime, hand_over: HandOver, tally: Tally) -> int:
    """Turn due schedules into owed mail and move them on, in one transaction."""
    schedules = Schedule.objects.claim(at, AT_ONCE)
    if not schedules:
        return 0
    mails = _owed_for(schedules, at)
    OwedMail.objects.bulk_create(mails, ignore_conflicts=True)
    _move_on(schedules, at)
    owed = [mail.pk for mail in mails if mail.state == OwedMail.State.OWED]
    tally.owed += len(owed)
    tally.lapsed += len(mails) - len(owed)
    transaction.on_commit(partial(_hand_over, owed, hand_over, tally))
    return len(schedules)


def _owed_for(schedules: Sequence[Schedule], at: datetime) -> list[OwedMail]:
    """A row for each schedule that has something to announce and is not paused."""
    check_ins = _opened_check_ins(schedules, at)
    mails = []
    for schedule in schedules:
        week = cadence.iso_week(schedule.next_on)
        check_in = check_ins.get((schedule.person_id, week))
        has_news = check_in is not None or schedule.kind == Kind.TOGETHER
        if has_news and not schedule.is_paused(schedule.next_due_at):
            mails.append(_owed(schedule, at, check_in))
    return mails


def _opened_check_ins(
    schedules: Sequence[Schedule], at: datetime
) -> dict[tuple[int, str], CheckIn]:
    """The open check-ins that check-in schedules announce, by person and ISO week."""
    following = [schedule for schedule in schedules if schedule.kind == Kind.CHECK_IN]
    if not following:
        return {}
    found = CheckIn.objects.unended().filter(
        week__in={cadence.iso_week(schedule.next_on) for schedule in following},
        opens_at__lte=at,
        couple__ended_at=None,
        couple__seats__person__in=[schedule.person_id for schedule in following],
    )
    seated = found.annotate(for_person=F("couple__seats__person"))
    return {(check_in.for_person, check_in.week): check_in for check_in in seated}


def _owed(schedule: Schedule, at: datetime, check_in: CheckIn | None) -> OwedMail:
    """One mail for one occasion: owed, or lapsed where it comes too late to be worth sending."""
    is_check_in = schedule.kind == Kind.CHECK_IN
    due_at = schedule.next_due_at
    starts_at = check_in.meets_at if is_check_in else None
    until = lapses_at(due_at=due_at, starts_at=starts_at)
    return OwedMail(
        person_id=schedule.person_id,
        kind=schedule.kind,
        occasion=str(check_in.pk) if is_check_in else cadence.iso_week(schedule.next_on),
        check_in=check_in if is_check_in else None,
        due_at=due_at,
        lapses_at=until,
        message_id=new_message_id(),
        state=OwedMail.State.OWED if at < until else OwedMail.State.LAPSED,
        next_try_at=at,
        handed_at=at,
    )


def new_message_id() -> str:
    """A Message-ID of 128 random bits under this site's host: it says nothing about anybody."""
    return f"<{secrets.token_hex(16)}@{urlsplit(settings.SITE_URL).hostname}>"


def _move_on(schedules: Sequence[Schedule], at: datetime) -> None:
    """Set every schedule to its next occurrence, in one statement."""
    for schedule in schedules:
        _advance(schedule, at)
    # An upsert of rows that all exist: bulk_update() would compare each row with a thousand cases.
    Schedule.objects.bulk_create(
        schedules,
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=["next_on", "next_due_at"],
    )


def _advance(schedule: Schedule, at: datetime) -> None:
    """Find the next occurrence that is not too late: after an outage one is owed, not each."""
    try:
        coming = cadence.next_occurrence(
            weekday=schedule.weekday,
            wall_time=schedule.wall_time,
            zone=schedule.zone,
            after=max(schedule.next_due_at, at - GRACE),
            lead=schedule.lead,
        )
    except cadence.UnknownZone:
        log.error("schedule %s is in an unknown zone", schedule.pk)
        schedule.next_due_at = at + PUT_ASIDE_FOR
        return
    schedule.next_on, schedule.next_due_at = coming.local_date, coming.due_at


def _give_up(at: datetime, tally: Tally) -> None:
    """Close what is too late, and park what has taken five workers down with it."""
    let_go = OwedMail.objects.let_go(at)
    closed = {"claim": None, "claimed_until": None}
    tally.lapsed += let_go.too_late(at).update(state=OwedMail.State.LAPSED, **closed)
    worn_out = let_go.filter(attempts__gte=MOST_ATTEMPTS)
    tally.parked += worn_out.update(state=OwedMail.State.FAILED, **closed)


@transaction.atomic
def _pick_up_what_was_dropped(at: datetime, hand_over: HandOver, tally: Tally) -> int:
    """Hand out again what a dead worker held and what the broker lost."""
    dropped: QuerySet[OwedMail] = OwedMail.objects.unheard(at, UNHEARD_AFTER)
    ids = list(
        dropped.select_for_update(skip_locked=True)
        .order_by()
        .values_list("pk", flat=True)[:AT_ONCE]
    )
    if ids:
        OwedMail.objects.filter(pk__in=ids).update(
            state=OwedMail.State.OWED, claim=None, claimed_until=None, handed_at=at
        )
        transaction.on_commit(partial(_hand_over, ids, hand_over, tally))
    return len(ids)


def _hand_over(ids: Sequence[object], hand_over: HandOver, tally: Tally) -> None:
    """Ring the doorbell; with the broker away the rows wait for the next tick."""
    for start in range(0, len(ids), BATCH):
        batch = [str(pk) for pk in ids[start : start + BATCH]]
        try:
            hand_over(batch)
        except (OperationalError, OSError) as fault:
            log.warning("the queue takes no messages (%s); the next tick tries again", type(fault))
            OwedMail.objects.filter(pk__in=ids[start:], state=OwedMail.State.OWED).update(
                handed_at=None
            )
            return
        tally.handed += len(batch)
