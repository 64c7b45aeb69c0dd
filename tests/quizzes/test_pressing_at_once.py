"""Two presses at the same instant, on two real connections: one exercise, one line, one focus."""

from functools import partial

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Person
from quizzes import services
from quizzes.models import FocusWish, Practice
from tests.support.people import Someone
from tests.support.racing import at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

TRIES = 10


def fresh(someone: Someone) -> Person:
    """The person as another request would load them."""
    return Person.objects.get(pk=someone.person.pk)


def test_begin_pressed_on_two_devices_begins_one(alex: Someone) -> None:
    for _try in range(TRIES):
        Practice.objects.all().delete()

        def begins() -> object:
            return services.begin_exercise("say-it-back", by=fresh(alex), at=timezone.now())

        at_once(begins, begins)

        assert Practice.objects.count() == 1


def test_done_on_one_device_and_deleted_on_the_other_leaves_one_outcome(alex: Someone) -> None:
    for _try in range(TRIES):
        practice = services.begin_exercise("say-it-back", by=alex.person, at=timezone.now())

        done = {"by": fresh(alex), "line": "A line.", "at": timezone.now()}
        at_once(
            partial(services.mark_done, practice, **done),
            partial(services.forget_practice, practice, by=fresh(alex)),
        )

        assert not Practice.objects.exists()


def test_both_choosing_at_once_makes_their_focus(couple, alex: Someone, sam: Someone) -> None:
    for _try in range(TRIES):
        FocusWish.objects.all().delete()

        at_once(
            *(
                lambda who=who: services.wish_for_focus("trust", by=fresh(who), at=timezone.now())
                for who in (alex, sam)
            )
        )

        assert services.focus_of(couple) == "trust"


def test_a_choice_pressed_twice_at_once_is_one(couple, alex: Someone) -> None:
    for _try in range(TRIES):
        FocusWish.objects.all().delete()

        def wishes() -> None:
            services.wish_for_focus("trust", by=fresh(alex), at=timezone.now())

        assert at_once(wishes, wishes) == ["done", "done"]

        assert FocusWish.objects.count() == 1


def test_choosing_while_the_other_unlinks_is_refused_or_gone(couple, alex, sam) -> None:
    services.wish_for_focus("trust", by=sam.person, at=timezone.now())

    at_once(
        lambda: services.wish_for_focus("trust", by=fresh(alex), at=timezone.now()),
        lambda: accounts.unlink(by=fresh(sam), at=timezone.now()),
    )

    couple.refresh_from_db()
    assert services.focus_of(couple) is None
