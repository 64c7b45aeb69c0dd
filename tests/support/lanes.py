"""Deals the test files out to lanes that run side by side: `--lane 1/2` takes every second file.

Loaded as a pytest plugin (`-p tests.support.lanes` in pyproject.toml). Each file is in one lane and
in one only, so that all lanes together are the whole suite. What is in another is not even read.
"""

import argparse
from collections.abc import Iterable
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


def dealt(files: Iterable[Path], number: int, lanes: int) -> set[Path]:
    """Those of the files that fall to this lane."""
    return set(sorted(set(files))[number - 1 :: lanes])


def pytest_addoption(parser: pytest.Parser) -> None:
    """The lane is an option; without it there is one, with everything in it."""
    parser.addoption("--lane", type=share, default=(1, 1), help="every so many files: 1/2 or 2/2")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Pass by what is in another lane; every folder is dealt out by itself."""
    if collection_path.suffix != ".py" or collection_path.name in ("__init__.py", "conftest.py"):
        return None
    mine = dealt(collection_path.parent.glob("*.py"), *config.getoption("lane"))
    return None if collection_path in mine else True
