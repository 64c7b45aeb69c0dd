"""A running site: real processes, a folder and a port of its own."""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

ROOT = Path(__file__).resolve().parents[2]
# Set by the suite for itself; a fresh machine has none of them.
NOT_ON_A_FRESH_MACHINE = {
    *("DATABASE_URL", "REDIS_URL", "REDIS_PREFIX", "SECRET_KEY", "SEALING_KEYS", "STATIC_PLAIN"),
    "DJANGO_ALLOW_ASYNC_UNSAFE",
}
# What `make demo` and `manage.py up` do before they serve, in one process.
FILL = """
import django
from django.core.management import call_command

django.setup()
call_command("migrate", verbosity=0)
call_command("createcachetable", verbosity=0)
call_command("collectstatic", interactive=False, verbosity=0)
call_command("demo")
"""


def free_port() -> int:
    """A port that nothing listened on a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Site:
    """The site as a host starts it; `settings` are environment variables beside folder and port."""

    def __init__(self, folder: Path, port: int, **settings: str) -> None:
        self.folder = folder
        self.address = f"http://127.0.0.1:{port}"
        inherited = {k: v for k, v in os.environ.items() if k not in NOT_ON_A_FRESH_MACHINE}
        ours = {"DATA_DIR": str(folder), "PORT": str(port), "TICK_SECONDS": "1", **settings}
        ours |= {"DJANGO_SETTINGS_MODULE": "intimacy.settings"}
        self.environment = inherited | ours
        self.log = (folder.parent / "log").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, *self.command(port)],
            cwd=ROOT,
            env=self.environment,
            stdout=self.log,
            stderr=subprocess.STDOUT,
        )

    def command(self, port: int) -> list[str]:
        """What starts it, after the name of Python."""
        return ["manage.py", "up"]

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

    def manages(self, *command: str) -> str:
        """Run another command of the site beside it; gives what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *command],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def said(self) -> str:
        """All it wrote so far."""
        return Path(self.log.name).read_text(encoding="utf-8")

    def processes(self) -> list[str]:
        """The numbers of all living processes that were given this folder."""
        mark = f"DATA_DIR={self.folder}\0".encode()
        return [
            path.parent.name for path in Path("/proc").glob("[0-9]*/environ") if _has(path, mark)
        ]

    def stop(self) -> None:
        """End it as a service manager would, whatever became of the test."""
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)
        self.log.close()

    def kill(self) -> None:
        """End all of it at once. How it ends well is tested elsewhere."""
        for number in self.processes():
            with suppress(ProcessLookupError):
                os.kill(int(number), signal.SIGKILL)
        self.process.wait()
        self.log.close()


class Web(Site):
    """The pages alone, without worker and beat, on a folder that `filled` has filled."""

    def command(self, port: int) -> list[str]:
        """One process with threads: SQLite takes one writer at a time."""
        served = ["-m", "gunicorn", "intimacy.wsgi:application", "--bind", f"127.0.0.1:{port}"]
        return [*served, "--threads", "4", "--no-control-socket", "--log-level", "warning"]


def filled(folder: Path) -> str:
    """Put the demo into an empty folder; gives what was printed, the passwords among it."""
    inherited = {k: v for k, v in os.environ.items() if k not in NOT_ON_A_FRESH_MACHINE}
    ours = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "intimacy.settings"}
    return subprocess.run(
        [sys.executable, "-c", FILL],
        cwd=ROOT,
        env=inherited | ours,
        stdout=subprocess.PIPE,
        text=True,
        timeout=120,
        check=True,
    ).stdout


def _has(path: Path, mark: bytes) -> bool:
    try:
        return mark in path.read_bytes() + b"\0"
    except OSError:
        return False
