"""What was planned is announced once for its time, however it is moved, and not once it is off."""

import threading
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction

from accounts import services as accounts
from accounts.models import Couple
from checkins import services
from checkins.domain.announcing import A_DAY, THREE_HOURS
from checkins.models import OwedMail, Plan, Schedule
from checkins.reminders import schedules
from checkins.reminders import tick as ticking
from tests.support.people import Someone, link
from tests.support.reminders import (
    HOUR,
    MINUTE,
    SUNDAY_EVENING,
    chooses,
    mail_of,
    moves,
    plans,
    ticks,
    ticks_and_delivers,
)

State = OwedMail.State
SATURDAY = SUNDAY_EVENING - timedelta(days=1)
MONDAY = SUNDAY_EVENING - timedelta(days=6)


def wants_plans(someone: Someone, *, at: datetime = MONDAY, lead: timedelta = THREE_HOURS) -> None:
    """Ask for a mail three hours before everything that is planned."""
    chooses(someone, at, plan=True, lead=lead)


def next_due(someone: Someone) -> datetime | None:
    """When this person's plan reminder is due next."""
    return Schedule.objects.get(person=someone.person, kind="plan").next_due_at


@pytest.fixture
def wanting(alex: Someone, couple: Couple) -> Someone:
    """Alex, who wants to be reminded of plans three hours before."""
    wants_plans(alex)
    return alex


def test_nothing_planned_is_nothing_due(wanting: Someone) -> None:
    assert next_due(wanting) is None


def test_what_the_other_planned_is_announced_too(
    wanting: Someone, sam: Someone, mailoutbox: list
) -> None:
    plan = plans(sam, SUNDAY_EVENING, at=MONDAY)

    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS - MINUTE)
    assert mailoutbox == []
    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)

    mail = mail_of(wanting)
    assert (mail.state, mail.plan, mail.starts_at) == (State.SENT, plan, SUNDAY_EVENING)
    assert (mail.due_at, mail.lapses_at) == (SUNDAY_EVENING - THREE_HOURS, SUNDAY_EVENING)


def test_reminders_follow_at_once_what_is_planned_moved_and_let_go(wanting: Someone) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    assert next_due(wanting) == SUNDAY_EVENING - THREE_HOURS

    moves(wanting, plan, SATURDAY, at=MONDAY)
    assert next_due(wanting) == SATURDAY - THREE_HOURS

    services.cancel_plan(plan, by=wanting.afresh(), at=MONDAY)
    assert next_due(wanting) is None


def test_planning_switches_nobody_on(wanting: Someone, sam: Someone) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)

    ticks(SUNDAY_EVENING - HOUR)

    assert not sam.person.owed_mails.exists()


def test_who_switches_it_on_later_is_told_of_what_is_planned(alex: Someone, couple: Couple) -> None:
    plans(alex, SUNDAY_EVENING, at=MONDAY)

    wants_plans(alex, at=SATURDAY)

    assert next_due(alex) == SUNDAY_EVENING - THREE_HOURS


def test_what_is_planned_at_short_notice_is_announced_at_once(
    wanting: Someone, sam: Someone, mailoutbox: list
) -> None:
    soon = SUNDAY_EVENING - HOUR
    plans(sam, SUNDAY_EVENING, at=soon)

    ticks_and_delivers(soon)
    ticks_and_delivers(soon + MINUTE)

    assert len(mailoutbox) == 1
    assert mail_of(wanting).due_at == soon


def test_each_plan_has_its_own_mail(wanting: Someone, mailoutbox: list) -> None:
    for hours in (0, 2, 48):
        plans(wanting, SUNDAY_EVENING + hours * HOUR, at=MONDAY)

    for hours in range(-6, 60):
        ticks_and_delivers(SUNDAY_EVENING + hours * HOUR)

    assert len(mailoutbox) == 3
    assert next_due(wanting) is None


def test_what_is_let_go_is_not_announced(wanting: Someone, mailoutbox: list) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(MONDAY)
    services.cancel_plan(plan, by=wanting.afresh(), at=SATURDAY)

    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)

    assert mailoutbox == []
    assert not OwedMail.objects.exists()
    assert next_due(wanting) is None


def test_what_is_let_go_after_it_was_handed_out_is_not_sent(
    wanting: Someone, mailoutbox: list
) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(SUNDAY_EVENING - THREE_HOURS)
    services.cancel_plan(plan, by=wanting.afresh(), at=SUNDAY_EVENING - THREE_HOURS)

    ticks_and_delivers(SUNDAY_EVENING - 2 * HOUR)

    assert mailoutbox == []
    assert mail_of(wanting).state == State.WITHDRAWN


def test_a_move_to_an_earlier_time_is_announced_in_time(wanting: Someone, mailoutbox: list) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(MONDAY)
    moves(wanting, plan, SATURDAY, at=MONDAY)

    ticks_and_delivers(SATURDAY - THREE_HOURS)
    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)

    assert len(mailoutbox) == 1
    assert mail_of(wanting).starts_at == SATURDAY


def test_a_plan_that_moves_after_its_mail_is_announced_for_the_new_time_once(
    wanting: Someone, mailoutbox: list
) -> None:
    plan = plans(wanting, SATURDAY, at=MONDAY)
    ticks_and_delivers(SATURDAY - THREE_HOURS)
    moves(wanting, plan, SUNDAY_EVENING, at=SATURDAY - HOUR)

    for minutes in range(4):
        ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS + minutes * MINUTE)

    assert len(mailoutbox) == 2
    assert len({mail.occasion for mail in OwedMail.objects.all()}) == 2


def test_back_and_forth_says_nothing_twice(wanting: Someone, mailoutbox: list) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)
    moment = SUNDAY_EVENING - 2 * HOUR
    moves(wanting, plan, SUNDAY_EVENING + 24 * HOUR, at=moment)
    moves(wanting, plan, SUNDAY_EVENING, at=moment)

    ticks_and_delivers(moment)
    ticks_and_delivers(SUNDAY_EVENING + 24 * HOUR - THREE_HOURS)

    assert len(mailoutbox) == 1


def test_a_mail_for_a_time_that_was_moved_away_is_not_sent(
    wanting: Someone, mailoutbox: list
) -> None:
    plan = plans(wanting, SATURDAY, at=MONDAY)
    ticks(SATURDAY - THREE_HOURS)
    moves(wanting, plan, SUNDAY_EVENING, at=SATURDAY - THREE_HOURS)

    ticks_and_delivers(SATURDAY - 2 * HOUR)

    assert mailoutbox == []
    assert mail_of(wanting).state == State.WITHDRAWN


def test_only_a_new_time_is_news(wanting: Someone, mailoutbox: list) -> None:
    plan = plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)
    Plan.objects.filter(pk=plan.pk).update(minutes=90, sequence=1)

    ticks_and_delivers(SUNDAY_EVENING - 2 * HOUR)

    assert len(mailoutbox) == 1


def test_a_plan_nobody_told_the_reminders_of_costs_one_tick(
    wanting: Someone, couple: Couple
) -> None:
    couple.plans.create(
        author=wanting.person,
        title="A walk",
        starts_at=SUNDAY_EVENING,
        minutes=60,
        zone="UTC",
        created_at=MONDAY,
    )

    ticks(MONDAY)

    assert next_due(wanting) == SUNDAY_EVENING - THREE_HOURS
    assert not Plan.objects.unnoticed().exists()


def test_following_twice_changes_nothing(wanting: Someone, couple: Couple) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)

    for _ in range(2):
        schedules.follow_plans(couple, MONDAY)

    assert next_due(wanting) == SUNDAY_EVENING - THREE_HOURS


def test_what_is_due_stays_due_when_something_else_is_planned(
    wanting: Someone, couple: Couple, mailoutbox: list
) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(MONDAY)
    late = SUNDAY_EVENING - 2 * HOUR
    plans(wanting, SUNDAY_EVENING + 24 * HOUR, at=late)
    schedules.follow_plans(couple, late)

    ticks_and_delivers(late)

    assert mail_of(wanting).due_at == SUNDAY_EVENING - THREE_HOURS
    assert len(mailoutbox) == 1


def test_grace_ends_with_the_start(wanting: Someone, mailoutbox: list) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(SUNDAY_EVENING - THREE_HOURS)

    ticks_and_delivers(SUNDAY_EVENING)

    assert mailoutbox == []
    assert mail_of(wanting).state == State.LAPSED


def test_grace_ends_after_six_hours_however_far_the_start(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_plans(alex, lead=A_DAY)
    plans(alex, SUNDAY_EVENING, at=MONDAY)
    for hours in (1, 4):
        plans(alex, SUNDAY_EVENING + hours * HOUR, at=MONDAY)

    ticks_and_delivers(SUNDAY_EVENING - A_DAY + 7 * HOUR)

    states = OwedMail.objects.order_by("due_at").values_list("state", flat=True)
    assert list(states) == [State.LAPSED, State.LAPSED, State.SENT]


def test_after_days_of_standing_still_nothing_stale_is_sent(
    wanting: Someone, mailoutbox: list
) -> None:
    plans(wanting, SATURDAY, at=MONDAY)
    ticks(MONDAY)

    ticks_and_delivers(SUNDAY_EVENING)

    assert mailoutbox == []
    assert next_due(wanting) is None


def test_a_pause_skips_what_falls_into_it(wanting: Someone, mailoutbox: list) -> None:
    plans(wanting, SATURDAY, at=MONDAY)
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(MONDAY)
    schedules.pause(wanting.person, SUNDAY_EVENING - HOUR)

    ticks_and_delivers(SATURDAY - THREE_HOURS)
    assert next_due(wanting) == SUNDAY_EVENING - HOUR
    ticks_and_delivers(SUNDAY_EVENING - HOUR)

    assert len(mailoutbox) == 1
    assert mail_of(wanting).starts_at == SUNDAY_EVENING


def test_switching_it_off_is_enough(wanting: Someone, mailoutbox: list) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    ticks(MONDAY)
    schedules.stop(wanting.person, "plan")

    ticks_and_delivers(SUNDAY_EVENING - THREE_HOURS)

    assert mailoutbox == []


@pytest.mark.parametrize("is_late", [False, True])
def test_an_unlink_ends_it(
    wanting: Someone, sam: Someone, mailoutbox: list, *, is_late: bool
) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    due_at = SUNDAY_EVENING - THREE_HOURS
    ticks(due_at if is_late else MONDAY)
    accounts.unlink(by=sam.afresh(), at=due_at)

    ticks_and_delivers(due_at + 2 * MINUTE)

    assert mailoutbox == []


def test_a_new_couple_has_plans_of_its_own(
    wanting: Someone, sam: Someone, robin: Someone, mailoutbox: list
) -> None:
    plans(wanting, SUNDAY_EVENING, at=MONDAY)
    accounts.unlink(by=wanting.afresh(), at=MONDAY)
    link(wanting, robin)
    plans(robin, SATURDAY, at=MONDAY)

    for hours in range(-30, 2):
        ticks_and_delivers(SUNDAY_EVENING + hours * HOUR)

    assert [mail.starts_at for mail in OwedMail.objects.all()] == [SATURDAY]
    assert len(mailoutbox) == 1


@pytest.mark.needs_postgres
def test_a_reminder_somebody_is_just_changing_is_looked_at_by_the_next_tick(
    transactional_db: None, alex: Someone, couple: Couple
) -> None:
    wants_plans(alex)
    plans(alex, SUNDAY_EVENING, at=MONDAY)
    Schedule.objects.filter(kind="plan").update(next_due_at=None)
    Plan.objects.update(noticed=-1)

    def tick() -> None:
        ticking.run(MONDAY, hand_over=lambda ids: None)
        connection.close()

    with transaction.atomic():
        Schedule.objects.select_for_update().get(kind="plan")
        thread = threading.Thread(target=tick)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()
    assert Plan.objects.unnoticed().exists()

    tick()
    assert next_due(alex) == SUNDAY_EVENING - THREE_HOURS
