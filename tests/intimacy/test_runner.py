"""The runner, with real child processes: what ends, when, and that nothing is left behind."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

# A small program that keeps the children named on its command line together.
KEEPER = """
import os, sys
from pathlib import Path
from intimacy.runner import Child, keep_together
children = [Child(f"child {n}", ["sh", "-c", line]) for n, line in enumerate(sys.argv[2:], 1)]
sys.exit(keep_together(children, folder=Path.cwd(), environment=os.environ,
                       say=lambda line: print(line, flush=True), patience=float(sys.argv[1])))
"""
PATIENT = "5"


class Keeper:
    """A running keeper, its folder for notes, and every process it ever started."""

    def __init__(self, folder: Path, patience: str, children: tuple[str, ...]) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-c", KEEPER, patience, *children],
            cwd=folder,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )

    def has_noted(self, *names: str) -> None:
        """Wait until the children have written these notes."""
        until = time.monotonic() + 10
        while not all((self.folder / name).is_file() for name in names):
            assert time.monotonic() < until, f"the children never wrote {names}"
            time.sleep(0.02)

    def ends(self) -> tuple[int, str]:
        """The exit code and all that was said, once everything has ended."""
        said, _ = self.process.communicate(timeout=15)
        return self.process.returncode, said


def is_alive(folder: Path, note: str) -> bool:
    """Whether the process whose number a child noted still runs."""
    number = (folder / note).read_text().strip()
    state = Path(f"/proc/{number}/stat")
    # A zombie has ended; only nobody has asked yet how.
    return state.exists() and state.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture
def keep(tmp_path: Path) -> Iterator[Callable[..., Keeper]]:
    keepers: list[Keeper] = []

    def start(*children: str, patience: str = PATIENT) -> Keeper:
        keepers.append(Keeper(tmp_path, patience, children))
        return keepers[-1]

    yield start
    for keeper in keepers:
        if keeper.process.poll() is None:
            keeper.process.kill()
        keeper.process.wait()
        keeper.process.stdout.close()


SLEEPER = "echo $$ > {0}.new && mv {0}.new {0}; exec sleep 60"
FOR_EVER = "while :; do sleep 0.1; done"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_being_told_to_stop_ends_every_child_and_is_no_failure(keep, tmp_path, number):
    keeper = keep(SLEEPER.format("a"), SLEEPER.format("b"))
    keeper.has_noted("a", "b")

    keeper.process.send_signal(number)

    assert keeper.ends() == (0, "Stopping.\n")
    assert not is_alive(tmp_path, "a")
    assert not is_alive(tmp_path, "b")


def test_the_death_of_one_child_ends_the_others_and_is_a_failure(keep, tmp_path):
    keeper = keep(SLEEPER.format("a"), "while [ ! -f a ]; do sleep 0.05; done; exit 3")

    code, said = keeper.ends()

    assert code == 1
    assert said == "child 2 ended by itself (exit code 3); stopping.\n"
    assert not is_alive(tmp_path, "a")


def test_a_child_that_ends_well_by_itself_still_ends_the_others(keep):
    keeper = keep("exec sleep 60", "exit 0")

    code, said = keeper.ends()

    assert code == 1
    assert "child 2 ended by itself (exit code 0)" in said


def test_a_child_may_finish_its_work_before_it_ends(keep, tmp_path):
    keeper = keep("trap 'sleep 0.5; echo done > finished; exit 0' TERM; echo $$ > a; " + FOR_EVER)
    keeper.has_noted("a")

    keeper.process.terminate()

    assert keeper.ends()[0] == 0
    assert (tmp_path / "finished").read_text() == "done\n"


def test_a_child_that_will_not_end_is_killed_when_patience_ends(keep, tmp_path):
    keeper = keep("trap '' TERM; echo $$ > a; " + FOR_EVER, patience="1")
    keeper.has_noted("a")

    keeper.process.terminate()

    code, said = keeper.ends()
    assert code == 1
    assert "was still running after 1 seconds and was killed" in said
    assert not is_alive(tmp_path, "a")


def test_a_grandchild_does_not_outlive_its_parent(keep, tmp_path):
    keeper = keep("sleep 60 & echo $! > b; echo $$ > a; wait")
    keeper.has_noted("a", "b")

    keeper.process.terminate()

    keeper.ends()
    assert not is_alive(tmp_path, "b")


def test_a_command_that_does_not_exist_leaves_nothing_running(tmp_path):
    program = KEEPER.replace('["sh", "-c", line]', "line.split()")

    ended = subprocess.run(
        [sys.executable, "-c", program, PATIENT, "sleep 61.5", "no-such-command-anywhere"],
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=15,
    )

    assert ended.returncode != 0
    assert "no-such-command-anywhere" in ended.stderr
    assert "sleep 61.5" not in _command_lines()


def _command_lines() -> str:
    lines = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(path.read_bytes().replace(b"\0", b" ").decode(errors="replace"))
        except OSError:
            continue
    return "\n".join(lines)
