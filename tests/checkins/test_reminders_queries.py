"""A tick asks the database as often for fifty people as for one, whatever comes due."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Couple, Person, Seat
from checkins.domain.announcing import AN_HOUR
from checkins.domain.cadence import iso_week
from checkins.models import CheckIn, OwedMail, Plan, Schedule
from checkins.reminders import schedules
from quizzes import content
from quizzes.models import Attempt, InstrumentVersion
from tests.support.people import Someone
from tests.support.reminders import HOUR, SUNDAY_EVENING, WEEK, chooses, somebody, ticks

MONDAY = SUNDAY_EVENING - timedelta(days=6)


def _couple_of(person: Person) -> Couple:
    return Seat.objects.get(person=person).couple


def _weekly(people: list[Someone]) -> None:
    """They want it already."""


def _check_ins(people: list[Someone]) -> None:
    for someone in people:
        CheckIn.objects.create(
            couple=_couple_of(someone.person),
            meets_on=SUNDAY_EVENING.date(),
            week=iso_week(SUNDAY_EVENING.date()),
            meets_at=SUNDAY_EVENING + HOUR,
            opens_at=MONDAY,
            prompt_key="x",
        )
    Schedule.objects.update(kind="check_in", lead=timedelta(hours=48))


def _plans(people: list[Someone]) -> None:
    for someone in people:
        plan = {"author": someone.person, "title": "A walk", "zone": "UTC", "minutes": 60}
        for days in (0, 1):
            Plan.objects.create(
                **plan,
                couple=_couple_of(someone.person),
                starts_at=SUNDAY_EVENING + HOUR + timedelta(days=days),
                created_at=MONDAY,
                noticed=0,
            )
        chooses(someone, MONDAY, plan=True, lead=AN_HOUR)
    Schedule.objects.filter(kind="together").delete()


def _new_plans(people: list[Someone]) -> None:
    """Nobody has told the reminders of these yet."""
    _plans(people)
    Plan.objects.update(noticed=-1)
    Schedule.objects.update(next_due_at=None)


def _retests(people: list[Someone]) -> None:
    version = InstrumentVersion.keep(content.current("en"))
    taken = SUNDAY_EVENING - 20 * WEEK
    hour = schedules.Hour(time(20), "Europe/Berlin")
    for someone in people:
        Attempt.objects.create(
            person=someone.person,
            version=version,
            started_at=taken,
            finished_at=taken,
            answers={},
            choices={},
        )
        chooses(someone, SUNDAY_EVENING - HOUR, retest=True, hour=hour)
    Schedule.objects.filter(kind="together").delete()


def _questions(at: datetime) -> int:
    with CaptureQueriesContext(connection) as asked:
        ticks(at)
    return len([query for query in asked if "SAVEPOINT" not in query["sql"]])


@pytest.mark.parametrize("prepare", [_weekly, _check_ins, _plans, _new_plans, _retests])
def test_fifty_due_cost_as_many_questions_as_one(
    prepare: Callable[[list[Someone]], None], db: None
) -> None:
    ticks(MONDAY)
    prepare([somebody("kim")])
    one = _questions(SUNDAY_EVENING)
    assert OwedMail.objects.count() == 1

    prepare([somebody(f"kim{n}") for n in range(50)])
    fifty = _questions(SUNDAY_EVENING)

    assert OwedMail.objects.count() == 51
    assert fifty == one


def test_with_nothing_due_a_tick_asks_next_to_nothing(db: None) -> None:
    ticks(MONDAY)

    assert _questions(MONDAY) <= 9
