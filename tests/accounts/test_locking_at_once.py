"""A lock set up twice, or set up while something is written, at the same instant."""

import pytest
from django.utils import timezone

from accounts import services
from accounts.domain.locking import is_locked
from accounts.models import Lock, Person, PersonKey
from accounts.refusals import LockThere
from quizzes import services as quizzes
from quizzes.models import Practice
from tests.support.locks import PASSPHRASE
from tests.support.people import Someone
from tests.support.racing import at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

TRIES = 5


def fresh(someone: Someone) -> Person:
    """The person as another request would load them."""
    return Person.objects.get(pk=someone.person.pk)


def sets_up(someone: Someone) -> object:
    """Another press of the button, on a device of its own."""
    return services.set_up_lock(by=fresh(someone), passphrase=PASSPHRASE, at=timezone.now())


def test_of_two_presses_one_makes_the_lock_that_opens(alex: Someone) -> None:
    for _try in range(TRIES):
        Lock.objects.all().delete()
        PersonKey.objects.update(lock_public=None)

        came = at_once(lambda: sets_up(alex), lambda: sets_up(alex))

        (made,) = [one for one in came if one is not LockThere]
        opened = services.open_lock(by=fresh(alex), secret=made.code)
        assert opened.public == fresh(alex).lock_public


def test_what_is_written_meanwhile_is_lost_to_nobody_and_locked_in_the_end(alex: Someone) -> None:
    for _try in range(TRIES):
        Lock.objects.all().delete()
        Practice.objects.all().delete()
        PersonKey.objects.update(lock_public=None)

        def begins() -> object:
            return quizzes.begin_exercise("say-it-back", by=fresh(alex), at=timezone.now())

        made, _begun = at_once(lambda: sets_up(alex), begins)

        opened = services.open_lock(by=fresh(alex), secret=made.code)
        services.put_right(by=fresh(alex), opened=opened)
        assert is_locked(bytes(Practice.objects.get().__dict__["exercise"]))
