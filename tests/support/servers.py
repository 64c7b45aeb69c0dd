"""A Redis and a PostgreSQL of a test's own, to be stopped, killed and emptied at will.

The machine's own servers are never touched: these live on free ports, in folders that are gone
when the block ends.
"""

import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.support.site import free_port

PATIENCE_SECONDS = 30


def _program(name: str) -> str:
    """Where a server's program is; without it the test is skipped by name."""
    debian = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = shutil.which(name) or next(map(str, debian), "")
    if not found:
        pytest.skip(f"{name} was not found")
    return found


def _wait_for(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"nothing answers on port {port}")


class RedisServer:
    """Keeps nothing on disk, so that each start is an empty one."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.port = folder, free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """What REDIS_URL is set to."""
        return f"redis://127.0.0.1:{self.port}/0"

    def start(self) -> None:
        """Start it, empty."""
        keeps_nothing = ["--save", "", "--appendonly", "no", "--daemonize", "no"]
        where = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self._process = subprocess.Popen(
            [_program("redis-server"), *where, *keeps_nothing], stdout=subprocess.DEVNULL
        )
        _wait_for(self.port)

    def stop(self) -> None:
        """Kill it, and with it all it held."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def restart_empty(self) -> None:
        """What a crash without a disk looks like."""
        self.stop()
        self.start()


class PostgresServer:
    """A cluster of our own; it runs as `postgres` where we are root, which it refuses."""

    def __init__(self, folder: Path) -> None:
        self.data, self.port = folder / "data", free_port()
        self._as = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
        if self._as:
            shutil.chown(folder, "postgres")
        self._run("initdb", "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync")

    def start(self) -> None:
        """Start it and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=''"
        log = str(self.data / "log")
        self._run("pg_ctl", "-w", "-t", str(PATIENCE_SECONDS), "-l", log, "-o", options, "start")

    def stop(self, mode: str = "immediate") -> None:
        """Stop it: `fast` ends every session in good order, `immediate` is a crash."""
        self._run("pg_ctl", "-w", "-t", str(PATIENCE_SECONDS), "-m", mode, "stop")

    def _run(self, program: str, *words: str) -> None:
        command = [*self._as, _program(program), "-D", str(self.data), *words]
        # A file, not a pipe: the server keeps what pg_ctl was given open for as long as it lives.
        with tempfile.TemporaryFile("w+") as said:
            done = subprocess.run(
                command,
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=said,
                stderr=subprocess.STDOUT,
                env=os.environ | {"LC_ALL": "C.UTF-8"},
                timeout=PATIENCE_SECONDS * 2,
                check=False,
            )
            said.seek(0)
            assert done.returncode == 0, said.read()


@contextmanager
def redis_server() -> Iterator[RedisServer]:
    """A running Redis, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="evenings-redis-") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


@contextmanager
def postgres_server() -> Iterator[PostgresServer]:
    """A running PostgreSQL without any tables of ours, gone when the block ends."""
    with tempfile.TemporaryDirectory(prefix="evenings-postgres-") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            _end(server.data)


def _end(data: Path) -> None:
    """Kill the server if it runs; it may be stopped, or half started."""
    try:
        number = int((data / "postmaster.pid").read_text().splitlines()[0])
        os.kill(number, signal.SIGQUIT)
    except (FileNotFoundError, ProcessLookupError):
        return
    until = time.monotonic() + PATIENCE_SECONDS
    while Path(f"/proc/{number}").exists() and time.monotonic() < until:
        time.sleep(0.05)
