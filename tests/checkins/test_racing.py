"""Two people at the same instant, on two real connections: one outcome, and no error."""

import threading
import uuid
from collections.abc import Callable
from datetime import time, timedelta

import pytest
from django.db import connection, transaction

from accounts import services as accounts
from accounts.models import Couple, Person
from accounts.refusals import NotLinked, Refusal
from checkins import services
from checkins.domain.preparation import Written, step_named
from checkins.models import CheckIn
from checkins.models.week import open_due
from tests.support.people import Someone
from tests.support.racing import at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

WISH = step_named("wish")


def readies(someone: Someone, check_in: CheckIn) -> Callable[[], object]:
    return lambda: services.get_ready(check_in, by=someone.person, at=check_in.opens_at)


def half_writes(someone: Someone, check_in: CheckIn) -> Callable[[], object]:
    half = [Written("wish", 1, "half a sen", shared=True)]
    at = check_in.opens_at
    return lambda: services.prepare(check_in, by=someone.person, step=WISH, written=half, at=at)


def test_two_who_get_ready_at_once_make_one_reveal(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(10):
        check_in.preparations.all().delete()
        CheckIn.objects.update(revealed_at=None)

        results = at_once(readies(alex, check_in), readies(sam, check_in))

        revealed = [result.is_revealed for result in results]
        check_in.refresh_from_db()
        assert sorted(revealed) == [False, True]
        assert check_in.is_revealed


def test_ready_waits_for_the_one_who_was_first(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    """Without the row lock each would see only itself ready, and nothing would ever open."""
    holds, may_commit = threading.Event(), threading.Event()
    was_first = threading.Thread(target=_get_ready_slowly, args=(alex, check_in, holds, may_commit))
    was_first.start()
    holds.wait(timeout=10)
    second = threading.Thread(target=at_once, args=(readies(sam, check_in),))
    second.start()
    second.join(timeout=0.5)
    assert second.is_alive()

    may_commit.set()
    was_first.join(timeout=10)
    second.join(timeout=10)

    check_in.refresh_from_db()
    assert check_in.is_revealed


def _get_ready_slowly(
    someone: Someone, check_in: CheckIn, holds: threading.Event, may_commit: threading.Event
) -> None:
    with transaction.atomic():
        services.get_ready(check_in, by=someone.person, at=check_in.opens_at)
        holds.set()
        may_commit.wait(timeout=10)
    connection.close()


def test_ready_and_unlink_at_once_leave_nothing_to_read(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    services.get_ready(check_in, by=alex.person, at=check_in.opens_at)

    results = at_once(
        readies(sam, check_in),
        lambda: accounts.unlink(by=alex.person, at=check_in.opens_at),
    )

    assert results[1] == "done"
    assert isinstance(results[0], CheckIn) or results[0] is NotLinked
    check_in = CheckIn.objects.get()
    assert check_in.words_for(sam.person) == []


def test_a_change_and_the_reveal_at_once_keep_or_refuse_it_whole(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(5):
        check_in.preparations.all().delete()
        CheckIn.objects.update(revealed_at=None)
        services.get_ready(check_in, by=alex.person, at=check_in.opens_at)

        at_once(readies(sam, check_in), half_writes(alex, check_in))

        check_in.refresh_from_db()
        written = check_in.words_of(alex.person)
        assert check_in.is_revealed == (written == [])


def test_two_visits_and_the_clockwork_open_one_check_in(
    check_in: CheckIn, couple: Couple, alex: Someone
) -> None:
    next_week = couple.slot.opens_at

    at_once(
        lambda: services.open_check_in(couple=couple, at=next_week),
        lambda: services.open_check_in(couple=couple, at=next_week),
        lambda: open_due(next_week),
    )

    assert [c.week for c in couple.check_ins.order_by("week")] == ["2026-W49", "2026-W50"]
    assert couple.check_ins.unended().count() == 1


def test_both_change_the_slot_at_once(friday, couple: Couple, alex: Someone, sam: Someone) -> None:
    def sets(someone: Someone, weekday: int) -> Callable[[], object]:
        return lambda: services.set_slot(
            by=someone.person, weekday=weekday, wall_time=time(20), zone="UTC", at=friday
        )

    results = at_once(sets(alex, 2), sets(sam, 5))

    assert Refusal not in results
    assert None not in results
    assert couple.slot.weekday in (2, 5)


def test_a_plan_sent_twice_at_once_is_one_plan(friday, couple: Couple, alex: Someone) -> None:
    token = uuid.uuid4()
    plans = {
        "public_id": token,
        "title": "A walk",
        "starts_at": friday + timedelta(days=1),
        "minutes": 60,
        "zone": "UTC",
        "at": friday,
    }

    results = at_once(*[lambda: services.plan_time(by=alex.person, **plans)] * 2)

    assert len({plan.pk for plan in results}) == 1
    assert couple.plans.count() == 1


def test_an_erasure_waits_for_a_change_of_the_slot(friday, couple: Couple, alex, sam) -> None:
    """Locks taken in two orders would end one of the two with an error."""
    holds, may_commit = threading.Event(), threading.Event()

    def slowly_sets_slot() -> None:
        with transaction.atomic():
            services.set_slot(by=sam.person, weekday=2, wall_time=time(20), zone="UTC", at=friday)
            holds.set()
            may_commit.wait(timeout=10)

    def erases() -> None:
        holds.wait(timeout=10)
        threading.Timer(0.5, may_commit.set).start()
        accounts.erase(by=alex.person, at=friday)

    assert at_once(slowly_sets_slot, erases) == ["done", "done"]
    assert not Person.objects.filter(pk=alex.person.pk).exists()
