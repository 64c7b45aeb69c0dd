"""How a content file and its words are read, and what is said when one of them is damaged."""

import tomllib
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

# The six areas of the quiz: prompts and ideas are filed under them.
AREAS = ("time", "openness", "listening", "trust", "appreciation", "closeness")


class ContentFault(Exception):
    """A content file cannot be used: names the file, the item in it, and the mend.

    >>> print(ContentFault("prompts.toml", "time-old-habit", "give it a depth of 1, 2 or 3"))
    prompts.toml, time-old-habit: give it a depth of 1, 2 or 3
    """

    def __init__(self, file: str, item: str, mend: str) -> None:
        super().__init__(f"{file}, {item}: {mend}")
        self.file = file
        self.item = item
        self.mend = mend


def read(path: Path) -> dict[str, Any]:
    """The tables of a TOML file. Raises `ContentFault` where it is missing or no TOML."""
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as fault:
        raise ContentFault(path.name, "the file", "put it back, it cannot be read") from fault
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ContentFault(path.name, "the file", f"make it valid TOML: {fault}") from fault


def items(path: Path, table: str) -> list[dict[str, Any]]:
    """The `[[table]]` entries of a structure file, each with a key of its own.

    Raises `ContentFault` where there are none, or where a key is missing or used twice.
    """
    entries = read(path).get(table)
    if not isinstance(entries, list) or not entries:
        raise ContentFault(path.name, table, f"add [[{table}]] entries")
    seen: set[str] = set()
    for number, entry in enumerate(entries, start=1):
        key = entry.get("key") if isinstance(entry, dict) else None
        if not isinstance(key, str) or not key:
            raise ContentFault(path.name, f"{table} number {number}", "give it a key")
        if key in seen:
            raise ContentFault(path.name, key, "use each key once")
        seen.add(key)
    return entries


def words(path: Path, table: str, keys: Iterable[str]) -> Mapping[str, Any]:
    """The `[table]` of a wording file, holding words for exactly these keys.

    Raises `ContentFault` for the first key without words, or words without a key.
    """
    wording = read(path).get(table)
    if not isinstance(wording, dict):
        raise ContentFault(path.name, table, f"add a [{table}] table")
    wanted = list(keys)
    for key in wanted:
        if not wording.get(key):
            raise ContentFault(path.name, key, "write its words")
    for key in wording:
        if key not in wanted:
            raise ContentFault(path.name, key, "take it out, or add it to the structure file")
    return wording


def one_of(file: str, item: Mapping[str, Any], field: str, allowed: Iterable[Any]) -> Any:
    """The item's field, which must be one of the allowed values, else `ContentFault`.

    >>> one_of("ideas.toml", {"key": "slow-supper", "place": "home"}, "place", ("home", "out"))
    'home'
    """
    value, choices = item.get(field), tuple(allowed)
    if value not in choices:
        listed = ", ".join(str(choice) for choice in choices)
        raise ContentFault(file, str(item.get("key")), f"set {field} to one of: {listed}")
    return value


def some_of(
    file: str, item: Mapping[str, Any], field: str, allowed: Iterable[str]
) -> tuple[str, ...]:
    """The allowed values the item lists, at least one and none twice, else `ContentFault`.

    >>> some_of("prompts.toml", {"key": "walk", "tags": ["rest"]}, "tags", ("rest", "play"))
    ('rest',)
    """
    values, choices = item.get(field), tuple(allowed)
    if isinstance(values, list) and values:
        picked = tuple(choice for choice in choices if choice in values)
        if len(picked) == len(values):
            return picked
    mend = f"set {field} to a list of some of: {', '.join(choices)}, each once"
    raise ContentFault(file, str(item.get("key")), mend)


def sentence(file: str, key: str, field: str, said: object, *, at_most: int) -> str:
    """What is said in this field: there, calm, and at most so many characters long.

    Raises `ContentFault`.

    >>> sentence("prompts.en.toml", "walk", "words", "Where shall we walk? ", at_most=40)
    'Where shall we walk?'
    """
    if not isinstance(said, str) or not said.strip():
        raise ContentFault(file, key, f"write its {field}")
    if "!" in said:
        raise ContentFault(file, key, f"take the exclamation mark out of its {field}")
    if len(said.strip()) > at_most:
        raise ContentFault(file, key, f"shorten its {field} to {at_most} characters")
    return said.strip()
