"""What people do with the quiz, in their browser."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from quizzes import services
from quizzes.models import Attempt
from tests.support.people import Someone


def begins(someone: Someone, closeness: str = "no") -> Attempt:
    """Starts the quiz, and gives the attempt that is open then."""
    someone.sends(reverse("quizzes:start"), {"closeness": closeness})
    return someone.person.attempts.get(finished_at=None)


def question(attempt: Attempt, number: int) -> str:
    """The address of a question."""
    return reverse("quizzes:question", args=[attempt.public_id, number])


def page(name: str, attempt: Attempt) -> str:
    """The address of another page of the attempt."""
    return reverse(f"quizzes:{name}", args=[attempt.public_id])


def answers(someone: Someone, attempt: Attempt, number: int, value: object) -> HttpResponse:
    """Answers one question; None skips it."""
    data = {"skip": "on"} if value is None else {"answer": str(value)}
    return someone.sends(question(attempt, number), data)


def takes(
    someone: Someone,
    matters: tuple[str, ...] = (),
    *,
    weeks_ago: float = 0,
    **scores: int | None,
) -> Attempt:
    """Takes the whole quiz and finishes it, past the browser to be quick; earlier ones first.

    `scores` says for an area how every item of it counts, from 0 to 4, or None to skip all of
    them; areas not named count 2.
    """
    person, then = someone.person, timezone.now() - timedelta(weeks=weeks_ago)
    optional = {"closeness"} & set(scores)
    attempt = services.start(by=person, optional=optional, at=then)
    for number, item in enumerate(attempt.items, 1):
        value = scores.get(item.area, 2)
        turned = 4 - value if item.reverse and value is not None else value
        services.answer(attempt, by=person, number=number, value=turned)
    services.say_what_matters(attempt, by=person, areas=matters)
    services.finish(attempt, by=person, at=then)
    return person.attempts.get(pk=attempt.pk)
