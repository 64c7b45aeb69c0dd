"""Lanes side by side are the whole suite: no test is in none of them, or in two."""

import argparse
from pathlib import Path
from types import SimpleNamespace

import pytest

from tests.support.lanes import dealt, pytest_ignore_collect, share

FILES = [Path(f"test_{number}.py") for number in range(7)]


@pytest.mark.parametrize("lanes", [1, 2, 3, 8])
def test_every_file_is_in_one_lane(lanes: int) -> None:
    # As they come: each once for every test in it, in any order.
    found = [*reversed(FILES), *FILES]

    shares = [dealt(found, number, lanes) for number in range(1, lanes + 1)]

    assert sorted(file for mine in shares for file in mine) == FILES


def test_two_lanes_read_what_one_does() -> None:
    first, second = _read_by("1/2"), _read_by("2/2")

    assert first | second == _read_by("1/1")
    assert Path(__file__) in first ^ second
    assert not {file for file in first & second if file.name != "__init__.py"}


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "1/0", "", "-1/2"])
def test_a_lane_that_would_leave_files_out_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        share(text)


def _read_by(lane: str) -> set[Path]:
    """The files beside this one that a run with this lane reads."""
    config = SimpleNamespace(getoption=lambda _name: share(lane))
    files = Path(__file__).parent.glob("*.py")
    return {file for file in files if not pytest_ignore_collect(file, config)}
