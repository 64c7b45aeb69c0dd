"""The demo makes half a year for two, on this machine only, and never among real people."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Person
from quizzes.models import Attempt
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
