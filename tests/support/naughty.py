"""Texts that somebody may type, or send with tools, and that other programs have stumbled over."""

import json
import unicodedata
from pathlib import Path

LONG = ["x" * 5_000, "é" * 5_000, "💋" * 3_000, "word " * 2_000, "\u0301" * 2_000, "<" * 4_000]
# No text at all, as it stands in the body of a form: half characters, other encodings, cut-offs.
BYTES = [
    *("%ED%A0%BD", "%ED%B2%A9", "%ED%A0%BD%ED%B2%A9", "a%ED%A0%80b", "%FF", "%FE%FF%00a", "%C3"),
    *("%C3%28", "%E2%82", "%F0%9F%92", "%F5%80%80%80", "%C0%80", "%E0%80%AF", "%80", "%FF%FE"),
    *("caf%E9", "%A0", "%u00e9", "%FF%FE%00%C3", "%EF%BB%BF", "%EF%BF%BE", "%00", "a%00b"),
    *("%0D%0A", "%", "%zz", "+%2B+", "\x80\x81", "%2"),
]


def _texts() -> list[str]:
    lines = Path(__file__).with_suffix(".txt").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.startswith('"')]


# Any Unicode that a form can carry.
TEXTS = ["", *_texts(), *LONG]


def as_stored(text: str) -> str:
    """What becomes of a text that is taken: no NUL, lines end one way, NFC, no space around it."""
    text = text.replace("\x00", "").replace("\r\n", "\n").replace("\r", "\n")
    return unicodedata.normalize("NFC", text).strip()
