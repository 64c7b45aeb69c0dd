"""The tick writes down what is due, once, and hands it out until somebody has sent it."""

import threading
import uuid
from datetime import datetime, time, timedelta

import pytest
from django.db import connection, transaction
from django.test import TestCase
from kombu.exceptions import OperationalError

from accounts import services as accounts
from accounts.models import Couple, Person
from checkins import tasks
from checkins.models import Beat, CheckIn, OwedMail, Schedule
from checkins.reminders import clock, schedules
from checkins.reminders import tick as ticking
from checkins.services import week
from tests.support.people import Someone
from tests.support.reminders import (
    HOUR,
    MINUTE,
    SUNDAY_EVENING,
    WEEK,
    mail_of,
    somebody,
    ticks,
    ticks_and_delivers,
    wants_weekly,
)

State = OwedMail.State


def test_what_is_due_is_owed_and_handed_out(alex: Someone) -> None:
    wants_weekly(alex)

    handed = ticks(SUNDAY_EVENING)

    mail = mail_of(alex)
    assert (mail.occasion, mail.state, mail.due_at) == ("2026-W49", State.OWED, SUNDAY_EVENING)
    assert handed == [[str(mail.pk)]]


def test_nothing_is_owed_before_its_time(alex: Someone) -> None:
    wants_weekly(alex)

    handed = ticks(SUNDAY_EVENING - timedelta(seconds=1))

    assert handed == []
    assert not OwedMail.objects.exists()


def test_the_schedule_moves_on_by_a_week(alex: Someone) -> None:
    schedule = wants_weekly(alex)

    ticks(SUNDAY_EVENING + MINUTE)

    schedule.refresh_from_db()
    assert schedule.next_due_at == SUNDAY_EVENING + WEEK


def test_a_tick_that_runs_twice_makes_one_mail(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)

    ticks_and_delivers(SUNDAY_EVENING)
    ticks_and_delivers(SUNDAY_EVENING)

    assert len(mailoutbox) == 1


def test_one_local_week_has_one_mail_however_the_day_is_changed(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex, since=SUNDAY_EVENING)
    schedules.set_together(
        alex.person, True, SUNDAY_EVENING, weekday=0, wall_time=time(8), zone="Europe/Berlin"
    )
    monday = SUNDAY_EVENING + 12 * HOUR
    ticks_and_delivers(monday)
    schedules.set_together(
        alex.person, True, monday, weekday=4, wall_time=time(8), zone="Europe/Berlin"
    )

    ticks_and_delivers(monday + timedelta(days=4))

    assert len(mailoutbox) == 1


def test_a_change_at_the_due_moment_does_not_lose_the_week(alex: Someone) -> None:
    wants_weekly(alex)
    just_after = SUNDAY_EVENING + timedelta(seconds=5)
    schedules.set_together(
        alex.person, True, just_after, weekday=6, wall_time=time(19), zone="Europe/Berlin"
    )

    ticks(just_after)

    assert mail_of(alex).occasion == "2026-W49"


def test_what_is_switched_off_is_not_owed(alex: Someone) -> None:
    wants_weekly(alex)
    schedules.stop(alex.person, "together")

    ticks(SUNDAY_EVENING)

    assert not OwedMail.objects.exists()


def test_a_pause_owes_nothing_and_the_week_after_it_does(alex: Someone) -> None:
    wants_weekly(alex)
    schedules.pause(alex.person, SUNDAY_EVENING + HOUR)

    ticks(SUNDAY_EVENING)
    ticks(SUNDAY_EVENING + WEEK)

    assert mail_of(alex).occasion == "2026-W50"


def test_late_within_grace_is_owed(alex: Someone) -> None:
    wants_weekly(alex)

    ticks(SUNDAY_EVENING + 6 * HOUR - MINUTE)

    assert mail_of(alex).state == State.OWED


def test_late_beyond_grace_is_counted_and_not_sent(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)

    ticks_and_delivers(SUNDAY_EVENING + 6 * HOUR)

    assert mail_of(alex).state == State.LAPSED
    assert mailoutbox == []


def test_an_outage_of_two_days_sends_nothing_stale(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)

    ticks_and_delivers(SUNDAY_EVENING + timedelta(days=2))

    assert mailoutbox == []
    assert Schedule.objects.get().next_due_at == SUNDAY_EVENING + WEEK


def test_an_outage_of_weeks_ends_with_one_current_mail(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)

    ticks_and_delivers(SUNDAY_EVENING + 3 * WEEK + HOUR)

    assert len(mailoutbox) == 1
    assert OwedMail.objects.get(state=State.SENT).due_at == SUNDAY_EVENING + 3 * WEEK
    assert OwedMail.objects.exclude(state=State.SENT).get().state == State.LAPSED


def test_ids_go_out_in_batches_of_a_hundred(db: None) -> None:
    for n in range(110):
        somebody(f"p{n}")

    handed = ticks(SUNDAY_EVENING)

    assert [len(batch) for batch in handed] == [100, 10]


def test_a_tick_takes_a_thousand_at_a_time_until_nothing_is_due(
    db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ticking, "AT_ONCE", 2)
    for n in range(5):
        somebody(f"p{n}")

    ticks(SUNDAY_EVENING)

    assert OwedMail.objects.filter(state=State.OWED).count() == 5


def test_a_queue_that_is_down_loses_nothing(alex: Someone) -> None:
    wants_weekly(alex)

    def is_down(ids: list[str]) -> None:
        raise OperationalError("connection refused")

    with TestCase.captureOnCommitCallbacks(execute=True):
        ticking.run(SUNDAY_EVENING, hand_over=is_down)

    assert mail_of(alex).state == State.OWED
    assert ticks(SUNDAY_EVENING + timedelta(seconds=30)) == [[str(mail_of(alex).pk)]]


def test_a_message_that_was_lost_is_handed_out_again_after_a_minute(alex: Someone) -> None:
    wants_weekly(alex)
    handed = ticks(SUNDAY_EVENING)

    assert ticks(SUNDAY_EVENING + timedelta(seconds=30)) == []
    assert ticks(SUNDAY_EVENING + MINUTE) == handed


def _a_worker_dies_holding(batch: list[str], at: datetime) -> None:
    """It claimed and was killed before it sent."""
    OwedMail.objects.claim(batch, token=uuid.uuid4(), at=at, lease=timedelta(minutes=3))


def test_what_a_dead_worker_held_is_sent_once(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)
    (batch,) = ticks(SUNDAY_EVENING)
    _a_worker_dies_holding(batch, SUNDAY_EVENING)

    ticks_and_delivers(SUNDAY_EVENING + 2 * MINUTE)
    assert mailoutbox == []

    ticks_and_delivers(SUNDAY_EVENING + 3 * MINUTE)
    ticks_and_delivers(SUNDAY_EVENING + 10 * MINUTE)
    assert len(mailoutbox) == 1


def test_what_was_begun_once_travels_alone_from_then_on(alex: Someone, sam: Someone) -> None:
    wants_weekly(alex)
    wants_weekly(sam)
    (together,) = ticks(SUNDAY_EVENING)
    _a_worker_dies_holding(together, SUNDAY_EVENING)
    alone = ticks(SUNDAY_EVENING + 3 * MINUTE)
    assert sorted(alone) == sorted([mail] for mail in together)

    # The workers have much to do, and for a minute nobody takes them up.
    again = ticks(SUNDAY_EVENING + 4 * MINUTE)

    assert sorted(again) == sorted(alone)


def test_an_old_message_that_names_it_among_others_leaves_it_alone(
    alex: Someone, sam: Someone
) -> None:
    wants_weekly(alex)
    wants_weekly(sam)
    (together,) = ticks(SUNDAY_EVENING)
    OwedMail.objects.filter(person=alex.person).update(attempts=1)

    _a_worker_dies_holding(together, SUNDAY_EVENING + MINUTE)

    assert [mail.person for mail in OwedMail.objects.filter(state="claimed")] == [sam.person]


def test_what_kills_its_worker_five_times_is_parked(alex: Someone) -> None:
    wants_weekly(alex)
    (batch,) = ticks(SUNDAY_EVENING)
    moment = SUNDAY_EVENING
    for _ in range(5):
        _a_worker_dies_holding(batch, moment)
        moment += 3 * MINUTE
        handed = ticks(moment)

    assert handed == []
    assert mail_of(alex).state == State.FAILED


def test_what_became_too_late_while_waiting_lapses(
    alex: Someone, couple: Couple, mailoutbox: list
) -> None:
    wants_weekly(alex)
    ticks(SUNDAY_EVENING)

    ticks_and_delivers(SUNDAY_EVENING + 6 * HOUR)

    assert mail_of(alex).state == State.LAPSED
    assert mailoutbox == []


def test_a_schedule_in_a_lost_zone_does_not_stop_the_others(alex: Someone, sam: Someone) -> None:
    wants_weekly(alex)
    wants_weekly(sam)
    Schedule.objects.filter(person=alex.person).update(zone="Mars/Olympus")

    ticks(SUNDAY_EVENING)

    assert mail_of(sam).state == State.OWED
    assert not Schedule.objects.due(SUNDAY_EVENING).exists()


def test_the_heart_beats_with_every_tick(db: None) -> None:
    ticks(SUNDAY_EVENING)
    ticks(SUNDAY_EVENING + MINUTE)

    assert Beat.objects.get().beat_at == SUNDAY_EVENING + MINUTE


def test_a_message_id_says_nothing_about_anybody(alex: Someone, settings: object) -> None:
    settings.SITE_HOST = "evenings.example.net"
    wants_weekly(alex)

    ticks(SUNDAY_EVENING)

    mailbox, _, host = mail_of(alex).message_id.strip("<>").partition("@")
    assert host == "evenings.example.net"
    assert len(mailbox) == 32
    assert bytes.fromhex(mailbox)


def test_messages_carry_ids_and_nothing_else(
    alex: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list = []
    monkeypatch.setattr(tasks.deliver, "delay", lambda *args: sent.append(args))
    monkeypatch.setattr(clock, "now", lambda: SUNDAY_EVENING)
    wants_weekly(alex)

    with TestCase.captureOnCommitCallbacks(execute=True):
        tasks.tick()

    assert sent == [([str(mail_of(alex).pk)],)]


# --- The check-in -----------------------------------------------------------------------------

# A meeting on Sunday at 20:00; the preparation opens on Friday at 20:00.
FRIDAY_EVENING = SUNDAY_EVENING - 48 * HOUR


@pytest.fixture
def slot(alex: Someone, couple: Couple) -> None:
    """The couple meets on Sundays at 20:00 in Berlin; chosen on the Monday before."""
    week.set_slot(
        by=alex.person,
        weekday=6,
        wall_time=time(20),
        zone="Europe/Berlin",
        at=SUNDAY_EVENING - timedelta(days=6),
    )


def wants_check_in(someone: Someone, at: datetime = FRIDAY_EVENING - HOUR) -> None:
    """Ask for a mail when the preparation opens."""
    schedules.set_check_in(someone.person, True, at)


@pytest.mark.usefixtures("slot")
def test_the_slot_switches_nobody_on(alex: Someone) -> None:
    ticks(FRIDAY_EVENING)

    assert CheckIn.objects.exists()
    assert not OwedMail.objects.exists()


@pytest.mark.usefixtures("slot")
def test_who_asked_is_written_to_when_the_preparation_opens(alex: Someone, sam: Someone) -> None:
    wants_check_in(sam)

    ticks(FRIDAY_EVENING)

    mail = OwedMail.objects.get()
    assert mail.person == sam.person
    assert mail.occasion == str(CheckIn.objects.get().pk)
    assert mail.due_at == FRIDAY_EVENING


@pytest.mark.usefixtures("slot")
def test_who_asks_after_it_has_opened_is_written_to_at_once(alex: Someone) -> None:
    wants_check_in(alex, at=SUNDAY_EVENING - 2 * HOUR)

    ticks(SUNDAY_EVENING - 2 * HOUR)

    mail = mail_of(alex)
    assert mail.due_at == SUNDAY_EVENING - 2 * HOUR
    assert mail.lapses_at == SUNDAY_EVENING


@pytest.mark.usefixtures("slot")
def test_a_slot_that_moves_within_its_week_makes_no_second_mail(
    alex: Someone, mailoutbox: list
) -> None:
    wants_check_in(alex)
    ticks_and_delivers(FRIDAY_EVENING)

    saturday = FRIDAY_EVENING + 12 * HOUR
    week.set_slot(
        by=alex.afresh(), weekday=5, wall_time=time(21), zone="Europe/Berlin", at=saturday
    )
    ticks_and_delivers(saturday + MINUTE)

    assert len(mailoutbox) == 1


@pytest.mark.usefixtures("slot")
def test_every_week_around_a_changed_slot_has_its_one_mail(alex: Someone, mailoutbox: list) -> None:
    wants_check_in(alex)
    ticks_and_delivers(FRIDAY_EVENING)

    # On Sunday, before the meeting, they move to Monday: less than two days after this one.
    sunday = SUNDAY_EVENING - 2 * HOUR
    week.set_slot(by=alex.afresh(), weekday=0, wall_time=time(20), zone="Europe/Berlin", at=sunday)
    for hours in range(0, 7 * 24, 6):
        ticks_and_delivers(sunday + hours * HOUR)

    assert len(mailoutbox) == 2
    assert len({mail.occasion for mail in OwedMail.objects.all()}) == 2


@pytest.mark.usefixtures("slot")
def test_after_an_unlink_no_week_is_announced(alex: Someone, sam: Someone) -> None:
    wants_check_in(alex)
    accounts.unlink(by=sam.afresh(), at=FRIDAY_EVENING - MINUTE)

    ticks(FRIDAY_EVENING)

    assert not OwedMail.objects.exists()


@pytest.mark.usefixtures("slot")
def test_the_week_after_has_its_own_mail(alex: Someone, couple: Couple, mailoutbox: list) -> None:
    wants_check_in(alex)

    ticks_and_delivers(FRIDAY_EVENING)
    ticks_and_delivers(FRIDAY_EVENING + WEEK)

    assert len(mailoutbox) == 2


def test_without_a_slot_there_is_nothing_to_follow(alex: Someone, couple: Couple) -> None:
    with pytest.raises(schedules.NothingToFollow):
        wants_check_in(alex)


# --- Two at once ------------------------------------------------------------------------------


@pytest.mark.needs_postgres
def test_two_ticks_at_once_share_what_is_due(transactional_db: None) -> None:
    for n in range(4):
        somebody(f"p{n}")
    counts: list[int] = []

    def other_tick() -> None:
        handed: list[list[str]] = []
        ticking.run(SUNDAY_EVENING, hand_over=handed.append)
        counts.append(sum(map(len, handed)))
        connection.close()

    with transaction.atomic():
        assert len(Schedule.objects.claim(SUNDAY_EVENING, 1)) == 1
        thread = threading.Thread(target=other_tick)
        thread.start()
        thread.join(20)
        assert counts == [3]

    other_tick()
    assert counts == [3, 1]


@pytest.mark.needs_postgres
def test_a_tick_does_not_wait_for_somebody_who_is_being_erased(transactional_db: None) -> None:
    leaving, staying = somebody("leaving"), somebody("staying")
    handed: list[list[str]] = []

    def tick() -> None:
        ticking.run(SUNDAY_EVENING, hand_over=handed.append)
        connection.close()

    with transaction.atomic():
        # What an erasure locks first.
        Person.objects.select_for_update().get(pk=leaving.person.pk)
        thread = threading.Thread(target=tick)
        thread.start()
        thread.join(20)
        assert not thread.is_alive()

    assert handed == [[str(mail_of(staying).pk)]]
    assert not leaving.person.owed_mails.exists()
