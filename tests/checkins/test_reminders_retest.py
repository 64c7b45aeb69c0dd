"""Twelve weeks after a result, at one's own hour, once: it makes sense to take the quiz again."""

from datetime import UTC, datetime, time, timedelta

from accounts import services as accounts
from accounts.models import Couple
from checkins.models import OwedMail, Schedule
from checkins.reminders import schedules
from tests.support.people import Someone
from tests.support.reminders import (
    HOUR,
    MINUTE,
    WEEK,
    chooses,
    mail_of,
    takes_quiz,
    ticks,
    ticks_and_delivers,
)

State = OwedMail.State
TAKEN = datetime(2026, 9, 14, 20, 0, tzinfo=UTC)
# Twelve weeks later at 18:00 in Berlin, where summer time has ended in between.
AGAIN = datetime(2026, 12, 7, 17, 0, tzinfo=UTC)
AT_SIX = schedules.Hour(time(18), "Europe/Berlin")


def wants_retest(someone: Someone, at: datetime = TAKEN) -> None:
    """Ask for a mail at six."""
    chooses(someone, at, retest=True, hour=AT_SIX)


def next_due(someone: Someone) -> datetime:
    """When it is looked at next."""
    return Schedule.objects.get(person=someone.person, kind="retest").next_due_at


def time_goes_by(since: datetime, until: datetime) -> None:
    """A tick whenever something is due, as the clockwork would do."""
    moment = since
    while moment <= until:
        ticks_and_delivers(moment)
        due = Schedule.objects.get(kind="retest").next_due_at
        assert due > moment
        moment = due


def test_twelve_weeks_later_at_ones_own_hour_it_is_announced_once(
    alex: Someone, mailoutbox: list
) -> None:
    attempt = takes_quiz(alex, TAKEN)
    wants_retest(alex)

    time_goes_by(TAKEN, AGAIN - MINUTE)
    assert mailoutbox == []
    time_goes_by(AGAIN, AGAIN + 8 * WEEK)

    assert len(mailoutbox) == 1
    mail = mail_of(alex)
    assert (mail.occasion, mail.due_at) == (str(attempt.pk), AGAIN)
    assert mail.lapses_at == AGAIN + 6 * HOUR


def test_without_a_result_it_looks_again_every_week(alex: Someone) -> None:
    wants_retest(alex)

    first = next_due(alex)
    ticks(first)

    assert next_due(alex) == first + WEEK
    assert not OwedMail.objects.exists()


def test_a_result_that_comes_later_is_found(alex: Someone, mailoutbox: list) -> None:
    wants_retest(alex, TAKEN - WEEK)
    time_goes_by(TAKEN - WEEK, TAKEN)
    takes_quiz(alex, TAKEN)

    time_goes_by(next_due(alex), AGAIN)

    assert len(mailoutbox) == 1
    assert mail_of(alex).due_at == AGAIN


def test_who_asks_after_the_twelve_weeks_is_told_at_the_next_hour(alex: Someone) -> None:
    takes_quiz(alex, TAKEN)

    wants_retest(alex, AGAIN + 3 * WEEK + HOUR)

    assert next_due(alex) == AGAIN + 3 * WEEK + timedelta(days=1)


def test_a_newer_result_takes_the_mail_back(alex: Someone, mailoutbox: list) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    ticks(AGAIN)
    takes_quiz(alex, AGAIN)

    ticks_and_delivers(AGAIN + 2 * MINUTE)

    assert mailoutbox == []
    assert mail_of(alex).state == State.WITHDRAWN


def test_the_newest_result_decides(alex: Someone, mailoutbox: list) -> None:
    takes_quiz(alex, TAKEN - 6 * WEEK)
    wants_retest(alex, TAKEN)
    newest = takes_quiz(alex, TAKEN)

    time_goes_by(next_due(alex), AGAIN)

    assert mail_of(alex).attempt == newest


def test_each_result_has_its_own_mail(alex: Someone, mailoutbox: list) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    time_goes_by(TAKEN, AGAIN)
    takes_quiz(alex, AGAIN + HOUR)

    time_goes_by(next_due(alex), AGAIN + 13 * WEEK)

    assert len(mailoutbox) == 2


def test_one_needs_nobody_for_it(
    alex: Someone, sam: Someone, couple: Couple, mailoutbox: list
) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    ticks(AGAIN)
    accounts.unlink(by=sam.afresh(), at=AGAIN)

    ticks_and_delivers(AGAIN + 2 * MINUTE)

    assert len(mailoutbox) == 1


def test_what_the_other_took_is_no_news(alex: Someone, sam: Someone, couple: Couple) -> None:
    takes_quiz(sam, TAKEN)
    wants_retest(alex)

    time_goes_by(next_due(alex), AGAIN + WEEK)

    assert not OwedMail.objects.exists()


def test_a_night_without_the_clockwork_loses_nothing_and_wakes_nobody(
    alex: Someone, mailoutbox: list
) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    time_goes_by(TAKEN, AGAIN - MINUTE)

    ticks_and_delivers(AGAIN + 9 * HOUR)
    assert mailoutbox == []
    ticks_and_delivers(AGAIN + 24 * HOUR)

    assert len(mailoutbox) == 1
    assert OwedMail.objects.get().state == State.SENT


def test_a_change_at_the_due_moment_does_not_put_it_off(alex: Someone, mailoutbox: list) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    time_goes_by(TAKEN, AGAIN - MINUTE)
    wants_retest(alex, AGAIN + MINUTE)

    ticks_and_delivers(AGAIN + 2 * MINUTE)

    assert len(mailoutbox) == 1


def test_a_pause_puts_it_off(alex: Someone, mailoutbox: list) -> None:
    takes_quiz(alex, TAKEN)
    wants_retest(alex)
    time_goes_by(TAKEN, AGAIN - MINUTE)
    schedules.pause(alex.person, AGAIN + 2 * WEEK - HOUR)

    time_goes_by(AGAIN, AGAIN + 2 * WEEK)

    assert mail_of(alex).due_at == AGAIN + 2 * WEEK


def test_a_lost_zone_does_not_stop_the_others(alex: Someone, sam: Someone) -> None:
    for someone in (alex, sam):
        takes_quiz(someone, TAKEN)
        wants_retest(someone)
    Schedule.objects.update(next_due_at=AGAIN)
    Schedule.objects.filter(person=alex.person).update(zone="Mars/Olympus")

    ticks(AGAIN)

    assert mail_of(sam).state == State.OWED
    assert not Schedule.objects.due(AGAIN).exists()
