"""What people do with their time together: plan it, or let it go."""

import uuid
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.refusals import NotLinked
from accounts.services import couple_of
from checkins.models import Plan
from checkins.refusals import TimeHasPassed


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
) -> Plan:
    """Plan an evening for the couple of `by`, or give back the one this very form already made.

    `public_id` comes with the form, so a form sent twice makes one plan. Raises `NotLinked` and
    `TimeHasPassed`.
    """
    couple = couple_of(by)
    earlier = couple.plans.kept().readable().filter(author=by, public_id=public_id).first()
    if earlier is not None and (earlier.title, earlier.starts_at) == (title, starts_at):
        return earlier
    if starts_at <= at:
        raise TimeHasPassed
    # Somebody else's id, or a form changed and sent again after "back": this is a plan of its own.
    if Plan.objects.filter(public_id=public_id).exists():
        public_id = uuid.uuid4()
    return couple.plans.create(
        author=by,
        public_id=public_id,
        title=title,
        starts_at=starts_at,
        minutes=minutes,
        zone=zone,
        created_at=at,
    )


@transaction.atomic
def cancel_plan(plan: Plan, *, by: Person, at: datetime) -> None:
    """Let a plan go, for both; either may. Raises `NotLinked` once the plan is not theirs."""
    if couple_of(by).pk != plan.couple_id:
        raise NotLinked
    plan.cancel(at)
