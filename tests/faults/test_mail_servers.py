"""The mail server refuses one, or everybody, or says nothing: the others get theirs, once."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from checkins.models import OwedMail
from tests.support.engine import Engine, comes_true
from tests.support.people import Someone
from tests.support.reminders import mail_of
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

NAMES = [f"kim{n}" for n in range(40)]
# More than the first wait, with its fifth of chance.
A_WAIT = timedelta(minutes=2)


def test_what_befalls_one_touches_nobody_else(engine: Engine, mail_server: SmtpServer) -> None:
    # In this order: two connections that break in a row would be everybody's bad luck.
    later, nobody, lost, slow, silent = (
        due_now(name, late=timedelta(minutes=5 - place))[0]
        for place, name in enumerate(("later", "nobody", "lost", "slow", "silent"))
    )
    due_now(*NAMES, late=timedelta(0))
    engine.worker()
    engine.beat()

    # Looked for at once: a minute later they are tried again.
    for waiting in (lost, later, silent):
        assert comes_true(partial(_waits_after_one_try, waiting)), engine.said()
    answered = {*NAMES, "slow", "lost"}
    assert comes_true(lambda: set(copies(mail_server)) == answered), engine.said()
    assert comes_true(lambda: State.CLAIMED not in states()), engine.said()
    assert mail_of(nobody).state == State.FAILED
    assert mail_of(slow).state == State.SENT

    ages(A_WAIT)

    assert comes_true(lambda: mail_of(lost).state == State.SENT), engine.said()
    assert comes_true(lambda: mail_of(later).attempts == 2), engine.said()
    assert mail_of(nobody).attempts == 1
    assert copies(mail_server) == {**once_each([*NAMES, "slow"]), "lost": 2}
    first, second = mail_server.to("lost@example.org")
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize("fault", ["turns everybody away", "says nothing"])
def test_a_server_that_is_not_well_is_waited_for(
    fault: str, engine: Engine, mail_server: SmtpServer
) -> None:
    mail_server.refusal = "421 4.3.2 Not now"
    mail_server.hangs = fault == "says nothing"
    due_now(*NAMES)
    engine.worker()
    engine.beat()

    assert comes_true(_everybody_waits), engine.said()
    assert not OwedMail.objects.exclude(attempts=0).exists()

    mail_server.refusal, mail_server.hangs = "", False
    ages(A_WAIT)
    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == once_each(NAMES)


def _waits_after_one_try(someone: Someone) -> bool:
    return OwedMail.objects.filter(person=someone.person, state=State.OWED, attempts=1).exists()


def _everybody_waits() -> bool:
    coming = OwedMail.objects.filter(state=State.OWED, next_try_at__gt=timezone.now())
    return coming.count() == len(NAMES)
