"""The tick: what came due is written down as owed, what was dropped is picked up, ids go out.

Harmless when it runs twice or at the same time in two places: rows are claimed with a lock others
skip, and one mail per person, kind and occasion is a constraint of the database.
"""

import logging
import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

from django.conf import settings
from django.db import transaction
from kombu.exceptions import OperationalError

from checkins.models.beat import Beat
from checkins.models.owed_mail import OwedMail, OwedMailQuerySet
from checkins.models.plan import Plan
from checkins.models.repeat import Repeat, carry_on
from checkins.models.schedule import Schedule
from checkins.models.week import open_due
from checkins.reminders import news, schedules

log = logging.getLogger(__name__)

AT_ONCE = 1000
BATCH = 100
# A message that was handed over and not taken up within this time counts as lost.
UNHEARD_AFTER = timedelta(minutes=1)

HandOver = Callable[[list[str]], object]


@dataclass
class Tally:
    """What one tick did, in numbers."""

    opened: int = 0
    planned: int = 0
    owed: int = 0
    lapsed: int = 0
    parked: int = 0
    handed: int = 0
    queue_is_away: bool = False


def run(at: datetime, hand_over: HandOver) -> Tally:
    """Do all that is due at `at`; `hand_over` gets lists of up to 100 ids after each commit."""
    tally = Tally()
    # First, because a reminder that a check-in has opened needs the check-in.
    while opened := open_due(at):
        tally.opened += opened
    if Repeat.objects.due(at).exists():
        tally.planned = carry_on(at)
    while _take_notice_of_plans(at):
        pass
    # Until nothing is due: after an outage a schedule may come due twice, late and then in time.
    while Schedule.objects.due(at).exists() and _write_down_what_is_due(at, hand_over, tally):
        pass
    if OwedMail.objects.neglected(at, UNHEARD_AFTER).exists():
        _give_up(at, tally)
        # With the queue away what could not be handed over waits for the next tick, not this one.
        while not tally.queue_is_away and _pick_up_what_was_dropped(at, hand_over, tally):
            pass
    Beat.objects.beat(at)
    if tally != Tally():
        log.info("tick: %s", tally)
    return tally


@transaction.atomic
def _write_down_what_is_due(at: datetime, hand_over: HandOver, tally: Tally) -> int:
    """Turn due schedules into owed mail and move them on, in one transaction."""
    due = Schedule.objects.claim(at, AT_ONCE)
    if not due:
        return 0
    # Under a limit all of them wait to be picked up in their turn.
    is_limited = bool(settings.MAILS_PER_MINUTE)
    mails = news.owed_for(due, at, handed_at=None if is_limited else at)
    OwedMail.objects.write_down(mails)
    news.look_ahead(due, at)
    Schedule.objects.move_on(due)
    owed = [mail.id for mail in mails if mail.state == OwedMail.State.OWED]
    tally.owed += len(owed)
    tally.lapsed += len(mails) - len(owed)
    if not is_limited:
        transaction.on_commit(partial(_hand_over, owed, at, hand_over, tally))
    return len(due)


def _take_notice_of_plans(at: datetime) -> int:
    """Let plan reminders follow what was planned or moved; usually whoever did it has done so."""
    plans = list(Plan.objects.unnoticed().values_list("pk", "sequence", "couple_id")[:AT_ONCE])
    if not plans:
        return 0
    busy = schedules.follow_plans_of({couple for _pk, _sequence, couple in plans}, at)
    seen: dict[int, list[int]] = defaultdict(list)
    for pk, sequence, couple in plans:
        if couple not in busy:
            seen[sequence].append(pk)
    # Apart from the schedules, so that nobody waits here for a lock while holding another. One
    # that has been moved since goes by a higher sequence and is taken notice of again.
    for sequence, pks in seen.items():
        Plan.objects.filter(pk__in=pks, sequence=sequence).update(noticed=sequence)
    return sum(map(len, seen.values()))


def _give_up(at: datetime, tally: Tally) -> None:
    """Close what is too late, and park what has taken five workers down with it."""
    let_go = OwedMail.objects.let_go(at)
    closed = {"claim": None, "claimed_until": None}
    tally.lapsed += let_go.too_late(at).update(state=OwedMail.State.LAPSED, **closed)
    tally.parked += let_go.worn_out().update(state=OwedMail.State.FAILED, **closed)


@transaction.atomic
def _pick_up_what_was_dropped(at: datetime, hand_over: HandOver, tally: Tally) -> int:
    """Hand out what waits for its turn, what the broker lost, and what a dead worker held.

    Whatever a worker has begun before goes alone from then on: it may be what killed that worker,
    and must not take a whole batch down again and again.
    """
    dropped = OwedMail.objects.unheard(at, UNHEARD_AFTER).select_for_update(skip_locked=True)
    found = _in_turn(dropped, at)
    if found:
        OwedMail.objects.filter(pk__in=found).update(
            state=OwedMail.State.OWED, claim=None, claimed_until=None, handed_at=at
        )
        fresh = [pk for pk, attempts in found.items() if not attempts]
        begun = [pk for pk, attempts in found.items() if attempts]
        transaction.on_commit(partial(_hand_over, fresh, at, hand_over, tally))
        transaction.on_commit(partial(_hand_over, begun, at, hand_over, tally, 1))
    return len(found)


def _in_turn(mails: OwedMailQuerySet, at: datetime) -> dict[uuid.UUID, int]:
    """As many of these as may go out now, by id, with how often each was begun.

    Under a limit these are the oldest, otherwise any thousand.
    """
    rows = mails.values_list("pk", "attempts")
    if not settings.MAILS_PER_MINUTE:
        return dict(rows.order_by()[:AT_ONCE])
    # One tick at a time counts and hands out, so that two together keep to the limit as well.
    beat = Beat.objects.hold(at)
    room = beat.room(settings.MAILS_PER_MINUTE, at)
    found = dict(rows.order_by("due_at")[: min(room, AT_ONCE)])
    if found:
        beat.spend(len(found), at)
    return found


def _hand_over(
    ids: Sequence[object], at: datetime, hand_over: HandOver, tally: Tally, size: int = BATCH
) -> None:
    """Ring the doorbell; with the broker away the rows wait for the next tick."""
    for start in range(0, len(ids), size):
        batch = [str(pk) for pk in ids[start : start + size]]
        try:
            hand_over(batch)
        except (OperationalError, OSError) as fault:
            tally.queue_is_away = True
            log.warning("the queue takes no messages (%s); the next tick tries again", type(fault))
            _take_back(ids[start:], at)
            return
        tally.handed += len(batch)


def _take_back(ids: Sequence[object], at: datetime) -> None:
    """Let these wait for the next tick, as if this one had not handed them out."""
    back = OwedMail.objects.filter(pk__in=ids, state=OwedMail.State.OWED).update(handed_at=None)
    if settings.MAILS_PER_MINUTE:
        Beat.objects.give_back(back, at)
