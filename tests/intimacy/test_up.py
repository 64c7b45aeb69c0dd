"""`manage.py up` as a person runs it: real processes, a folder of its own, no other service."""

import os
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.site import Site, free_port


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The embedded default on a folder of its own."""
    running = Site(tmp_path / "data", free_port())
    yield running
    running.stop()


@pytest.mark.slow
def test_one_command_brings_up_a_ready_site_and_ctrl_c_leaves_nothing_behind(site):
    assert site.becomes("/healthz", 200, within=60), site.said()
    assert site.becomes("/readyz", 200, within=60), site.said()
    assert len(site.processes()) >= 5
    assert f"is at {site.address}" in site.said()
    assert _mode(site.folder / "secrets" / "sealing_keys") == 0o600
    assert _mode(site.folder / "evenings.sqlite3") == 0o600

    begun = time.monotonic()
    site.process.send_signal(signal.SIGINT)

    assert site.process.wait(timeout=25) == 0, site.said()
    assert time.monotonic() - begun < 20
    assert site.processes() == []
    assert "Traceback" not in site.said()


def _mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.mark.slow
def test_the_end_of_one_part_ends_the_whole_site(site):
    assert site.becomes("/healthz", 200, within=60), site.said()

    os.kill(_number_of("beat", site), signal.SIGKILL)

    assert site.process.wait(timeout=25) == 1
    assert "beat ended by itself" in site.said()
    assert site.processes() == []


def _number_of(part: str, site: Site) -> int:
    def is_it(number: str) -> bool:
        return f"\0{part}\0" in Path(f"/proc/{number}/cmdline").read_text()

    return next(int(number) for number in site.processes() if is_it(number))


def test_a_port_that_is_taken_is_refused_with_the_setting_to_mend(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        site = Site(tmp_path / "data", taken.getsockname()[1])

        assert site.process.wait(timeout=30) == 1
        assert "Choose another with PORT" in site.said()
        site.log.close()
