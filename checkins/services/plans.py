"""What people do with their time together: plan it, move it, let it go."""

import uuid
from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import Couple, Person
from accounts.refusals import NotLinked
from accounts.sealing import legible
from accounts.services import couple_of
from checkins.domain.cadence import EveryWeek
from checkins.domain.evenings import meets
from checkins.domain.ideas import LONGEST, REST
from checkins.models import Plan, Repeat
from checkins.models.repeat import carry_on
from checkins.refusals import (
    EnoughRepeats,
    OverlappingPlan,
    PlanIsOver,
    PlanLetGo,
    PlanLongOver,
    PlanMoved,
    TimeHasPassed,
)
from checkins.reminders import schedules

# One for each day of the week.
MOST_REPEATS = 7
# More ideas than anybody plans in the half year for which one rests.
MOST_DONE = 200


@transaction.atomic
def plan_time(
    *,
    by: Person,
    public_id: uuid.UUID,
    title: str,
    starts_at: datetime,
    minutes: int,
    zone: str,
    at: datetime,
    idea: str = "",
    every_week: EveryWeek | None = None,
    anyway: bool = False,
) -> Plan:
    """Plan an evening for the couple of `by`, or give back the one this very form already made.

    `public_id` comes with the form, so a form sent twice makes one plan; `idea` is the key of the
    idea it was made from. `every_week` makes it the first of many. `anyway` plans it although
    something else is planned then. Raises `NotLinked`, `TimeHasPassed`, `OverlappingPlan` and
    `EnoughRepeats`.
    """
    couple = couple_of(by)
    earlier = couple.plans.kept().readable().filter(author=by, public_id=public_id).first()
    if earlier is not None and (earlier.called, earlier.starts_at) == (title, starts_at):
        return earlier
    if starts_at <= at:
        raise TimeHasPassed
    what = {"couple": couple, "author": by, "title": title, "idea": idea or None}
    when = {"minutes": minutes, "zone": zone}
    first = Plan(**what, **when, public_id=_unused(public_id), starts_at=starts_at, created_at=at)
    repeat = _repeated(first, Repeat(**what, **when), every_week) if every_week else None
    coming = repeat.make_coming(at) if repeat else []
    if not anyway:
        _refuse_overlap(couple, [first, *coming])
    if repeat is not None:
        repeat.save()
    first.save()
    Plan.objects.bulk_create(coming)
    schedules.follow_plans(couple, at)
    return first


@transaction.atomic
def move_plan(
    plan: Plan,
    *,
    by: Person,
    starts_at: datetime,
    minutes: int,
    zone: str,
    seen: int,
    at: datetime,
    anyway: bool = False,
) -> Plan:
    """Put a plan at another time, for both; either may. Of a weekly one only this one moves.

    `seen` is the sequence of the plan as it was when the new time was chosen. Sent twice it moves
    once. Raises `NotLinked`, `PlanLetGo`, `PlanIsOver`, `PlanMoved`, `TimeHasPassed` and
    `OverlappingPlan`.
    """
    ours = plan_of(by, plan)
    if ours.is_cancelled:
        raise PlanLetGo
    if (ours.starts_at, ours.minutes, ours.zone) == (starts_at, minutes, zone):
        return ours
    if ours.is_over(at):
        raise PlanIsOver
    if ours.sequence != seen:
        raise PlanMoved
    if starts_at <= at:
        raise TimeHasPassed
    ours.starts_at, ours.minutes, ours.zone = starts_at, minutes, zone
    if not anyway:
        _refuse_overlap(ours.couple, [ours])
    ours.move()
    schedules.follow_plans(ours.couple, at)
    return ours


@transaction.atomic
def cancel_plan(plan: Plan, *, by: Person, at: datetime) -> None:
    """Let a plan go, for both; either may, until a week after it.

    Raises `PlanLongOver`, and `NotLinked` once the plan is not theirs.
    """
    ours = plan_of(by, plan)
    if ours.is_cancelled:
        return
    if ours.is_over(at) and not ours.is_fresh(at):
        raise PlanLongOver
    ours.cancel(at)
    schedules.follow_plans(ours.couple, at)


@transaction.atomic
def stop_repeating(plan: Plan, *, by: Person, at: datetime) -> None:
    """Let no more of a weekly thing come; either may. Those that were moved stay.

    Twice is as good as once. Raises `NotLinked`.
    """
    ours = plan_of(by, plan)
    repeat = Repeat.objects.live().filter(pk=ours.repeat_id).first()
    if repeat is not None:
        repeat.end(at)
        schedules.follow_plans(ours.couple, at)


def make_weekly_plans(couple: Couple, at: datetime) -> None:
    """Make what the clockwork has not made yet of the couple's weekly plans; anybody may ask."""
    if Repeat.objects.due(at).filter(couple=couple).exists():
        carry_on(at, couple=couple)


def plan_of(person: Person, plan: Plan) -> Plan:
    """The plan as it is now, its couple locked. Raises `NotLinked` once it is not theirs."""
    ours = couple_of(person).plans.readable().filter(pk=plan.pk).first()
    if ours is None:
        raise NotLinked
    return ours


def ideas_done(couple: Couple, at: datetime) -> dict[str, date]:
    """The ideas the couple had planned of late or has ahead, each with its last date."""
    planned = couple.plans.kept().filter(idea__isnull=False, starts_at__gt=at - REST)
    latest = planned.readable().order_by("starts_at", "pk").reverse()[:MOST_DONE]
    # A damaged one rests no longer: it is offered once more.
    return {legible(plan, "idea"): timezone.localdate(plan.starts_at) for plan in reversed(latest)}


def _unused(public_id: uuid.UUID) -> uuid.UUID:
    """The same, or a new one where it is somebody else's or the form was changed and sent again."""
    return uuid.uuid4() if Plan.objects.filter(public_id=public_id).exists() else public_id


def _repeated(first: Plan, repeat: Repeat, every_week: EveryWeek) -> Repeat:
    if first.couple.repeats.live().count() >= MOST_REPEATS:
        raise EnoughRepeats
    repeat.made_until, repeat.wall_time = every_week
    repeat.weekday = repeat.made_until.weekday()
    first.repeat, first.repeat_on = repeat, repeat.made_until
    return repeat


def _refuse_overlap(couple: Couple, wanted: Sequence[Plan]) -> None:
    """Raise `OverlappingPlan` with what is planned where one of these would be."""
    spans = [plan.span for plan in wanted]
    earliest = min(begins for begins, _ in spans) - timedelta(minutes=LONGEST)
    latest = max(ends for _, ends in spans)
    there = couple.plans.kept().readable().begun_between(earliest, latest)
    met = [
        plan
        for plan in there.exclude(pk__in=[one.pk for one in wanted if one.pk])
        if meets(plan.span, spans)
    ]
    if met:
        raise OverlappingPlan(met)
