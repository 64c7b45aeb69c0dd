"""The engine as it runs: a real beat, a real worker, Redis between them, and a real mail server."""

from pathlib import Path

import pytest

from tests.support.engine import Engine, comes_true
from tests.support.reminders import mail_of
from tests.support.reminders_due import due_now, is_settled
from tests.support.smtp_server import smtp_server


@pytest.mark.slow
@pytest.mark.needs_postgres
@pytest.mark.needs_redis
def test_what_is_due_reaches_the_mail_server_by_itself(
    child_environment: dict[str, str], tmp_path: Path
) -> None:
    (kim,) = due_now("kim")

    with smtp_server() as server:
        ours = {"EMAIL_URL": server.url, "TICK_SECONDS": "1"}
        engine = Engine(child_environment | ours, tmp_path)
        try:
            engine.worker(children=1)
            engine.beat()
            assert comes_true(is_settled), engine.said()
        finally:
            engine.stop()

        (letter,) = server.to("kim@example.org")
    assert letter["Message-ID"] == mail_of(kim).message_id
