"""The engine as it runs: a real beat, a real worker, Redis between them, and a real mail server."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import timezone

from checkins.models import OwedMail, Schedule
from tests.support.reminders import mail_of, somebody
from tests.support.smtp_server import smtp_server

ROOT = Path(__file__).resolve().parents[2]
CELERY = [sys.executable, "-m", "celery", "-A", "intimacy"]


@contextmanager
def running(*words: str, environment: dict[str, str]) -> Iterator[None]:
    """A Celery process in a group of its own, which is gone when the block ends."""
    process = subprocess.Popen([*CELERY, *words], cwd=ROOT, env=environment, start_new_session=True)
    try:
        yield
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def _is_sent_within(seconds: float) -> bool:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if OwedMail.objects.filter(state=OwedMail.State.SENT).exists():
            return True
        time.sleep(0.1)
    return False


@pytest.mark.slow
@pytest.mark.needs_postgres
@pytest.mark.needs_redis
def test_what_is_due_reaches_the_mail_server_by_itself(
    child_environment: dict[str, str],
) -> None:
    kim = somebody("kim")
    Schedule.objects.update(next_due_at=timezone.now() - timedelta(minutes=1))

    with smtp_server() as server:
        environment = {**child_environment, "EMAIL_URL": server.url, "TICK_SECONDS": "1"}
        worker = ["worker", "--concurrency=1", "--without-gossip", "--without-mingle"]
        with (
            running(*worker, environment=environment),
            running("beat", environment=environment),
        ):
            assert _is_sent_within(30)

        (letter,) = server.to("kim@example.org")
    assert letter["Message-ID"] == mail_of(kim).message_id
