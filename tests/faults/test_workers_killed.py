"""A worker, or one of its children, is killed in the middle of a batch: nothing is lost."""

from datetime import timedelta

from checkins.reminders.delivery import LEASE
from tests.support.engine import Engine, comes_true
from tests.support.reminders_due import (
    State,
    ages,
    copies,
    doubles,
    due_now,
    is_settled,
    once_each,
    states,
)
from tests.support.smtp_server import SmtpServer

NAMES = [f"kim{n}" for n in range(60)]


def test_a_child_that_is_killed_loses_nothing(engine: Engine, mail_server: SmtpServer) -> None:
    mail_server.seconds_before = mail_server.seconds_after = 0.01
    due_now(*NAMES)
    worker = engine.worker()
    engine.beat()

    kills = 0
    for enough in (5, 15, 25):
        assert comes_true(lambda n=enough: len(mail_server.messages) >= n), engine.said()
        worker.kill_a_child()
        kills += 2
        ages(LEASE)

    assert comes_true(is_settled), engine.said()
    assert worker.is_running
    assert set(copies(mail_server)) == set(NAMES)
    assert doubles(mail_server) <= kills


def test_a_worker_that_is_killed_loses_nothing(engine: Engine, mail_server: SmtpServer) -> None:
    mail_server.seconds_before = 0.02
    due_now(*NAMES)
    engine.beat()
    first = engine.worker()
    assert comes_true(lambda: len(mail_server.messages) >= 10), engine.said()

    first.kill()
    # Whoever runs it starts it again; what the dead one held is free once its lease is over.
    engine.worker()
    assert State.CLAIMED in states()
    ages(LEASE)

    assert comes_true(is_settled), engine.said()
    assert set(copies(mail_server)) == set(NAMES)
    # One letter was on its way in each of two children.
    assert doubles(mail_server) <= 2


def test_a_mail_that_kills_its_worker_is_parked_and_the_others_are_sent(
    engine: Engine, mail_server: SmtpServer
) -> None:
    # The first of its batch, so that it goes down each time before the others have a turn.
    due_now("silent", late=timedelta(minutes=2))
    due_now(*NAMES)
    worker = engine.worker(children=1)
    engine.beat()

    for times in range(1, 6):
        assert comes_true(lambda n=times: mail_server.unanswered == n), engine.said()
        worker.kill_a_child()
        ages(LEASE)

    assert comes_true(is_settled), engine.said()
    assert states() == {State.SENT: len(NAMES), State.FAILED: 1}
    assert copies(mail_server) == once_each(NAMES)
