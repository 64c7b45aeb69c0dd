"""The same person on two devices at once: one attempt, and no answer lost."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from accounts.models import Person
from quizzes import services
from quizzes.models import Attempt
from tests.support.people import make_person
from tests.support.racing import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.needs_postgres]


@pytest.fixture
def alex_again(transactional_db) -> Person:
    """Alex, in a database that other connections see."""
    return make_person("Alex").person


def _mine(person: Person) -> tuple[Person, Attempt]:
    """Alex and the open attempt as another device would load them."""
    person = Person.objects.get(pk=person.pk)
    return person, person.attempts.with_version().get()


def test_two_starts_at_once_open_one_attempt(alex_again):
    def start() -> Attempt:
        person = Person.objects.get(pk=alex_again.pk)
        return services.start(by=person, optional=(), at=timezone.now())

    started = at_once(start, start, start)

    assert len({attempt.pk for attempt in started}) == 1


def test_answers_given_at_once_are_all_kept(alex_again):
    services.start(by=alex_again, optional=(), at=timezone.now())

    def answering(number: int) -> Callable[[], None]:
        def deed() -> None:
            person, attempt = _mine(alex_again)
            services.answer(attempt, by=person, number=number, value=3)

        return deed

    at_once(*[answering(number) for number in range(1, 9)])

    assert len(_mine(alex_again)[1].answers) == 8


def test_an_answer_never_arrives_after_the_finish(alex_again):
    attempt = services.start(by=alex_again, optional=(), at=timezone.now())
    services.answer(attempt, by=alex_again, number=1, value=3)
    seen = []

    def finish() -> None:
        person, mine = _mine(alex_again)
        services.finish(mine, by=person, at=timezone.now())
        seen.append(_mine(alex_again)[1].answers)

    def answer() -> None:
        person, mine = _mine(alex_again)
        services.answer(mine, by=person, number=2, value=3)

    at_once(finish, answer)

    assert _mine(alex_again)[1].answers == seen[0]
