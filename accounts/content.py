"""The words that passphrases are drawn from, in each language, read once and kept."""

from functools import cache
from pathlib import Path

from accounts.domain import passphrases
from accounts.domain.passphrases import WordList

FOLDER = Path(__file__).resolve().parent / "content"
FALLBACK = "en"


@cache
def words(language: str = FALLBACK) -> WordList:
    """The words of this language, of its parent, or the English ones. Raises `BadWords`."""
    tags = (language, language.split("-")[0])
    there = (path for tag in tags if (path := _wording(tag)).exists())
    return passphrases.load(FOLDER / "passphrase.toml", next(there, _wording(FALLBACK)))


def check() -> list[str]:
    """Read every language and say what is there. Raises `BadWords`."""
    languages = sorted(path.name.split(".")[1] for path in FOLDER.glob("passphrase.*.toml"))
    found = {language: words(language) for language in languages}
    return [
        f"{len(one.words)} words for passphrases in {language}: {one.bits:.0f} bits"
        for language, one in found.items()
    ]


def _wording(language: str) -> Path:
    return FOLDER / f"passphrase.{language}.toml"
