"""Chooses the real services the tests run on before Django reads its settings, and says which.

Loaded as an early pytest plugin (`-p tests.support.environment` in pyproject.toml).

- PostgreSQL: `TEST_DATABASE_URL`, else user `postgres` on 127.0.0.1:5432; without it, SQLite.
- Redis: `TEST_REDIS_URL`, else database 15 on 127.0.0.1:6379, always under a prefix of our own.
- Chromium: the first one on the path, rather the one that has no windows.

With `REQUIRE_SERVICES=1` a missing service is an error and a skipped test a failure.
"""

import atexit
import fcntl
import os
import re
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
import pytest
import redis

SERVICES = {"needs_postgres": "PostgreSQL", "needs_redis": "Redis", "needs_chromium": "Chromium"}
ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Found:
    """What this machine offers; an empty string stands for "not found"."""

    postgres: str
    redis: str
    chromium: str

    def missing(self) -> list[str]:
        """The names of the services that are not here."""
        present = dict(
            zip(SERVICES.values(), (self.postgres, self.redis, self.chromium), strict=True)
        )
        return [name for name, where in present.items() if not where]


def _own_number() -> int:
    """A number no other test run on this machine holds, so that two runs never share a database.

    The lock lives as long as this process, so a run that was killed gives its number back.
    """
    for number in range(100):
        path = Path(tempfile.gettempdir()) / f"evenings-tests-{os.getuid()}-{number}.lock"
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
        else:
            return number
    raise RuntimeError("a hundred test runs at once on this machine; are some of them stuck?")


def _postgres() -> str:
    """The address of a server that lets us in, or nothing."""
    url = os.environ.get("TEST_DATABASE_URL") or "postgresql://postgres@127.0.0.1:5432/postgres"
    try:
        psycopg.connect(url, connect_timeout=3).close()
    except psycopg.OperationalError:
        return ""
    return url


def _redis() -> str:
    """The address of a Redis that answers, or nothing."""
    url = os.environ.get("TEST_REDIS_URL") or "redis://127.0.0.1:6379/15"
    try:
        with redis.Redis.from_url(url, socket_connect_timeout=2) as client:
            client.ping()
    except redis.RedisError:
        return ""
    return url


def _chromium() -> str:
    """The path of Debian's or the system's own browser, or nothing; rather one without windows."""
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    return next((path for name in names if (path := shutil.which(name))), "")


def _with_database(url: str, name: str) -> str:
    """The same server address with another database name."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


def _forget_own_settings() -> None:
    """A developer's own settings must not decide what a test sees."""
    example = (ROOT / ".env.example").read_text(encoding="utf-8")
    for name in re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE):
        os.environ.pop(name, None)
        os.environ.pop(f"{name}_FILE", None)


def _prepare(found: Found) -> None:
    """Put everything the settings read into the environment."""
    number, user = _own_number(), os.getuid()
    folder = tempfile.mkdtemp(prefix="evenings-tests-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    _forget_own_settings()
    # Processes of the site are started a hundred times; none need compile what the first one did.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    os.environ |= {
        "DATA_DIR": folder,
        "SECRET_KEY": "only for tests, and long enough that no check complains about it",
        "SEALING_KEYS": "testring:" + "A" * 43 + "=",
        # Under a live server the hashed names would answer 404 and every script die silently.
        "STATIC_PLAIN": "1",
        # Playwright's event loop runs in the thread that also talks to the database.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    }
    if found.postgres:
        os.environ["DATABASE_URL"] = _with_database(found.postgres, f"evenings_{user}_{number}")
    if found.redis:
        os.environ["REDIS_URL"] = found.redis
        os.environ["REDIS_PREFIX"] = f"evenings-tests-{user}-{number}:"


FOUND = Found(postgres=_postgres(), redis=_redis(), chromium=_chromium())
REQUIRED = os.environ.get("REQUIRE_SERVICES") == "1"
_prepare(FOUND)


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}:{parts.port or ''}{parts.path}"


def pytest_report_header() -> list[str]:
    """The first lines of a run: what was found."""
    database = _without_password(FOUND.postgres) if FOUND.postgres else "not found, using SQLite"
    queue = _without_password(FOUND.redis) if FOUND.redis else "not found, using files as queue"
    return [
        f"PostgreSQL: {database}",
        f"Redis: {queue}",
        f"Chromium: {FOUND.chromium or 'not found, no browser journeys'}",
    ]


def pytest_configure() -> None:
    """Stop at once where everything is required and something is missing."""
    if REQUIRED and FOUND.missing():
        missing = ", ".join(FOUND.missing())
        raise pytest.UsageError(f"REQUIRE_SERVICES=1, but not found: {missing}")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip, with the reason, each test whose service is not here."""
    missing = set(FOUND.missing())
    for item in items:
        for marker, name in SERVICES.items():
            if name in missing and item.get_closest_marker(marker):
                item.add_marker(pytest.mark.skip(reason=f"{name} was not found"))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped: a silent skip reads like a pass."""
    skipped = terminalreporter.stats.get("skipped", [])
    if not skipped:
        return
    terminalreporter.section("skipped, and so not tested")
    for report in skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else report.longrepr
        terminalreporter.write_line(f"{report.nodeid}: {reason}")
    if REQUIRED:
        terminalreporter.write_line("REQUIRE_SERVICES=1: a skipped test is a failure.")


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> None:
    """Turn a skip into a failure where everything is required."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if REQUIRED and reporter and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
