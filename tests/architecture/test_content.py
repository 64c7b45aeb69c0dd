"""Content is kept by language: one file for the structure, one for the words of each language."""

import tomllib
from pathlib import Path

import pytest
from django.conf import settings

from tests.architecture.tree import ROOT

CODES = [code for code, _ in settings.LANGUAGES]
FOLDERS = [
    ROOT / name
    for name in ("quizzes/instruments", "quizzes/areas", "checkins/content", "accounts/content")
]
FILES = sorted(path for folder in FOLDERS for path in folder.glob("*.toml"))


def _is_wording(path: Path) -> bool:
    return len(path.suffixes) == 2


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _texts(value: object) -> list[str]:
    """Every string in a TOML document, at any depth."""
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _texts(item)]


structures = pytest.mark.parametrize("path", [p for p in FILES if not _is_wording(p)], ids=_name)
wordings = pytest.mark.parametrize("path", [p for p in FILES if _is_wording(p)], ids=_name)


def test_there_is_content():
    assert len(FILES) >= 4


@structures
def test_every_structure_has_words_in_every_language(path):
    missing = [code for code in CODES if not path.with_suffix(f".{code}.toml").is_file()]

    assert missing == []


@wordings
def test_words_belong_to_a_structure_and_a_language(path):
    structure = path.with_name(path.name.split(".")[0] + ".toml")

    assert structure.is_file()
    assert path.suffixes[0].removeprefix(".") in CODES


@wordings
def test_no_words_are_empty_or_shouted(path):
    texts = _texts(tomllib.loads(path.read_text(encoding="utf-8")))

    assert texts
    assert [text for text in texts if not text.strip() or "!" in text] == []
