"""The demo makes half a year for two, on this machine only, and never among real people."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.utils import timezone

from accounts.models import Couple, Person
from intimacy import demo
from quizzes.models import Attempt
from quizzes.services import pair_of, refuse_if_too_soon
from quizzes.together import side_by_side
from tests.support.people import Someone

pytestmark = pytest.mark.django_db


def test_the_demo_prints_how_to_sign_in_and_that_works(capsys: pytest.CaptureFixture) -> None:
    call_command("demo")

    words = capsys.readouterr().out.split()
    password = words[words.index("alex@example.org") + 1]
    browser = Client()
    browser.post("/accounts/login/", {"login": "alex@example.org", "password": password})
    assert "Sam" in browser.get("/partner/").content.decode()


def test_half_a_year_lies_behind_the_two() -> None:
    call_command("demo")

    alex = Person.objects.get(email="alex@example.org")
    revealed = alex.couple.check_ins.exclude(revealed_at=None)
    assert revealed.count() >= 20
    assert Attempt.objects.finished().filter(person=alex).count() == 3
    assert alex.couple.plans.count() >= 20


def test_the_two_have_results_side_by_side_and_something_to_talk_about() -> None:
    call_command("demo")

    pair = pair_of(Person.objects.get(email="alex@example.org"))
    assert [talk.name for talk in side_by_side(pair.mine, pair.theirs).talks] == ["Time together"]


def test_the_demo_couple_may_take_the_quiz_again() -> None:
    call_command("demo")

    refuse_if_too_soon(Person.objects.get(email="alex@example.org"), timezone.now())


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


def test_two_runs_make_two_different_passwords(capsys: pytest.CaptureFixture) -> None:
    call_command("demo")
    first = capsys.readouterr().out
    Person.objects.all().delete()
    call_command("demo")

    assert capsys.readouterr().out.splitlines()[-3:] != first.splitlines()[-3:]


def test_it_refuses_a_site_that_others_can_reach(settings) -> None:
    settings.ON_LOOPBACK = False

    with pytest.raises(CommandError, match="SITE_URL"):
        call_command("demo")

    assert not Person.objects.exists()


def test_it_refuses_a_database_with_people_in_it(alex: Someone) -> None:
    with pytest.raises(CommandError, match="people in this database"):
        call_command("demo")
