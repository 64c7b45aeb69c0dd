"""The demo is made on any day, at one stroke, on this machine only, and never among real people."""

import itertools
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.core.mail import EmailMessage
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from accounts.models import Couple, Person
from checkins.models import OwedMail, Schedule
from intimacy import demo
from tests.support.people import Someone
from tests.support.reminders import WEEK, ticks_and_delivers

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("days", range(7))
def test_it_works_on_every_day_of_the_week(days: int, time_machine) -> None:
    time_machine.move_to(datetime(2026, 11, 23, 19, 31, tzinfo=UTC) + timedelta(days=days))

    call_command("demo")

    assert Person.objects.count() == 2


# Before this week's check-in opens, an hour after it has, in the middle, and after the meeting.
@pytest.mark.parametrize("hours", [0, 97, 120, 145])
def test_nothing_is_sent_for_the_past_and_the_week_after_each_gets_both_letters(
    hours: int, time_machine, mailoutbox: list[EmailMessage]
) -> None:
    now = datetime(2026, 11, 23, 18, 31, tzinfo=UTC) + timedelta(hours=hours)
    time_machine.move_to(now, tick=False)
    call_command("demo")

    ticks_and_delivers(now)
    assert not OwedMail.objects.exists()
    assert mailoutbox == []

    while soonest := Schedule.objects.due(now + WEEK).first():
        ticks_and_delivers(soonest.next_due_at)
    owed = [(mail.person.email[:4], mail.kind, mail.state) for mail in OwedMail.objects.all()]
    both = itertools.product(("alex", "sam@"), ("check_in", "together"), ("sent",))
    assert sorted(owed) == sorted(both)
    assert len(mailoutbox) == 4


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
