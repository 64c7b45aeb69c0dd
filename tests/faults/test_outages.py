"""After two days without a worker, and with a mail that cannot be built: the others are sent."""

from datetime import timedelta

from checkins.domain.retries import MOST_ATTEMPTS
from checkins.models import OwedMail, Schedule
from tests.support.engine import Engine, comes_true
from tests.support.reminders_due import (
    State,
    ages,
    copies,
    due_now,
    is_settled,
    once_each,
    states,
)
from tests.support.smtp_server import SmtpServer

HOUR = timedelta(hours=1)
# Longer than the wait after any attempt; five of them are still within the six hours of grace.
LONG_ENOUGH = timedelta(minutes=73)


def test_after_two_days_everybody_has_at_most_one_and_none_is_stale(
    engine: Engine, mail_server: SmtpServer
) -> None:
    stale = [f"stale{n}" for n in range(20)]
    current = [f"current{n}" for n in range(20)]
    due_now(*stale, late=48 * HOUR)
    due_now(*current, late=5 * HOUR)
    # Written down before it all stopped, and never sent.
    left = due_now("left")[0]
    OwedMail.objects.bulk_create([_owed_since(left.person.schedules.get(), 48 * HOUR)])
    Schedule.objects.filter(person=left.person).update(enabled=False)

    for _ in range(2):
        engine.worker()
        engine.beat()

    assert comes_true(lambda: sum(states().values()) == 41 and is_settled()), states()
    assert copies(mail_server) == once_each(current)
    assert states() == {State.SENT: len(current), State.LAPSED: len(stale) + 1}


def _owed_since(schedule: Schedule, late: timedelta) -> OwedMail:
    due_at = schedule.next_due_at - late
    return OwedMail(
        person=schedule.person,
        kind=schedule.kind,
        occasion="2000-W01",
        due_at=due_at,
        lapses_at=due_at + 6 * HOUR,
        message_id="<left@example.org>",
        next_try_at=due_at,
        handed_at=due_at,
    )


def test_one_that_cannot_be_built_parks_after_five_attempts(
    engine: Engine, mail_server: SmtpServer
) -> None:
    poison, *_ = due_now("poison", "kim", "jo")
    # No letter can be addressed to two lines.
    poison.person.email = "poison@example.org\nbcc: all@example.org"
    poison.person.save()
    worker = engine.worker()
    engine.beat()

    for attempt in range(1, MOST_ATTEMPTS + 1):
        tried = OwedMail.objects.filter(person=poison.person, attempts=attempt, claim=None)
        assert comes_true(tried.exists), engine.said()
        ages(LONG_ENOUGH)

    assert comes_true(is_settled), engine.said()
    assert states() == {State.SENT: 2, State.FAILED: 1}
    assert copies(mail_server) == {"kim": 1, "jo": 1}
    assert "is parked after 5 attempts" in worker.said()
