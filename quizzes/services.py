"""What people do with the quiz: one function each, in one transaction."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from quizzes import content
from quizzes.domain.scoring import keyed
from quizzes.models import Attempt, InstrumentVersion
from quizzes.refusals import AttemptFinished, NoSuchAttempt, NothingAnswered
from quizzes.results import Summary, summary


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a person is with the quiz: what is open, and the newest result in short."""

    open_attempt: Attempt | None
    latest: Summary | None


def standing(person: Person) -> Standing:
    """What home shows of the quiz: two queries, and one more where the key is not loaded."""
    latest = person.attempts.with_version().finished().first()
    return Standing(open_attempt_of(person), summary(latest) if latest else None)


@dataclass(frozen=True, slots=True)
class Overview:
    """A person's attempts: the open one, and a line for each result, the newest first."""

    open_attempt: Attempt | None
    results: list[Summary]


def overview(person: Person) -> Overview:
    """All attempts of a person, in one query."""
    attempts = list(person.attempts.with_version().order_by("-finished_at", "-pk"))
    return Overview(
        open_attempt=next((one for one in attempts if not one.is_finished), None),
        results=[summary(one) for one in attempts if one.is_finished],
    )


def attempt_of(person: Person, public_id: uuid.UUID) -> Attempt:
    """One's own attempt; raises NoSuchAttempt for every other."""
    attempt = person.attempts.with_version().filter(public_id=public_id).first()
    if attempt is None:
        raise NoSuchAttempt
    return attempt


def open_attempt_of(person: Person) -> Attempt | None:
    """The attempt that waits to be gone on with, if there is one."""
    return person.attempts.with_version().open().first()


@transaction.atomic
def start(*, by: Person, optional: Collection[str], at: datetime) -> Attempt:
    """Open an attempt, or give back the one that is open, so that a second press loses nothing.

    `optional` are keys of optional areas to ask about; an attempt that is open keeps its own.
    """
    instrument = content.current(by.language)
    areas = [area.key for area in instrument.areas if not area.optional or area.key in optional]
    attempt, _made = Attempt.objects.get_or_create(
        person=by,
        finished_at=None,
        defaults={
            "version": InstrumentVersion.keep(instrument),
            "started_at": at,
            "answers": {},
            "choices": {"areas": areas, "matters": []},
        },
    )
    return attempt


@transaction.atomic
def answer(attempt: Attempt, *, by: Person, number: int, value: int | None) -> None:
    """Store the answer to question `number`; None is a skip.

    Raises AttemptFinished, NoSuchQuestion, and AnswerFault for a value off the scale.
    """
    item = attempt.item(number)
    if value is not None:
        keyed(attempt.instrument, item, value)
    row = _locked_open(attempt, by)
    row.answers = row.answers | {item.key: value}
    row.save(update_fields=["answers"])


@transaction.atomic
def say_what_matters(attempt: Attempt, *, by: Person, areas: Collection[str]) -> None:
    """Store which areas matter most. Raises AttemptFinished."""
    row = _locked_open(attempt, by)
    row.choices = row.choices | {"matters": list(areas)}
    row.save(update_fields=["choices"])


@transaction.atomic
def finish(attempt: Attempt, *, by: Person, at: datetime) -> None:
    """Close the attempt; a second press finds it closed and changes nothing.

    Raises NothingAnswered when no question has an answer.
    """
    row = _locked(attempt, by)
    if row.is_finished:
        return
    if all(value is None for value in row.answers.values()):
        raise NothingAnswered
    # A clock that was set back must not lose somebody's answers to a constraint.
    row.finished_at = max(at, row.started_at)
    row.save(update_fields=["finished_at"])


def _locked(attempt: Attempt, by: Person) -> Attempt:
    """The attempt as it is now, with its row held: two devices then lose no answer."""
    row = by.attempts.select_for_update().filter(pk=attempt.pk).first()
    if row is None:
        raise NoSuchAttempt
    return row


def _locked_open(attempt: Attempt, by: Person) -> Attempt:
    row = _locked(attempt, by)
    if row.is_finished:
        raise AttemptFinished
    return row
