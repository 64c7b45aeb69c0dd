"""Deals the test files out to lanes that run side by side: `--lane 1/2` takes every second file.

Loaded as a pytest plugin (`-p tests.support.lanes` in pyproject.toml). Each file is in one lane and
in one only, so that all lanes together are the whole suite.
"""

import argparse
from pathlib import Path

import pytest


def share(text: str) -> tuple[int, int]:
    """Which lane of how many.

    >>> share("1/2")
    (1, 2)
    """
    number, _, lanes = text.partition("/")
    if not (number.isdigit() and lanes.isdigit() and 1 <= int(number) <= int(lanes)):
        raise argparse.ArgumentTypeError(f"{text!r} is no lane, such as 1/2")
    return int(number), int(lanes)


def dealt(files: list[Path], number: int, lanes: int) -> list[Path]:
    """Those of the files that fall to this lane."""
    return sorted(set(files))[number - 1 :: lanes]


def pytest_addoption(parser: pytest.Parser) -> None:
    """The lane is an option; without it there is one, with everything in it."""
    parser.addoption("--lane", type=share, default=(1, 1), help="every so many files: 1/2 or 2/2")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what is in another lane."""
    number, lanes = config.getoption("lane")
    mine = set(dealt([item.path for item in items], number, lanes))
    config.hook.pytest_deselected(items=[item for item in items if item.path not in mine])
    items[:] = [item for item in items if item.path in mine]
