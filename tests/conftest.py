"""What every test may use: the cast, the browser and the environment of child processes."""

import gc
import os
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import Argon2PasswordHasher
from django.db import connection
from django.test import TransactionTestCase, client

from accounts.domain import locking
from tests.support.emptying import empty_the_tables
from tests.support.environment import FOUND

pytest_plugins = ["tests.support.people"]


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Still Argon2id, but at the least cost: the real one would take most of the suite's time."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Argon2PasswordHasher, "time_cost", 1)
        patch.setattr(Argon2PasswordHasher, "memory_cost", 8)
        patch.setattr(Argon2PasswordHasher, "parallelism", 1)
        patch.setattr(locking, "COST", locking.Cost(passes=1, memory=8, lanes=1))
        yield


@pytest.fixture(scope="session", autouse=True)
def quick_emptying() -> Iterator[None]:
    """After a test that commits, the tables are emptied our way instead of flushed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _test: empty_the_tables())
        yield


@pytest.fixture(scope="session", autouse=True)
def one_context_a_page() -> Iterator[None]:
    """`response.context` is what the view gave; what each piece of the page saw is not copied."""
    remember = client.store_rendered_templates

    def remember_the_first(store: dict, *said: Any, **more: Any) -> None:
        if not store.get("templates"):
            remember(store, *said, **more)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(client, "store_rendered_templates", remember_the_first)
        yield


@pytest.fixture(scope="session", autouse=True)
def rare_sweeps() -> None:
    """What is loaded by now stays to the end: the collector need not go through it all the time."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    """Debian's Chromium, not one Playwright would download, and no way off this machine."""
    options = [
        "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        # Painting by a graphics card that is not there costs more than all the rest.
        *("--disable-gpu", "--disable-gpu-rasterization", "--disable-background-networking"),
    ]
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
