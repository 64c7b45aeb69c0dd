"""What every test may use: the cast, the browser and the environment of child processes."""

import os
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection

from tests.support.environment import FOUND

pytest_plugins = ["tests.support.people"]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Still Argon2id, but at the least cost: the real one would take most of the suite's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 8)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        yield


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, not one Playwright would download, and no way off this machine."""
    options = ["--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost"]
    if os.geteuid() == 0:
        # Chromium refuses its sandbox to root, which is who runs in CI.
        options.append("--no-sandbox")
    return {**browser_type_launch_args, "executable_path": FOUND.chromium, "args": options}


@pytest.fixture
def child_environment(transactional_db: None) -> dict[str, str]:
    """The environment for a real process that shall see this test's rows; on PostgreSQL only."""
    return os.environ | {"DATABASE_URL": _address(connection.settings_dict)}


def _address(database: dict) -> str:
    """The address of the test database, which Django renamed after reading the settings."""
    user, password = quote(database["USER"] or ""), quote(database["PASSWORD"] or "")
    who = f"{user}:{password}" if password else user
    return f"postgresql://{who}@{database['HOST']}:{database['PORT'] or 5432}/{database['NAME']}"
