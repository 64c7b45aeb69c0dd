"""`manage.py up` as a person runs it: real processes, a folder of its own, no other service."""

import os
import signal
import socket
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

ROOT = Path(__file__).resolve().parents[2]
# Set by the suite for itself; a fresh machine has none of them.
NOT_ON_A_FRESH_MACHINE = {
    *("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "SEALING_KEYS", "STATIC_PLAIN"),
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}


class Site:
    """A running `manage.py up`."""

    def __init__(self, folder: Path, port: int) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        inherited = {k: v for k, v in os.environ.items() if k not in NOT_ON_A_FRESH_MACHINE}
        ours = {"DATA_DIR": str(folder), "PORT": str(port), "TICK_SECONDS": "1"}
        self.log = (folder.parent / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "up"],
            cwd=ROOT,
            env=inherited | ours,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def status(self, path: str) -> int:
        """The status of a page; 0 while nothing listens."""
        try:
            with urlopen(self.address + path, timeout=5) as response:  # noqa: S310
                return response.status
        except HTTPError as error:
            error.close()
            return error.code
        except (URLError, ConnectionError, TimeoutError):
            return 0

    def becomes(self, path: str, status: int, *, within: float) -> bool:
        """Wait until a page answers with this status."""
        until = time.monotonic() + within
        while self.status(path) != status:
            if time.monotonic() > until or self.process.poll() is not None:
                return False
            time.sleep(0.2)
        return True

    def said(self) -> str:
        """All it wrote so far."""
        return Path(self.log.name).read_text(encoding="utf-8")

    def processes(self) -> list[str]:
        """The numbers of all living processes that were given this folder."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        return [
            path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if _has(path, mark)
        ]


def _has(path: Path, mark: bytes) -> bool:
    try:
        return mark in path.read_bytes() + b"\0"
    except OSError:
        return False


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    running = Site(tmp_path / "data", port)
    yield running
    if running.process.poll() is None:
        running.process.terminate()
        running.process.wait(timeout=30)
    running.log.close()


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
