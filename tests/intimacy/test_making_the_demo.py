"""The demo is made on any day, at one stroke, on this machine only, and never among real people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Couple, Person
from intimacy import demo
from tests.support.people import Someone

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", range(7))
def test_it_works_on_every_day_of_the_week(days: int, time_machine) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 19, 31, tzinfo=UTC) + timedelta(days=days))

    call_command("demo")

    assert Person.objects.count() == 2


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_never_meets_a_history_half_made() -> None:
    steps = demo.make(timezone.now())
    next(steps)

    with ThreadPoolExecutor(max_workers=1) as worker:
        assert worker.submit(_couples_seen_from_elsewhere).result(timeout=20) == 0

    assert len(list(steps)) == demo.WEEKS
    assert Couple.objects.count() == 1


def _couples_seen_from_elsewhere() -> int:
    try:
        return Couple.objects.count()
    finally:
        connection.close()


def test_it_refuses_a_site_that_others_can_reach(settings) -> None:
    settings.ON_LOOPBACK = False

    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("demo")

    assert not Person.objects.exists()


def test_it_refuses_a_database_with_people_in_it(alex: Someone) -> None:
    with pytest.raises(CommandError, match="people in this database"):
        call_command("demo")
