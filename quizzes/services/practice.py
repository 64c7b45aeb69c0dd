"""What a person does with an exercise: begin it, mark it done, look back, forget it."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Person
from accounts.refusals import Locked
from accounts.sealing import legible
from quizzes import guidance
from quizzes.domain.guides import Exercise
from quizzes.models import Practice
from quizzes.models.practice import PracticeQuerySet
from quizzes.refusals import NoSuchPractice


def practice_of(person: Person, public_id: uuid.UUID) -> Practice:
    """One's own practice; raises NoSuchPractice for every other."""
    practice = person.practices.filter(public_id=public_id).first()
    if practice is None:
        raise NoSuchPractice
    return practice


def open_practice(person: Person, key: str) -> Practice | None:
    """The one that was begun and not marked done, of this exercise; raises `Locked`."""
    # The key is sealed, so the database cannot look for it; few are ever open.
    return next((one for one in person.practices.open() if legible(one, "exercise") == key), None)


@dataclass(frozen=True, slots=True)
class Running:
    """An exercise that is begun: about when it ends, and how many seconds it has gone on."""

    practice: Practice
    ends_at: datetime
    seconds: int
    is_over: bool


def running(person: Person, exercise: Exercise, at: datetime) -> Running | None:
    """This person's exercise as it is going on now, or None where it is not begun."""
    try:
        practice = open_practice(person, exercise.key)
    except Locked:
        # Which one is begun cannot be told now; beginning it asks for the lock to be opened.
        return None
    if practice is None:
        return None
    ends_at = practice.started_at + timedelta(minutes=exercise.minutes)
    gone = max(timedelta(), at - practice.started_at)
    return Running(practice, ends_at, int(gone.total_seconds()), is_over=ends_at <= at)


def done_practices(person: Person) -> PracticeQuerySet:
    """What this person did, the newest first."""
    return person.practices.done()


@transaction.atomic
def begin_exercise(key: str, *, by: Person, at: datetime) -> Practice:
    """Begin an exercise, or give back the one that is begun: a second press starts no second.

    Raises NoSuchExercise and Locked.
    """
    guidance.exercise(key, by.language)
    # Two presses at once wait for each other here: a sealed key can carry no constraint.
    list(Person.objects.select_for_update(no_key=True).filter(pk=by.pk).values_list("pk"))
    begun = open_practice(by, key)
    return begun or by.practices.create(exercise=key, started_at=at)


@transaction.atomic
def mark_done(practice: Practice, *, by: Person, line: str, at: datetime) -> None:
    """Mark it done, with a private line or an empty one; a second press changes nothing.

    Raises NoSuchPractice when it was forgotten in the meantime.
    """
    row = by.practices.select_for_update().filter(pk=practice.pk).first()
    if row is None:
        raise NoSuchPractice
    if row.done_at is not None:
        return
    row.line = line or None
    # A clock that was set back must not lose the line to a constraint.
    row.done_at = max(at, row.started_at)
    row.save(update_fields=["line", "done_at"])


def forget_practice(practice: Practice, *, by: Person) -> None:
    """Delete it with its line; twice is as good as once."""
    by.practices.filter(pk=practice.pk).delete()
