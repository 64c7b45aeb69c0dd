"""What the reminder tests share: a Sunday evening in Berlin, and the two halves of the engine."""

import uuid
from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from typing import Any

from django.test import TestCase

import checkins.services
import quizzes.services
from accounts.models import Couple, Person, Seat
from checkins.domain.announcing import THREE_HOURS
from checkins.models import OwedMail, Plan, Schedule
from checkins.reminders import delivery, schedules
from checkins.reminders import tick as ticking
from quizzes.models import Attempt
from tests.support.people import Someone

# 20:00 in Berlin, in ISO week 49.
SUNDAY_EVENING = datetime(2026, 12, 6, 19, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def wants_weekly(someone: Someone, *, since: datetime | None = None) -> Schedule:
    """Switch on the weekly reminder for Sundays at 20:00, the day before the first one."""
    return schedules.set_together(
        someone.person,
        True,
        since or SUNDAY_EVENING - timedelta(days=1),
        weekday=6,
        wall_time=time(20),
        zone="Europe/Berlin",
    )


def chooses(someone: Someone, at: datetime, **chosen: Any) -> None:
    """Save the reminders page with this chosen on it, and every other kind switched off."""
    choice = schedules.Choice(
        together=False,
        rhythm=schedules.Rhythm(6, time(20), "Europe/Berlin"),
        check_in=None,
        plan=False,
        lead=THREE_HOURS,
        retest=False,
        hour=schedules.Hour(time(18), "Europe/Berlin"),
        paused_until=None,
    )
    schedules.choose(by=someone.person, at=at, choice=replace(choice, **chosen))


def plans(someone: Someone, starts_at: datetime, *, at: datetime) -> Plan:
    """Plan an evening at this moment."""
    return checkins.services.plan_time(
        by=someone.afresh(),
        public_id=uuid.uuid4(),
        title="A walk",
        starts_at=starts_at,
        minutes=60,
        zone="Europe/Berlin",
        at=at,
    )


def moves(someone: Someone, plan: Plan, starts_at: datetime, *, at: datetime) -> Plan:
    """Put a plan at another time."""
    plan.refresh_from_db()
    return checkins.services.move_plan(
        plan,
        by=someone.afresh(),
        starts_at=starts_at,
        minutes=60,
        zone="Europe/Berlin",
        seen=plan.sequence,
        at=at,
    )


def takes_quiz(someone: Someone, at: datetime) -> Attempt:
    """Take the quiz from the first question to the last."""
    attempt = quizzes.services.start(by=someone.person, optional=(), at=at)
    for number in range(1, len(attempt.items) + 1):
        quizzes.services.answer(attempt, by=someone.person, number=number, value=2)
    quizzes.services.finish(attempt, by=someone.person, at=at)
    return attempt


def somebody(name: str) -> Someone:
    """A person without a password at name@example.org, one of a couple, who wants the weekly mail.

    The other seat is of no interest here and stays empty.
    """
    someone = Someone(Person.objects.create_user(f"{name}@example.org", name="Kim"))
    couple = Couple.objects.create(started_at=SUNDAY_EVENING - WEEK)
    Seat.objects.create(couple=couple, number=1, person=someone.person)
    wants_weekly(someone)
    return someone


def ticks(at: datetime) -> list[list[str]]:
    """Let the clockwork tick once; return the batches of ids it handed out."""
    handed: list[list[str]] = []
    # Tests run inside a transaction; what waits for its commit is run at once instead.
    with TestCase.captureOnCommitCallbacks(execute=True):
        ticking.run(at, hand_over=handed.append)
    return handed


def delivers(batches: Iterable[list[str]], at: datetime) -> None:
    """Let a worker take each batch."""
    for batch in batches:
        delivery.deliver(batch, at=at)


def ticks_and_delivers(at: datetime) -> None:
    """One tick with workers that are quick."""
    delivers(ticks(at), at)


def mail_of(someone: Someone) -> OwedMail:
    """The one mail this person has been owed."""
    return OwedMail.objects.get(person=someone.person)
