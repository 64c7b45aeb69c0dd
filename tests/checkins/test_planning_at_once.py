"""Both plan, move, let go, repeat, stop and unlink at the same instant, on real connections."""

import threading
import time
import uuid
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Couple
from accounts.refusals import NotLinked
from checkins import services
from checkins.domain.cadence import EveryWeek
from checkins.models import Afterthought, Feed, Plan, Repeat
from checkins.models.repeat import carry_on
from checkins.refusals import OverlappingPlan, PlanLetGo, PlanMoved
from tests.support.people import Someone
from tests.support.racing import DONE, at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

DAY, WEEK = timedelta(days=1), timedelta(weeks=1)


def plans(someone: Someone, at: datetime, **changes: object) -> Callable[[], object]:
    fields = {"title": "A walk", "starts_at": at + DAY, "minutes": 60, "zone": "UTC"}
    fields |= {"public_id": uuid.uuid4(), **changes}
    return lambda: services.plan_time(by=someone.person, at=at, **fields)


def plans_weekly(someone: Someone, at: datetime, **changes: object) -> Callable[[], object]:
    first = EveryWeek((at + DAY).date(), (at + DAY).time())
    return plans(someone, at, every_week=first, **changes)


def moves(someone: Someone, plan: Plan, to: datetime, at: datetime) -> Callable[[], object]:
    when = {"starts_at": to, "minutes": 60, "zone": "UTC", "seen": plan.sequence}
    return lambda: services.move_plan(plan, by=someone.person, at=at, **when)


def lets_go(someone: Someone, plan: Plan, at: datetime) -> Callable[[], object]:
    return lambda: services.cancel_plan(plan, by=someone.person, at=at)


def test_of_two_who_plan_the_same_evening_one_is_asked(friday, couple: Couple, alex, sam) -> None:
    for _try in range(10):
        Plan.objects.all().delete()

        results = at_once(
            plans(alex, friday, title="Soup"),
            plans(sam, friday, title="Cards", starts_at=friday + DAY + timedelta(minutes=30)),
        )

        assert results.count(OverlappingPlan) == 1
        assert couple.plans.count() == 1


def test_the_second_one_waits_for_the_first_and_then_sees_it(friday, couple, alex, sam) -> None:
    """Without the couple's lock both would look before either has written."""
    holds = threading.Event()

    def slowly_plans() -> None:
        with transaction.atomic():
            plans(alex, friday)()
            holds.set()
            time.sleep(0.5)

    def plans_too() -> object:
        holds.wait(timeout=10)
        return plans(sam, friday)()

    assert at_once(slowly_plans, plans_too) == [DONE, OverlappingPlan]


def test_of_two_who_plan_it_for_every_week_one_is_asked(friday, couple, alex, sam) -> None:
    for _try in range(5):
        Repeat.objects.all().delete()

        later = {"starts_at": friday + DAY + WEEK}
        results = at_once(plans_weekly(alex, friday), plans_weekly(sam, friday, **later))

        assert results.count(OverlappingPlan) == 1
        assert Repeat.objects.count() == 1


def test_a_weekly_form_sent_twice_at_once_repeats_once(friday, couple: Couple, alex) -> None:
    twice = plans_weekly(alex, friday)

    first, second = at_once(twice, twice)

    assert first.pk == second.pk
    assert Repeat.objects.count() == 1
    assert couple.plans.count() == 5


def test_moved_by_both_at_once_it_is_where_the_first_put_it(friday, couple, alex, sam) -> None:
    for _try in range(5):
        Plan.objects.all().delete()
        plan = plans(alex, friday)()

        results = at_once(
            moves(alex, plan, friday + 2 * DAY, friday), moves(sam, plan, friday + 3 * DAY, friday)
        )

        plan.refresh_from_db()
        assert results.count(PlanMoved) == 1
        assert plan.starts_at == next(one.starts_at for one in results if one is not PlanMoved)
        assert plan.sequence == 1


def test_moved_twice_at_once_by_one_form_it_moves_once(friday, couple, alex) -> None:
    plan = plans(alex, friday)()
    move = moves(alex, plan, friday + 2 * DAY, friday)

    at_once(move, move)

    plan.refresh_from_db()
    assert plan.sequence == 1


def test_moved_and_let_go_at_once_it_is_let_go(friday, couple, alex, sam) -> None:
    for _try in range(10):
        Plan.objects.all().delete()
        plan = plans(alex, friday)()

        moved, gone = at_once(
            moves(alex, plan, friday + 2 * DAY, friday), lets_go(sam, plan, friday)
        )

        plan.refresh_from_db()
        assert gone == DONE
        assert plan.is_cancelled
        was_moved = moved is not PlanLetGo
        assert plan.sequence == 1 + was_moved
        assert (plan.starts_at == friday + 2 * DAY) == was_moved


def test_two_ticks_and_a_visit_make_each_week_once(friday, couple: Couple, alex) -> None:
    plans_weekly(alex, friday)()
    for week in range(1, 6):
        at = friday + week * WEEK

        at_once(
            lambda at=at: [carry_on(at)],
            lambda at=at: [carry_on(at)],
            lambda at=at: services.make_weekly_plans(couple, at),
        )

        assert couple.plans.count() == 5 + week
    assert len({plan.starts_at for plan in couple.plans.all()}) == 10


def test_nothing_is_made_after_an_unlink(friday, couple: Couple, alex, sam) -> None:
    plans_weekly(alex, friday)()
    at = friday + WEEK

    at_once(lambda: accounts.unlink(by=sam.person, at=at), lambda: [carry_on(at)])

    made = couple.plans.count()
    assert made in (5, 6)
    carry_on(at)
    assert carry_on(at + WEEK) == 0
    assert couple.plans.count() == made


def test_an_unlink_that_is_under_way_is_not_overtaken(friday, couple: Couple, alex, sam) -> None:
    plans_weekly(alex, friday)()
    holds = threading.Event()

    def slowly_unlinks() -> None:
        with transaction.atomic():
            accounts.unlink(by=sam.person, at=friday + WEEK)
            holds.set()
            time.sleep(0.5)

    def ticks() -> object:
        holds.wait(timeout=10)
        return [carry_on(friday + WEEK)]

    assert at_once(slowly_unlinks, ticks) == [DONE, [0]]


def test_stopped_as_the_next_is_made_none_is_left_over(friday, couple, alex, sam) -> None:
    at = friday + WEEK
    for _try in range(5):
        Repeat.objects.all().delete()
        first = plans_weekly(alex, friday)()

        at_once(
            lambda plan=first: services.stop_repeating(plan, by=sam.person, at=at),
            lambda: [carry_on(at)],
        )

        carry_on(at + WEEK)
        ahead = couple.plans.kept().filter(starts_at__gt=at)
        assert list(ahead) == []


def test_planned_and_unlinked_at_once_it_is_nobodys(friday, couple, alex, sam) -> None:
    planned, unlinked = at_once(
        plans_weekly(alex, friday), lambda: accounts.unlink(by=sam.person, at=friday)
    )

    assert unlinked == DONE
    assert isinstance(planned, Plan) or planned is NotLinked
    assert carry_on(friday + WEEK) == 0
    assert services.done_together(sam.afresh(), friday + WEEK) == []


def test_two_lines_of_one_person_at_once_are_one(friday, couple, alex) -> None:
    plan = plans(alex, friday)()
    at = plan.ends_at

    def says(line: str) -> Callable[[], object]:
        return lambda: services.note_afterthought(plan, by=alex.person, line=line, at=at)

    at_once(says("Wet"), says("Wet feet"))

    assert Afterthought.objects.get().line in ("Wet", "Wet feet")


def test_of_two_feeds_made_at_once_one_is_left(friday, couple, alex) -> None:
    def makes() -> object:
        return services.make_feed(by=alex.person, shows_titles=False, at=friday)

    for _try in range(5):
        Feed.objects.all().delete()

        tokens = at_once(makes, makes)

        alive = [services.read_feed(token, at=friday) is not None for token in tokens]
        assert sorted(alive) == [False, True]


def test_a_feed_read_during_an_unlink_is_whole_or_empty(friday, couple, alex, sam) -> None:
    plans_weekly(alex, friday)()
    token = services.make_feed(by=sam.person, shows_titles=True, at=friday)

    def reads() -> object:
        return [len(services.read_feed(token, at=friday).plans)]

    (seen,), _done = at_once(reads, lambda: accounts.unlink(by=alex.person, at=friday))

    assert seen in (5, 0)
    assert reads() == [0]
