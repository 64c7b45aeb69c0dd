"""Taking the quiz: start, answer, say what matters, finish, discard."""

import uuid
from collections.abc import Collection
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from quizzes import content
from quizzes.domain.scoring import chosen
from quizzes.models import Attempt, InstrumentVersion
from quizzes.refusals import CannotDiscard, NoSuchAttempt, NothingAnswered, TooSoon
from quizzes.services.rights import attempt_as_it_is, open_attempt
from quizzes.services.standing import again_after, can_discard


def attempt_of(person: Person, public_id: uuid.UUID) -> Attempt:
    """One's own attempt; raises NoSuchAttempt for every other."""
    attempt = person.attempts.with_version().with_share().filter(public_id=public_id).first()
    if attempt is None:
        raise NoSuchAttempt
    return attempt


def open_attempt_of(person: Person) -> Attempt | None:
    """The attempt that waits to be gone on with, if there is one; a damaged one does not."""
    attempt = _begun(person)
    return None if attempt is None or attempt.is_damaged else attempt


def refuse_if_too_soon(person: Person, at: datetime) -> None:
    """Raise TooSoon within four weeks of the person's last result of the couple's quiz."""
    results = person.attempts.with_version().finished()
    last = results.of_instrument(content.current(person.language).id).first()
    if last is not None and (again := again_after(last, at)).is_too_soon:
        raise TooSoon(again.possible_on)


@transaction.atomic
def start(*, by: Person, optional: Collection[str], at: datetime) -> Attempt:
    """Open an attempt, or give back the one that is open, so that a second press loses nothing.

    `optional` are keys of optional areas to ask about; an attempt that is open keeps its own, and
    a damaged one gives way. Raises TooSoon within four weeks of the last result.
    """
    begun = _begun(by)
    if begun is not None and not begun.is_damaged:
        return begun
    refuse_if_too_soon(by, at)
    if begun is not None:
        begun.delete()
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
    """Store the answer to question `number`, the code of an option; None is a skip.

    Raises AttemptFinished, NoSuchQuestion, and AnswerFault for an answer it does not have.
    """
    item = attempt.item(number)
    if value is not None:
        chosen(item, value)
    row = open_attempt(attempt, by)
    row.answers = row.answers | {item.key: value}
    row.save(update_fields=["answers"])


@transaction.atomic
def say_what_matters(attempt: Attempt, *, by: Person, areas: Collection[str]) -> None:
    """Store which areas matter most. Raises AttemptFinished."""
    row = open_attempt(attempt, by)
    row.choices = row.choices | {"matters": list(areas)}
    row.save(update_fields=["choices"])


@transaction.atomic
def finish(attempt: Attempt, *, by: Person, at: datetime) -> None:
    """Close the attempt; a second press finds it closed and changes nothing.

    Raises NothingAnswered when no question has an answer, and AnswersDamaged.
    """
    row = attempt_as_it_is(attempt, by)
    if row.is_finished:
        return
    row.refuse_if_damaged()
    if all(value is None for value in row.answers.values()):
        raise NothingAnswered
    # A clock that was set back must not lose somebody's answers to a constraint.
    row.finished_at = max(at, row.started_at)
    row.save(update_fields=["finished_at"])


@transaction.atomic
def discard(attempt: Attempt, *, by: Person, at: datetime) -> None:
    """Delete one's newest result, so that it counts nowhere, not even for the four weeks.

    Raises NoSuchAttempt, and CannotDiscard after a day, for an older one, and while it is shared.
    """
    row = attempt_as_it_is(attempt, by)
    if not can_discard(row, by, at):
        raise CannotDiscard
    row.delete()


def _begun(person: Person) -> Attempt | None:
    return person.attempts.with_version().open().first()
