"""The disk is full: nobody is told that something was saved when it was not."""

import re
import resource
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.plain_browser import PlainBrowser
from tests.support.site import Site, free_port

SIGNED_IN = """
from tests.support.people import make_person
from tests.support.plain_browser import session_of
print("session:", session_of(make_person("Robin")))
"""
NOTE = "/week/note/wish/"
# As much as a wish may hold, so that few of them fill the room that is left.
LETTERS = 1500
ROOM_LEFT = 60_000


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The embedded default on a folder of its own, ready."""
    running = Site(tmp_path / "data", free_port())
    assert running.becomes("/readyz", 200, within=60), running.said()
    yield running
    running.stop()


def _fills_up(site: Site) -> None:
    """Let no file grow much beyond the largest there is, as on a disk without room."""
    largest = max(path.stat().st_size for path in site.folder.glob("evenings.sqlite3*"))
    _limit(site, largest + ROOM_LEFT)


def _limit(site: Site, most: int) -> None:
    for number in site.processes():
        resource.prlimit(int(number), resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))


def test_what_is_said_to_be_saved_is_there(site: Site) -> None:
    session = re.search(r"session: (\w+)", site.manages("shell", "-c", SIGNED_IN)).group(1)
    robin = PlainBrowser(site.address, session)
    assert robin.sends(NOTE, words_1="the first wish") == 302

    _fills_up(site)
    saved, refused = "the first wish", 0
    for number in range(60):
        text = f"wish {number} " + "x" * LETTERS
        if robin.sends(NOTE, words_1=text) == 302:
            saved = text
        else:
            refused += 1
        if refused == 5:
            break
    assert refused == 5

    _limit(site, resource.RLIM_INFINITY)
    assert robin.opens(NOTE) == 200, site.said()
    assert saved in robin.page
    assert robin.sends(NOTE, words_1="there is room again") == 302
    assert robin.opens(NOTE) == 200
    assert "there is room again" in robin.page
    assert site.process.poll() is None, site.said()
