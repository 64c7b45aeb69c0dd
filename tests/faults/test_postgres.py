"""PostgreSQL goes away in the middle and comes back: every part of the site finds it again."""

import os
import threading
import time
from dataclasses import dataclass, field

import pytest
from django.db import connection
from django.urls import reverse

from checkins.models import OwnPrompt
from checkins.reminders.delivery import LEASE
from tests.support.engine import Engine, comes_true
from tests.support.people import Someone, link, make_person
from tests.support.plain_browser import PlainBrowser, session_of
from tests.support.reminders_due import (
    ages,
    copies,
    doubles,
    due_now,
    is_settled,
    once_each,
    states,
)
from tests.support.servers import PostgresServer
from tests.support.smtp_server import SmtpServer

NAMES = [f"kim{n}" for n in range(100)]
# Fewer than the questions that may wait at one time.
MOST = 18
# A crash may forget what was not on its disk yet, up to 0.6 s; an orderly end forgets none.
FORGOTTEN = {"fast": 0, "immediate": 26}


@pytest.fixture
def child_environment(database: PostgresServer) -> dict[str, str]:
    """The processes work on the server that will be restarted."""
    address = f"postgresql://postgres@127.0.0.1:{database.port}/postgres"
    return os.environ | {"DATABASE_URL": address}


@dataclass
class Writer:
    """Somebody who sends one question after the other, and notes what they were told."""

    browser: PlainBrowser
    told: dict[str, int] = field(default_factory=dict)

    def writes(self) -> None:
        """Send them all, a little apart."""
        for number in range(MOST):
            text = f"Question {number}?"
            self.told[text] = self.browser.sends(reverse("checkins:own_prompts"), text=text)
            time.sleep(0.25)


def _a_couple() -> Someone:
    alex = make_person("Alex")
    link(alex, make_person("Sam"))
    return alex


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_a_restart_costs_nobody_anything(
    mode: str, database: PostgresServer, engine: Engine, mail_server: SmtpServer
) -> None:
    mail_server.seconds_before = 0.05
    alex = PlainBrowser(engine.web(), session_of(_a_couple()))
    worker = engine.worker()
    assert comes_true(lambda: alex.opens("/") == 200), engine.said()
    writer = Writer(alex)
    writing = threading.Thread(target=writer.writes)
    due_now(*NAMES)
    engine.beat()
    assert comes_true(lambda: len(mail_server.messages) >= 10), engine.said()

    writing.start()
    time.sleep(1)
    database.stop(mode)
    time.sleep(1)
    database.start()
    back_at = time.monotonic()
    writing.join(60)

    _pages_are_well_again(alex, since=back_at)
    _each_is_stored_once_or_shown_as_failed(writer.told)
    _has_come_to_rest()
    # What a worker held when its database went away is free once the lease is over.
    ages(LEASE)
    assert comes_true(is_settled), engine.said()
    assert worker.is_running
    assert set(copies(mail_server)) == set(NAMES)
    assert doubles(mail_server) <= FORGOTTEN[mode]


def test_a_worker_with_nothing_to_do_finds_it_again(
    database: PostgresServer, engine: Engine, mail_server: SmtpServer
) -> None:
    engine.worker()
    engine.beat()
    due_now("kim")
    assert comes_true(is_settled), engine.said()
    # Ticks go on, so that each child has a connection by now.
    time.sleep(3)

    database.stop("fast")
    database.start()
    connection.close()
    due_now("jo")

    assert comes_true(lambda: copies(mail_server) == once_each(["kim", "jo"])), engine.said()


def _has_come_to_rest() -> None:
    """Wait out those who write down what went out before, so that no lease ends too early."""
    connection.close()
    before, since = states(), time.monotonic()
    while time.monotonic() - since < 5:
        time.sleep(0.5)
        if (now := states()) != before:
            before, since = now, time.monotonic()


def _pages_are_well_again(alex: PlainBrowser, *, since: float) -> None:
    """No page fails from half a minute after the database is back; here well before that."""
    assert comes_true(lambda: alex.opens("/") == 200, within=15)
    assert time.monotonic() - since < 30
    # Several at once, so that every thread of every web worker has its turn.
    seen: list[int] = []
    readers = [
        threading.Thread(target=lambda: seen.extend(alex.opens("/week/") for _ in range(5)))
        for _ in range(8)
    ]
    for reader in readers:
        reader.start()
    for reader in readers:
        reader.join(60)
    assert seen == [200] * 40


def _each_is_stored_once_or_shown_as_failed(told: dict[str, int]) -> None:
    assert len(told) == MOST
    failed = {text for text, status in told.items() if status != 302}
    assert all(status in {0, 302} or status >= 500 for status in told.values())
    assert 0 < len(failed) < MOST
    connection.close()
    stored = [prompt.text for prompt in OwnPrompt.objects.readable()]
    assert len(stored) == len(set(stored))
    assert set(told) - failed <= set(stored)
