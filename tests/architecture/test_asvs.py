"""The page about ASVS names tests and files that exist, and each requirement once."""

import re
from collections import Counter

from tests.architecture.tree import ROOT

PAGE = (ROOT / "docs" / "asvs.md").read_text(encoding="utf-8")
NUMBER = re.compile(r"^\| (\d+\.\d+\.\d+) \|", re.MULTILINE)
# In backticks, with a folder: `accounts/test_linking` and `accounts/domain/text.py`.
TEST = re.compile(r"`(\w+/test_\w+)`")
FILE = re.compile(r"`(\w[\w/]*/\w+\.py)`")


def test_every_test_it_names_is_there():
    named = set(TEST.findall(PAGE))

    assert {name for name in named if not (ROOT / "tests" / f"{name}.py").is_file()} == set()
    assert len(named) > 30


def test_every_file_it_names_is_there():
    named = set(FILE.findall(PAGE))

    assert {name for name in named if not (ROOT / name).exists()} == set()
    assert len(named) > 10


def test_every_requirement_stands_there_once():
    counted = Counter(NUMBER.findall(PAGE))

    assert [number for number, times in counted.items() if times > 1] == []
    assert len(counted) > 150


def test_no_test_is_named_without_its_folder():
    assert re.findall(r"`(test_\w+)`", PAGE) == []
