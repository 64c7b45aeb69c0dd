"""The processes a measurement needs beside its own: the sink, workers, beat."""

import os
import smtplib
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from django.conf import settings

from benchmarks import database

ROOT = Path(__file__).resolve().parents[1]
LONGEST_WAIT_SECONDS = 120


class Sink:
    """The mail server that counts, seen from here."""

    def __init__(self, port: int, pid: int) -> None:
        self.port, self.pid = port, pid
        self._line = smtplib.SMTP("127.0.0.1", port)

    def clear(self) -> None:
        """Count from nought."""
        self._line.docmd("CLEAR")

    def count(self) -> tuple[int, int]:
        """How many mails came in, and how many different ones."""
        mails, different = self._line.docmd("COUNT")[1].split()
        return int(mails), int(different)

    def close(self) -> None:
        """Let it end."""
        self._line.close()


@contextmanager
def sink() -> Iterator[Sink]:
    """A running sink; mail of this process goes there too."""
    command = [sys.executable, "-m", "benchmarks.sink"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    with subprocess.Popen(command, cwd=ROOT, env=environment(), **pipes) as process:
        running = Sink(int(process.stdout.readline()), process.pid)
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", running.port
        try:
            yield running
        finally:
            running.close()
            process.stdin.close()


@contextmanager
def celery(*words: str, app: str = "intimacy", **extra: str) -> Iterator[subprocess.Popen]:
    """A Celery process of ours, or of another `app`, that ends with the block."""
    command = [sys.executable, "-m", "celery", "-A", app, *words]
    # Celery greets and says goodbye, and a killed child fills the screen.
    silent = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen(
        command, cwd=ROOT, env=environment(**extra), start_new_session=True, **silent
    )
    try:
        yield process
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, 9)
            process.wait()


def worker_words(queue: str, children: int = 1) -> tuple[str, ...]:
    """The words of a worker's command line, as `manage.py up` has them, for a queue of its own."""
    quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    return ("worker", *quiet, "--concurrency", str(children), "-Q", queue, "-n", f"{queue}@bench")


def children(pid: int) -> list[int]:
    """The processes a process has forked."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="utf-8")
    return [int(child) for child in listed.split()]


def family(pid: int) -> list[int]:
    """A process and those it has forked."""
    return [pid, *children(pid)]


def processor_seconds(pids: Iterable[int]) -> float:
    """How long processors have worked for these so far; one that is elsewhere counts nothing."""
    ticks = 0
    for pid in pids:
        with suppress(FileNotFoundError, ProcessLookupError):
            # After the name, which may hold anything, the 12th and 13th are its own time.
            fields = (
                Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
            )
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def environment(**extra: str) -> dict[str, str]:
    """What a child process gets: this database and this sink."""
    mail = f"smtp://{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    ours = {"DATABASE_URL": database.address(), "EMAIL_URL": mail}
    return {**os.environ, "BENCHMARK_CHILD": "1", **ours, **extra}


def wait_until(is_so: Callable[[], bool], every: float = 0.005) -> None:
    """Look again and again until it is so; after two minutes something is broken."""
    until = time.monotonic() + LONGEST_WAIT_SECONDS
    while not is_so():
        if time.monotonic() > until:
            raise TimeoutError("a measurement waited for two minutes in vain")
        time.sleep(every)
