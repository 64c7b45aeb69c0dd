"""Whose rows a person may change: asked again inside each transaction, under the row's lock.

Where two rows are locked the couple's comes first and the attempt's second, as everywhere else.
"""

from accounts.models import Person
from quizzes.models import Attempt
from quizzes.refusals import AttemptFinished, NoSuchAttempt


def attempt_as_it_is(attempt: Attempt, by: Person) -> Attempt:
    """One's own attempt, its row locked: two devices then lose no answer. Raises NoSuchAttempt."""
    row = by.attempts.select_for_update().filter(pk=attempt.pk).first()
    if row is None:
        raise NoSuchAttempt
    return row


def open_attempt(attempt: Attempt, by: Person) -> Attempt:
    """The same, if it is not finished. Raises AttemptFinished and AnswersDamaged."""
    row = attempt_as_it_is(attempt, by)
    if row.is_finished:
        raise AttemptFinished
    row.refuse_if_damaged()
    return row
