"""Real servers of a test's own, the site's real processes, and people who are due a reminder.

Nothing here waits for minutes to pass: `ages` makes the rows older instead.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import connection

from tests.support.emptying import empty_the_tables
from tests.support.engine import Engine
from tests.support.servers import PostgresServer, RedisServer, postgres_server, redis_server
from tests.support.smtp_server import SmtpServer, smtp_server

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here is a fault test; `make test` leaves them out by this mark."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.faults)


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    """A Redis that may be killed."""
    with redis_server() as server:
        yield server


@pytest.fixture
def mail_server() -> Iterator[SmtpServer]:
    """Where every mail is counted."""
    with smtp_server() as server:
        yield server


@pytest.fixture
def engine(
    child_environment: dict[str, str], redis: RedisServer, mail_server: SmtpServer, tmp_path: Path
) -> Iterator[Engine]:
    """The site's processes on the test's database, that Redis and that mail server."""
    ours = {
        "REDIS_URL": redis.url,
        "REDIS_PREFIX": "evenings:",
        "EMAIL_URL": mail_server.url,
        "TICK_SECONDS": "1",
        "DJANGO_SETTINGS_MODULE": "tests.support.impatient",
    }
    running = Engine(child_environment | ours, tmp_path)
    yield running
    running.stop()


@contextmanager
def _pointing_at(server: PostgresServer) -> Iterator[None]:
    """The test, and the children it starts, work on that server."""
    connection.close()
    usual = connection.settings_dict.copy()
    ours = {"NAME": "postgres", "USER": "postgres", "PASSWORD": "", "HOST": "127.0.0.1"}
    connection.settings_dict.update(ours, PORT=server.port)
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict.update(usual)


@pytest.fixture(scope="module")
def cluster(django_db_setup: None, django_db_blocker) -> Iterator[PostgresServer]:
    """A PostgreSQL of our own with our tables."""
    with postgres_server() as server, django_db_blocker.unblock():
        with _pointing_at(server):
            call_command("migrate", verbosity=0)
            call_command("createcachetable", verbosity=0)
        yield server


@pytest.fixture
def database(transactional_db: None, cluster: PostgresServer) -> Iterator[PostgresServer]:
    """A PostgreSQL that may be killed, with empty tables."""
    with _pointing_at(cluster):
        yield cluster
        empty_the_tables()
