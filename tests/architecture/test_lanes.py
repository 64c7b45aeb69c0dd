"""Lanes side by side are the whole suite: no test is in none of them, or in two."""

import argparse
from pathlib import Path

import pytest

from tests.support.lanes import dealt, share

FILES = [Path(f"test_{number}.py") for number in range(7)]


@pytest.mark.parametrize("lanes", [1, 2, 3, 8])
def test_every_file_is_in_one_lane(lanes: int) -> None:
    # As they come: each once for every test in it, in any order.
    found = [*reversed(FILES), *FILES]

    shares = [dealt(found, number, lanes) for number in range(1, lanes + 1)]

    assert sorted(file for mine in shares for file in mine) == FILES


@pytest.mark.parametrize("text", ["0/2", "3/2", "2", "1/0", "", "-1/2"])
def test_a_lane_that_would_leave_files_out_is_refused(text: str) -> None:
    with pytest.raises(argparse.ArgumentTypeError):
        share(text)
