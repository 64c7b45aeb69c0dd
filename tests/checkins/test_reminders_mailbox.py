"""A mailbox that refuses three letters in a row is written to no more, until its owner says so."""

from collections.abc import Iterator
from datetime import datetime
from functools import partial

import pytest
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Couple
from checkins.models import Mailbox, OwedMail, Schedule
from checkins.reminders import delivery, post, sent
from tests.support.people import Someone
from tests.support.racing import at_once
from tests.support.reminders import (
    MINUTE,
    SUNDAY_EVENING,
    WEEK,
    ticks,
    ticks_and_delivers,
    wants_weekly,
)
from tests.support.smtp_server import SmtpServer, smtp_server

State = OwedMail.State


@pytest.fixture
def server(settings: object) -> Iterator[SmtpServer]:
    """A real mail server on loopback that the site sends through."""
    with smtp_server() as running:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield running


@pytest.fixture
def wanting(alex: Someone, couple: Couple) -> Someone:
    """Alex, who wants the weekly mail."""
    wants_weekly(alex)
    return alex


def lives_at(someone: Someone, mailbox: str) -> None:
    """The part of the address before the @ chooses how the server behaves."""
    someone.person.email = f"{mailbox}@example.org"
    someone.person.save()


def weeks(first: int, last: int) -> datetime:
    """A tick on each of these Sundays; gives the last one."""
    for week in range(first, last + 1):
        ticks_and_delivers(SUNDAY_EVENING + week * WEEK)
    return SUNDAY_EVENING + last * WEEK


def states(someone: Someone) -> list[str]:
    """How each mail ended, the first one first."""
    return list(someone.person.owed_mails.order_by("due_at").values_list("state", flat=True))


def test_the_third_refusal_in_a_row_stops_the_mail(wanting: Someone, server: SmtpServer) -> None:
    lives_at(wanting, "nobody")

    third = weeks(0, 2)
    assert sent.is_stopped(wanting.person)
    assert Mailbox.objects.get().stopped_at == third
    weeks(3, 3)

    assert states(wanting) == [State.FAILED] * 3 + [State.WITHDRAWN]


def test_two_are_not_enough(wanting: Someone, server: SmtpServer) -> None:
    lives_at(wanting, "nobody")

    weeks(0, 1)

    assert not sent.is_stopped(wanting.person)


def test_a_letter_that_is_taken_starts_the_count_anew(wanting: Someone, server: SmtpServer) -> None:
    lives_at(wanting, "nobody")
    weeks(0, 1)
    lives_at(wanting, "kim")
    weeks(2, 2)
    lives_at(wanting, "nobody")

    weeks(3, 4)

    assert not sent.is_stopped(wanting.person)
    assert Mailbox.objects.get().refused_in_a_row == 2


@pytest.mark.parametrize("fault", ["later", "unwanted"])
def test_only_a_refusal_of_the_mailbox_for_good_counts(
    fault: str, wanting: Someone, server: SmtpServer
) -> None:
    lives_at(wanting, fault)

    weeks(0, 4)

    assert not Mailbox.objects.exists()


def test_a_server_that_refuses_us_is_no_bounce(wanting: Someone, server: SmtpServer) -> None:
    server.sender_refusal = "550 5.7.1 Not you"

    weeks(0, 4)

    assert not Mailbox.objects.exists()


def test_try_again_sends_again(wanting: Someone, server: SmtpServer) -> None:
    lives_at(wanting, "nobody")
    weeks(0, 2)
    lives_at(wanting, "kim")

    wanting.sends("/reminders/try-again/")
    weeks(3, 3)

    assert not sent.is_stopped(wanting.person)
    assert len(server.to("kim@example.org")) == 1


def moves_to(someone: Someone, address: str) -> None:
    """Give a new address and follow the link that is sent there."""
    new = EmailAddress.objects.create(user=someone.person, email=address)
    key = EmailConfirmationHMAC(new).key
    someone.sends(reverse("account_confirm_email", args=[key]))


def test_a_new_address_is_written_to_again(wanting: Someone, server: SmtpServer) -> None:
    lives_at(wanting, "nobody")
    weeks(0, 2)
    assert sent.is_stopped(wanting.person)

    moves_to(wanting, "kim@example.org")
    weeks(3, 3)

    assert not sent.is_stopped(wanting.person)
    assert len(server.to("kim@example.org")) == 1


def test_an_address_that_was_not_confirmed_changes_nothing(wanting: Someone) -> None:
    Mailbox.objects.create(person=wanting.person, refused_in_a_row=3, stopped_at=SUNDAY_EVENING)

    wanting.sends(reverse("account_email"), {"email": "kim@example.org", "action_add": ""})

    assert sent.is_stopped(wanting.person)


def test_opening_that_address_does_nothing(wanting: Someone) -> None:
    Mailbox.objects.create(person=wanting.person, refused_in_a_row=3, stopped_at=SUNDAY_EVENING)

    assert wanting.opens("/reminders/try-again/").status_code == 405
    assert sent.is_stopped(wanting.person)


@pytest.mark.parametrize("address", ["/", "/reminders/"])
def test_the_site_says_so_to_its_owner_alone(address: str, wanting: Someone, sam: Someone) -> None:
    assert b"stopped writing" not in wanting.opens(address).content
    before = sam.sees(address)

    Mailbox.objects.create(person=wanting.person, refused_in_a_row=3, stopped_at=SUNDAY_EVENING)

    assert b"stopped writing" in wanting.opens(address).content
    assert sam.sees(address) == before


def test_home_says_so_to_somebody_alone_too(alex: Someone, robin: Someone) -> None:
    Mailbox.objects.create(person=robin.person, refused_in_a_row=3, stopped_at=SUNDAY_EVENING)

    assert b"stopped writing" in robin.opens("/").content
    assert b"stopped writing" not in alex.opens("/").content


def test_the_other_ones_mailbox_is_another_one(
    wanting: Someone, sam: Someone, server: SmtpServer
) -> None:
    wants_weekly(sam)
    lives_at(wanting, "nobody")

    weeks(0, 3)

    assert states(sam) == [State.SENT] * 4


def vanishes(someone: Someone) -> None:
    """What an erasure leaves of somebody for the engine: nothing."""
    Schedule.objects.filter(person=someone.person).delete()
    OwedMail.objects.filter(person=someone.person).delete()
    someone.person.seats.all().delete()
    type(someone.person).objects.filter(pk=someone.person.pk).delete()


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("later", ["sam", "nobody"])
def test_somebody_erased_in_the_middle_stops_nobody_else(
    wanting: Someone, sam: Someone, server: SmtpServer, monkeypatch: pytest.MonkeyPatch, later: str
) -> None:
    wants_weekly(sam)
    lives_at(wanting, "nobody")
    last = {"sam": sam, "nobody": wanting}[later].person
    Schedule.objects.filter(person=last).update(next_due_at=SUNDAY_EVENING + MINUTE)
    send = post.Post.send

    def erased_meanwhile(self: post.Post, letter: object, **ahead: object) -> None:
        if "nobody@example.org" in letter.to:
            # From elsewhere: the worker's own connection is busy with what has gone out.
            at_once(partial(vanishes, wanting))
        send(self, letter, **ahead)

    monkeypatch.setattr(post.Post, "send", erased_meanwhile)

    ticks_and_delivers(SUNDAY_EVENING + MINUTE)

    assert states(sam) == [State.SENT]
    assert not Mailbox.objects.exists()


def test_a_mailbox_that_never_refused_costs_no_question(wanting: Someone, mailoutbox: list) -> None:
    (batch,) = ticks(SUNDAY_EVENING)

    with CaptureQueriesContext(
        connection,
    ) as asked:
        delivery.deliver(batch, at=SUNDAY_EVENING)

    assert len(mailoutbox) == 1
    named = [query["sql"] for query in asked if "mailbox" in query["sql"]]
    assert len(named) == 1
