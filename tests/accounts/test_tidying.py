"""Once a day the site lets go of what nobody needs any more."""

from datetime import timedelta

import pytest
from celery.schedules import crontab
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.utils import timezone

from accounts import services, tasks
from accounts.models import Invitation, Session
from accounts.sessions import SessionStore
from checkins.models import OwedMail
from intimacy.celery import app
from tests.support.people import Someone

pytestmark = pytest.mark.django_db


def test_beat_asks_for_it_once_a_day() -> None:
    entry = settings.CELERY_BEAT_SCHEDULE["tidy"]

    assert entry["task"] in app.tasks
    assert entry["schedule"] == crontab(hour="3", minute="17")


def test_sessions_that_have_expired_go(alex: Someone) -> None:
    alex.opens("/me/")
    old = SessionStore()
    old["x"] = 1
    old.set_expiry(timezone.now() - timedelta(seconds=1))
    old.save()

    tasks.tidy()

    assert [row.person_id for row in Session.objects.all()] == [alex.person.pk]


@pytest.mark.parametrize(("days", "left"), [(96, 1), (98, 0)])
def test_an_invitation_goes_ninety_days_after_its_last_moment(
    alex: Someone, days: int, left: int
) -> None:
    services.invite(by=alex.person, at=timezone.now() - timedelta(days=days))

    tasks.tidy()

    assert Invitation.objects.count() == left


@pytest.mark.parametrize(
    ("state", "days", "left"),
    [("sent", 91, 0), ("failed", 91, 0), ("withdrawn", 91, 0), ("sent", 89, 1), ("owed", 91, 1)],
)
def test_an_owed_mail_goes_ninety_days_after_its_last_moment_once_it_is_settled(
    alex: Someone, state: str, days: int, left: int
) -> None:
    then = timezone.now() - timedelta(days=days)
    times = {"due_at": then, "lapses_at": then, "next_try_at": then}
    times |= {"sent_at": then} if state == "sent" else {}
    OwedMail.objects.create(person=alex.person, kind="together", occasion="x", state=state, **times)

    tasks.tidy()

    assert OwedMail.objects.count() == left


def test_counts_of_tries_that_have_run_out_go() -> None:
    cache.set("old", [1.0], timeout=60)
    cache.set("new", [1.0], timeout=600)
    with connection.cursor() as cursor:
        past = connection.ops.adapt_datetimefield_value(timezone.now() - timedelta(seconds=1))
        old = cache.make_key("old")
        cursor.execute("UPDATE cache SET expires = %s WHERE cache_key = %s", [past, old])

    tasks.tidy()

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key FROM cache")
        assert cursor.fetchall() == [(cache.make_key("new"),)]
