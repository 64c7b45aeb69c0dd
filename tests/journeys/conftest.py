"""A site on PostgreSQL, Redis and SMTP, with worker and beat; people with browsers; the demo."""

import base64
import re
import secrets
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import psycopg
import pytest
from playwright.sync_api import Browser
from psycopg import sql

from tests.journeys.visitor import Visitor
from tests.support.environment import FOUND
from tests.support.site import Site, Web, filled, free_port
from tests.support.smtp_server import SmtpServer, smtp_server


@dataclass
class World:
    """A running site and the mail server it sends through."""

    site: Site
    post: SmtpServer


@pytest.fixture(scope="session")
def browser(browser: Browser) -> Browser:
    """Its people want little motion: a page amid a fade has other colours, and takes painting."""
    still = {"reduced_motion": "reduce"}
    browser.new_context = partial(browser.new_context, **still)
    browser.new_page = partial(browser.new_page, **still)
    return browser


@pytest.fixture(scope="module")
def database() -> Iterator[str]:
    """The address of an empty PostgreSQL database, dropped at the end."""
    name = f"evenings_journey_{secrets.token_hex(4)}"
    with psycopg.connect(FOUND.postgres, autocommit=True) as server:
        server.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        yield FOUND.postgres.rpartition("/")[0] + f"/{name}"
        server.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def world(database: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """Web, worker and beat on the real parts, ready."""
    folder: Path = tmp_path_factory.mktemp("journey") / "data"
    port = free_port()
    with smtp_server() as post:
        site = Site(
            folder,
            port,
            SITE_URL=f"http://127.0.0.1:{port}",
            DATABASE_URL=database,
            REDIS_URL=FOUND.redis,
            REDIS_PREFIX=f"evenings-journey-{port}:",
            EMAIL_URL=post.url,
            SECRET_KEY=secrets.token_urlsafe(48),
            SEALING_KEYS=f"k1:{base64.b64encode(secrets.token_bytes(32)).decode()}",
        )
        try:
            assert site.becomes("/readyz", 200, within=90), site.said()
            yield World(site, post)
        finally:
            site.kill()


@pytest.fixture
def visitor(world: World, browser: Browser) -> Iterator[Callable[..., Visitor]]:
    """Makes people, each with a browser of their own."""
    contexts = []

    def arrives(name: str, **options: object) -> Visitor:
        options = {
            "base_url": world.site.address,
            "timezone_id": "Europe/Berlin",
            "viewport": {"width": 390, "height": 844},
            **options,
        }
        contexts.append(browser.new_context(**options))
        return Visitor(name, contexts[-1].new_page(), world.post)

    yield arrives
    for context in contexts:
        context.close()


@dataclass
class DemoSite:
    """The embedded default with Alex and Sam in it, and how each signs in."""

    site: Site
    passwords: dict[str, str]


@pytest.fixture(scope="session")
def half_a_year(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, str]]:
    """A folder with the demo in it, to be copied, and the passwords of its two people."""
    folder: Path = tmp_path_factory.mktemp("half-a-year") / "data"
    said = filled(folder)
    return folder, dict(re.findall(r"(\w+@example\.org)\s+(\S+)", said))


@pytest.fixture(scope="module")
def demo_settings() -> dict[str, str]:
    """What a module sets otherwise than the embedded default."""
    return {}


@pytest.fixture(scope="module")
def demo(
    half_a_year: tuple[Path, dict[str, str]],
    demo_settings: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[DemoSite]:
    """The pages of the embedded default, on a folder of its own with the demo in it."""
    kept, passwords = half_a_year
    folder: Path = tmp_path_factory.mktemp("demo") / "data"
    shutil.copytree(kept, folder)
    site = Web(folder, free_port(), **demo_settings)
    try:
        assert site.becomes("/healthz", 200, within=90), site.said()
        yield DemoSite(site, passwords)
    finally:
        site.kill()
