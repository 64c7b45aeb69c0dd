"""Where a mail provider takes so many a minute, no more go out; the others wait for their turn."""

import random
import threading
from datetime import datetime, timedelta
from functools import partial

import pytest
from django.db import connection, transaction
from django.test import TestCase
from django.test.utils import CaptureQueriesContext
from kombu.exceptions import OperationalError

from checkins.models import OwedMail, Schedule
from checkins.models.beat import Beat
from checkins.reminders import tick as ticking
from tests.support.people import Someone
from tests.support.racing import at_once
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


def is_down(batch: list[str]) -> None:
    """The queue, away."""
    raise OperationalError("connection refused")


def runs(at: datetime, hand_over: ticking.HandOver) -> None:
    """One tick with this queue."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        ticking.run(at, hand_over=hand_over)


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

    runs(SUNDAY_EVENING, is_down)

    assert sorted(handed(SUNDAY_EVENING + SECOND)) == sorted(ids(*people))


@pytest.mark.usefixtures("two_a_minute", "db")
def test_what_it_did_take_still_counts() -> None:
    for n in range(3):
        somebody(f"p{n}")
    runs(SUNDAY_EVENING, is_down)
    # What was begun once travels alone.
    OwedMail.objects.update(attempts=1)
    taken: list[list[str]] = []

    def breaks_off(batch: list[str]) -> None:
        is_down(batch) if taken else taken.append(batch)

    runs(SUNDAY_EVENING + SECOND, breaks_off)

    later = [SUNDAY_EVENING + seconds * SECOND for seconds in (2, 3)]
    assert len(taken) == 1
    assert [len(handed(at)) for at in later] == [1, 0]


# --- The count ----------------------------------------------------------------------------------


def counts(*seconds: int, of: int) -> Beat:
    """A count with so many handed out at each of these seconds after the evening began."""
    beat = Beat.objects.hold(SUNDAY_EVENING)
    for second in seconds:
        beat.spend(of, SUNDAY_EVENING + second * SECOND)
    return beat


def rooms(beat: Beat, *seconds: int, most: int = 2) -> list[int]:
    """How many more might go out at each of these seconds."""
    return [beat.room(most, SUNDAY_EVENING + second * SECOND) for second in seconds]


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(20))
def test_no_minute_sees_more_wherever_it_begins(seed: int) -> None:
    chance, beat, at = random.Random(seed), counts(of=0), SUNDAY_EVENING
    moments: list[datetime] = []
    for _tick in range(200):
        at += chance.choice([0, 1, 10, 30, 31, 59, 60, 90]) * SECOND
        count = min(chance.randrange(4), *rooms(beat, (at - SUNDAY_EVENING).seconds, most=5))
        if count:
            beat.spend(count, at)
        moments += [at] * count

    assert len(moments) > 100
    assert max(sum(start <= one < start + MINUTE for one in moments) for start in moments) == 5


@pytest.mark.django_db
def test_a_count_goes_on_until_nothing_went_out_for_a_minute() -> None:
    beat = counts(0, 50, of=1)

    assert rooms(beat, 59, 60, 109, 110) == [0, 0, 0, 2]


@pytest.mark.django_db
def test_a_slow_tick_that_began_earlier_finds_what_the_quick_one_counted() -> None:
    beat = counts(120, of=2)

    assert rooms(beat, 119, 61, 0) == [0, 0, 0]
    beat.spend(1, SUNDAY_EVENING)
    assert rooms(beat, 179, 180) == [0, 2]


@pytest.mark.django_db
def test_a_clock_that_is_set_back_costs_a_minute_and_not_an_hour() -> None:
    beat = counts(3600, of=2)

    assert rooms(beat, 0, 30, 59, 60) == [0, 0, 0, 2]


@pytest.mark.django_db
def test_what_comes_back_late_is_not_taken_from_a_count_it_was_not_in() -> None:
    counts(0, 60, of=2)

    Beat.objects.give_back(2, SUNDAY_EVENING)

    assert rooms(Beat.objects.get(), 60) == [0]


@pytest.mark.django_db
def test_what_comes_back_is_taken_from_its_count_also_where_that_has_gone_on() -> None:
    counts(0, 30, of=1)

    Beat.objects.give_back(1, SUNDAY_EVENING)

    assert rooms(Beat.objects.get(), 30) == [1]


@pytest.mark.usefixtures("two_a_minute", "db")
def test_how_many_are_owed_costs_a_limited_tick_nothing() -> None:
    for n in range(4):
        somebody(f"p{n}")

    with CaptureQueriesContext(connection) as asked:
        ticks(SUNDAY_EVENING)

    about_mail = [query["sql"] for query in asked if "checkins_owedmail" in query["sql"]]
    assert about_mail
    assert not [sql for sql in about_mail if "COUNT(" in sql or 'handed_at" >' in sql]


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
    for n in range(4):
        somebody(f"p{n}")
    batches: list[list[str]] = []

    def other_tick() -> None:
        ticking.run(SUNDAY_EVENING, hand_over=batches.append)
        connection.close()

    Beat.objects.beat(SUNDAY_EVENING)
    with transaction.atomic():
        beat = Beat.objects.hold(SUNDAY_EVENING)
        thread = threading.Thread(target=other_tick)
        thread.start()
        thread.join(1)
        # The other one waits to count until this one has written down what it hands out.
        beat.spend(1, SUNDAY_EVENING)
    thread.join(20)

    assert not thread.is_alive()
    assert [len(batch) for batch in batches] == [1]


@pytest.mark.needs_postgres
@pytest.mark.usefixtures("two_a_minute", "transactional_db")
def test_however_many_tick_at_once_the_first_minute_sees_two() -> None:
    for n in range(6):
        somebody(f"p{n}")
    batches: list[list[str]] = []
    tick = partial(ticking.run, SUNDAY_EVENING, hand_over=batches.append)

    at_once(tick, tick, tick)

    assert sum(map(len, batches)) == 2
