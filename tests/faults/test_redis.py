"""Redis is restarted empty, or away for a while: it is a doorbell, and the rows are the truth."""

import pytest
from django.urls import reverse
from kombu.exceptions import OperationalError

from accounts.models import Couple
from checkins.models import OwnPrompt
from checkins.reminders import clock
from checkins.reminders import tick as ticking
from tests.support.engine import Engine, comes_true
from tests.support.people import Someone
from tests.support.plain_browser import PlainBrowser, session_of
from tests.support.reminders_due import (
    State,
    ages,
    copies,
    due_now,
    is_settled,
    once_each,
    states,
)
from tests.support.servers import RedisServer
from tests.support.smtp_server import SmtpServer

NAMES = [f"kim{n}" for n in range(120)]


def test_a_redis_that_forgets_everything_loses_no_mail(
    engine: Engine, redis: RedisServer, mail_server: SmtpServer
) -> None:
    mail_server.seconds_before = 0.02
    due_now(*NAMES)
    engine.beat()
    worker = engine.worker()
    assert comes_true(lambda: len(mail_server.messages) >= 10), engine.said()

    # Two batches are in hand, and the third lies in Redis.
    redis.restart_empty()
    # What was handed over and not taken up counts as lost after a minute.
    ages(ticking.UNHEARD_AFTER)

    assert comes_true(is_settled), engine.said()
    assert worker.is_running
    assert copies(mail_server) == once_each(NAMES)


def test_with_redis_away_pages_and_saving_work_and_mail_follows_when_it_is_back(
    engine: Engine, redis: RedisServer, mail_server: SmtpServer, couple: Couple, alex: Someone
) -> None:
    address = engine.web()
    engine.beat(), engine.worker()
    alex_there = PlainBrowser(address, session_of(alex))
    assert comes_true(lambda: alex_there.opens("/") == 200), engine.said()
    assert comes_true(lambda: alex_there.opens("/readyz") == 200), engine.said()

    # A worker is in the middle of a batch, whose message it has not given back yet.
    due_now("slow")
    assert comes_true(lambda: mail_server.recipients), engine.said()
    redis.stop()
    due_now(*NAMES)

    assert alex_there.opens("/") == 200
    assert alex_there.sends(reverse("checkins:own_prompts"), text="What made you smile?") == 302
    assert OwnPrompt.objects.count() == 1
    assert alex_there.opens("/readyz") == 503
    assert copies(mail_server) == {"slow": 1}

    redis.start()
    everybody = once_each([*NAMES, "slow"])
    assert comes_true(lambda: copies(mail_server) == everybody), engine.said()
    assert comes_true(is_settled)
    assert comes_true(lambda: alex_there.opens("/readyz") == 200), engine.said()


@pytest.mark.usefixtures("transactional_db")
def test_a_tick_that_finds_redis_gone_ends_and_leaves_the_rows_to_the_next() -> None:
    tries = []

    def is_gone(ids: list[str]) -> None:
        tries.append(ids)
        # Handing over for ever would show as a test that never ends.
        assert len(tries) < 10
        raise OperationalError("connection refused")

    due_now(*NAMES)
    ticking.run(clock.now(), hand_over=is_gone)
    assert states() == {State.OWED: len(NAMES)}

    handed: list[list[str]] = []
    ticking.run(clock.now(), hand_over=handed.append)
    assert sorted(map(len, handed)) == [20, 100]
