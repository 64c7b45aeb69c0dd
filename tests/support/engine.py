"""The site's own processes, each started apart so that a test can kill one: web, worker, beat."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.site import ROOT, free_port

# A message may be lost; after a minute the tick hands its mail out once more.
PATIENCE = 150.0
ALONE = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel", "WARNING")


def comes_true(question: Callable[[], object], *, within: float = PATIENCE) -> bool:
    """Ask until the answer is yes; False once `within` seconds are over."""
    until = time.monotonic() + within
    while not question():
        if time.monotonic() > until:
            return False
        time.sleep(0.1)
    return True


class Part:
    """One process in a group of its own, and what it said."""

    def __init__(self, command: list[str], environment: dict[str, str], log: Path) -> None:
        self.log = log
        with log.open("w") as output:
            self.process = subprocess.Popen(
                command,
                cwd=ROOT,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    @property
    def is_running(self) -> bool:
        """Whether it has not ended."""
        return self.process.poll() is None

    @property
    def children(self) -> list[int]:
        """The numbers of the processes it has forked."""
        number = self.process.pid
        listed = Path(f"/proc/{number}/task/{number}/children").read_text()
        return [int(child) for child in listed.split()]

    def said(self) -> str:
        """All it wrote so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def kill(self) -> None:
        """What a power cut does to it and its children: nothing of theirs is finished."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()

    def kill_a_child(self) -> None:
        """Kill every child that is at work now; the process itself lives on."""
        for child in self.children:
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)


@dataclass
class Engine:
    """Starts parts of the site with one environment, and remembers them."""

    environment: dict[str, str]
    folder: Path
    parts: list[Part] = field(default_factory=list)

    def worker(self, *, children: int = 2, clock: Path | None = None) -> Part:
        """A worker for the queue."""
        return self._celery("worker", *ALONE, "--concurrency", str(children), clock=clock)

    def beat(self, *, clock: Path | None = None) -> Part:
        """A beat with a memory of its own of when it last rang."""
        schedule = str(self.folder / f"beat-{len(self.parts)}")
        return self._celery("beat", "--schedule", schedule, "--pidfile=", clock=clock)

    def web(self) -> str:
        """A web server as `manage.py up` starts it; gives its address once it answers."""
        address = f"127.0.0.1:{free_port()}"
        served = ["-m", "gunicorn", "intimacy.wsgi:application", "--bind", address]
        self._start([*served, "--workers", "2", "--threads", "4", "--no-control-socket"])
        return f"http://{address}"

    def stop(self) -> None:
        """End all of them, whatever became of the test. How they end well is tested elsewhere."""
        for part in self.parts:
            part.kill()

    def said(self) -> str:
        """All that any of them wrote, for a failing test."""
        return "\n".join(part.said()[-9000:] for part in self.parts)

    def _celery(self, *words: str, clock: Path | None) -> Part:
        wrong = ["-m", "tests.support.shifted", str(clock)]
        return self._start([*(wrong if clock else ["-m", "celery"]), "-A", "intimacy", *words])

    def _start(self, words: list[str]) -> Part:
        log = self.folder / f"log-{len(self.parts)}"
        self.parts.append(Part([sys.executable, *words], self.environment, log))
        return self.parts[-1]
