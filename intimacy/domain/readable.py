"""What is stored about a person, and who could read it: one list for the page and for the docs."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from checkins.domain.catalogue import ContentFault, items, one_of, sentence, words

# Closed even to the host by a lock of one's own; sealed under one's key; readable in the database.
HOW = ("locked", "sealed", "plain")


@dataclass(frozen=True)
class Row:
    """Something that is stored: what it is called, how, and the fields it lies in.

    >>> Row("name", "sealed", "your name", ("accounts.Person.name",)).how
    'sealed'
    """

    key: str
    how: str
    words: str
    fields: tuple[str, ...]


def load(structure: Path, wording: Path) -> tuple[Row, ...]:
    """Every row, in its order. Raises `ContentFault`."""
    entries = items(structure, "row")
    said = words(wording, "row", [entry["key"] for entry in entries])
    return tuple(
        Row(
            key=entry["key"],
            how=one_of(structure.name, entry, "how", HOW),
            words=sentence(wording.name, entry["key"], "words", said[entry["key"]], at_most=240),
            fields=_fields(structure.name, entry["key"], entry.get("fields")),
        )
        for entry in entries
    )


def table(rows: Iterable[Row]) -> str:
    """The rows as two columns of Markdown, what is sealed beside what is plain.

    >>> print(table([Row("a", "sealed", "a name", ()), Row("b", "plain", "a date", ())]))
    | sealed under your own key | readable to the host |
    |---|---|
    | a name | a date |
    """
    found = list(rows)
    sealed = [_marked(row) for row in found if row.how != "plain"]
    plain = [row.words for row in found if row.how == "plain"]
    longest = max(len(sealed), len(plain))
    left, right = (column + [""] * (longest - len(column)) for column in (sealed, plain))
    lines = [f"| {one} | {other} |" for one, other in zip(left, right, strict=True)]
    return "\n".join(["| sealed under your own key | readable to the host |", "|---|---|", *lines])


def _marked(row: Row) -> str:
    return f"{row.words} (*lock*)" if row.how == "locked" else row.words


def _fields(file: str, key: str, said: object) -> tuple[str, ...]:
    fields = said if isinstance(said, list) else []
    if not fields or not all(isinstance(one, str) and one.count(".") == 2 for one in fields):
        raise ContentFault(file, key, 'set fields to a list like ["accounts.Person.name"]')
    return tuple(fields)
