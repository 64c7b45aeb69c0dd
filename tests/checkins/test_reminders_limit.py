"""Where a mail provider takes so many a minute, no more go out; the others wait for their turn."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.test import TestCase
from kombu.exceptions import OperationalError

from checkins.models import OwedMail, Schedule
from checkins.models.beat import Beat
from checkins.reminders import tick as ticking
from tests.support.people import Someone
from tests.support.reminders import HOUR, MINUTE, SUNDAY_EVENING, delivers, mail_of, somebody, ticks

State = OwedMail.State
SECOND = timedelta(seconds=1)


@pytest.fixture
def two_a_minute(settings: object) -> None:
    """The provider takes two."""
    settings.MAILS_PER_MINUTE = 2


def ids(*people: Someone) -> list[str]:
    """The mails these people are owed."""
    return [str(mail_of(someone).pk) for someone in people]


def handed(at: datetime) -> list[str]:
    """What one tick hands out, whatever the batches."""
    return [mail for batch in ticks(at) for mail in batch]


def waits_since(someone: Someone, minutes: int) -> None:
    """Let this person's mail have been due for so long."""
    Schedule.objects.filter(person=someone.person).update(
        next_due_at=SUNDAY_EVENING - minutes * MINUTE
    )


@pytest.mark.usefixtures("two_a_minute", "db")
def test_no_minute_sees_more_than_the_limit_and_nothing_is_lost(mailoutbox: list) -> None:
    for n in range(5):
        somebody(f"p{n}")

    counts = []
    for seconds in range(0, 180, 20):
        batches = ticks(SUNDAY_EVENING + seconds * SECOND)
        delivers(batches, SUNDAY_EVENING + seconds * SECOND)
        counts.append(sum(map(len, batches)))

    assert counts == [2, 0, 0, 2, 0, 0, 1, 0, 0]
    assert len({mail.to[0] for mail in mailoutbox}) == len(mailoutbox) == 5


@pytest.mark.usefixtures("two_a_minute", "db")
def test_the_longest_waiting_go_first() -> None:
    late, latest, in_time = somebody("late"), somebody("latest"), somebody("in-time")
    waits_since(late, 10)
    waits_since(latest, 20)

    assert handed(SUNDAY_EVENING) == ids(latest, late)
    OwedMail.objects.filter(handed_at__isnull=False).update(state=State.WITHDRAWN)
    assert handed(SUNDAY_EVENING + MINUTE) == ids(in_time)


@pytest.mark.usefixtures("two_a_minute", "db")
def test_who_waits_is_neither_sent_nor_forgotten() -> None:
    for n in range(3):
        somebody(f"p{n}")

    ticks(SUNDAY_EVENING)

    assert OwedMail.objects.filter(state=State.OWED).count() == 3
    assert OwedMail.objects.filter(handed_at=None).count() == 1


@pytest.mark.usefixtures("two_a_minute", "db")
def test_what_is_handed_out_again_counts_again() -> None:
    late, later, last = somebody("late"), somebody("later"), somebody("last")
    waits_since(late, 20)
    waits_since(later, 10)
    ticks(SUNDAY_EVENING)

    # Nobody has taken them up for a minute.
    assert handed(SUNDAY_EVENING + MINUTE) == ids(late, later)
    assert handed(SUNDAY_EVENING + MINUTE + 30 * SECOND) == []
    assert mail_of(last).handed_at is None


@pytest.mark.usefixtures("two_a_minute", "db")
def test_what_the_queue_did_not_take_does_not_count() -> None:
    people = [somebody(f"p{n}") for n in range(2)]

    def is_down(batch: list[str]) -> None:
        raise OperationalError("connection refused")

    with TestCase.captureOnCommitCallbacks(execute=True):
        ticking.run(SUNDAY_EVENING, hand_over=is_down)

    assert sorted(handed(SUNDAY_EVENING + SECOND)) == sorted(ids(*people))


@pytest.mark.usefixtures("two_a_minute", "db")
def test_who_waits_too_long_lapses_like_everybody() -> None:
    waiting = [somebody(f"p{n}") for n in range(3)]
    ticks(SUNDAY_EVENING)

    assert handed(SUNDAY_EVENING + 6 * HOUR) == []
    assert {mail_of(someone).state for someone in waiting} == {State.LAPSED}


@pytest.mark.parametrize("most", [0, 5])
def test_without_a_limit_or_below_it_all_go_at_once(db: None, settings: object, most: int) -> None:
    settings.MAILS_PER_MINUTE = most
    for n in range(5):
        somebody(f"p{n}")

    assert [len(batch) for batch in ticks(SUNDAY_EVENING)] == [5]


@pytest.mark.needs_postgres
@pytest.mark.usefixtures("two_a_minute", "transactional_db")
def test_two_ticks_at_once_keep_to_the_limit_together() -> None:
    people = [somebody(f"p{n}") for n in range(4)]
    ticking.run(SUNDAY_EVENING, hand_over=lambda batch: None)
    OwedMail.objects.update(handed_at=None)
    batches: list[list[str]] = []

    def other_tick() -> None:
        ticking.run(SUNDAY_EVENING, hand_over=batches.append)
        connection.close()

    with transaction.atomic():
        Beat.objects.hold(SUNDAY_EVENING)
        thread = threading.Thread(target=other_tick)
        thread.start()
        thread.join(1)
        # The other one waits to count until this one has written down what it hands out.
        mine = ids(*people[:2])
        OwedMail.objects.filter(pk__in=mine).update(handed_at=SUNDAY_EVENING)
    thread.join(20)

    assert batches == []
