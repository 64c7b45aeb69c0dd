"""The demo makes half a year for two, on this machine only, and never among real people."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import timezone

from accounts.models import Person
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
