"""What is stored and who could read it, in the language of the page."""

from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from intimacy.domain.readable import HOW, Row, load

FOLDER = Path(__file__).resolve().parent / "content"
FALLBACK = "en"


@cache
def rows(language: str = FALLBACK) -> tuple[Row, ...]:
    """Every row, in this language, in its parent language, or in English. Raises `ContentFault`."""
    tags = (language, language.split("-")[0])
    there = (path for tag in tags if (path := FOLDER / f"readable.{tag}.toml").exists())
    wording = next(there, FOLDER / f"readable.{FALLBACK}.toml")
    return load(FOLDER / "readable.toml", wording)


def columns() -> dict[str, list[str]]:
    """What the page says is locked, sealed and plain."""
    found = rows(get_language() or FALLBACK)
    return {how: [row.words for row in found if row.how == how] for how in HOW}


def check() -> list[str]:
    """Read every language and say what is there. Raises `ContentFault`."""
    languages = sorted(path.name.split(".")[1] for path in FOLDER.glob("readable.*.toml"))
    return [
        f"{len(rows(language))} rows of who can read what in {language}" for language in languages
    ]
