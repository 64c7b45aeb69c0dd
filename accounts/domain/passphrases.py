"""Passphrases that the site offers: a few words drawn at random from a list anybody may read."""

import math
import re
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_WORD = re.compile(r"[^\W\d_]{3,8}")


class BadWords(ValueError):
    """The list cannot be used; the message names the file and the mend."""


@dataclass(frozen=True)
class WordList:
    """Words, and how many of them make a passphrase."""

    words: tuple[str, ...]
    draws: int

    @property
    def bits(self) -> float:
        """What a guess is up against: every passphrase that may be drawn is as likely as another.

        >>> WordList(tuple("abcdefgh"), draws=2).bits
        6.0
        """
        return self.draws * math.log2(len(self.words))

    def drawn(self) -> str:
        """A new passphrase.

        >>> len(WordList(("lamp", "river"), draws=6).drawn().split())
        6
        """
        return " ".join(secrets.choice(self.words) for _draw in range(self.draws))


def load(structure: Path, wording: Path) -> WordList:
    """The list of one language. Raises `BadWords`."""
    shape, text = (_read(path) for path in (structure, wording))
    found = WordList(tuple(str(text.get("words", "")).split()), int(shape.get("draws", 0)))
    odd = [word for word in found.words if not _WORD.fullmatch(word)]
    if odd:
        raise BadWords(f"{wording.name}: {odd[0]!r} must be a word of three to eight letters")
    if len(set(found.words)) < len(found.words):
        raise BadWords(f"{wording.name}: take out words that stand there twice")
    least = shape.get("least_bits", 0)
    if not found.words or found.bits < least:
        raise BadWords(f"{wording.name}: add words until a passphrase is worth {least} bits")
    return found


def _read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as fault:
        raise BadWords(f"{path.name}: not to be read as TOML in UTF-8") from fault
