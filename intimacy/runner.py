"""Keeps a handful of child processes together: when one ends all end, and none is left behind."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

# A Celery worker needs four to seven seconds for a warm stop.
PATIENCE = 20.0
ENDING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@dataclass(frozen=True)
class Child:
    """A process to keep: what to call it in messages, and its command line."""

    name: str
    command: Sequence[str]


@dataclass(frozen=True)
class _Running:
    name: str
    process: subprocess.Popen[bytes]

    def ended(self) -> bool:
        return self.process.poll() is not None


def keep_together(
    children: Sequence[Child],
    *,
    folder: Path,
    environment: Mapping[str, str],
    say: Callable[[str], None],
    patience: float = PATIENCE,
) -> int:
    """Start the children and stay until all of them have ended; the exit code says how it went.

    INT, TERM or HUP ends them in good order: 0. A child that ends by itself takes the others with
    it: 1. So does one that had to be killed because it was still there after `patience` seconds.
    """
    running: list[_Running] = []
    with _bell() as wait:
        try:
            for child in children:
                running.append(_start(child, folder, environment))
            _stay(running, wait, say)
        finally:
            orderly = _end(running, wait, say, patience)
    return 0 if orderly else 1


def _start(child: Child, folder: Path, environment: Mapping[str, str]) -> _Running:
    # In a session of its own no Ctrl-C of the terminal reaches it before we pass one on.
    process = subprocess.Popen(
        child.command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, start_new_session=True
    )
    return _Running(child.name, process)


def _stay(
    running: list[_Running],
    wait: Callable[[float | None], int | None],
    say: Callable[[str], None],
) -> None:
    """Wait until we are told to end or a child has ended."""
    while not any(child.ended() for child in running):
        if wait(None) in ENDING:
            say("Stopping.")
            return


def _end(
    running: list[_Running],
    wait: Callable[[float | None], int | None],
    say: Callable[[str], None],
    patience: float,
) -> bool:
    """End every child and whatever it left behind; true where nobody died early or was killed."""
    early = [child for child in running if child.ended()]
    for child in early:
        say(f"{child.name} ended by itself (exit code {child.process.returncode}); stopping.")
    for child in running:
        if not child.ended():
            # To the child alone: it decides how its own children finish their work.
            child.process.terminate()
    until = time.monotonic() + patience
    while not all(child.ended() for child in running) and time.monotonic() < until:
        wait(until - time.monotonic())
    late = [child for child in running if not child.ended()]
    for child in late:
        say(f"{child.name} was still running after {patience:.0f} seconds and was killed.")
    for child in running:
        _sweep(child.process)
    return not early and not late


def _sweep(process: subprocess.Popen[bytes]) -> None:
    """Kill what is left of the child's process group, then collect the child."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


@contextmanager
def _bell() -> Iterator[Callable[[float | None], int | None]]:
    """Gives `wait(seconds)`: sleeps until a signal comes and returns its number, or None.

    A pipe rather than flags, so that a signal between "is it over?" and "sleep" is never missed.
    """
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    os.set_blocking(writer, False)
    before = {number: signal.signal(number, _heard) for number in (*ENDING, signal.SIGCHLD)}
    earlier = signal.set_wakeup_fd(writer, warn_on_full_buffer=False)

    def wait(seconds: float | None) -> int | None:
        ready, _, _ = select.select([reader], [], [], seconds)
        return os.read(reader, 1)[0] if ready else None

    try:
        yield wait
    finally:
        signal.set_wakeup_fd(earlier)
        for number, handler in before.items():
            signal.signal(number, handler)
        os.close(reader)
        os.close(writer)


def _heard(number: int, frame: object) -> None:
    """Nothing to do: the pipe has already noted the signal."""
