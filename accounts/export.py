"""All that is somebody's, and all that was shared with them, as one JSON document (docs/export.md).

It is made piece by piece, so that many years cost no more memory than a few weeks. Before each part
the person is asked for afresh: an unlink in the middle ends what was shared, an erasure the file.
VERSION counts up when a field changes its meaning or goes.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone, translation

from accounts import export_rows, features
from accounts.export_rows import Row, Table
from accounts.locking import kept_open
from accounts.models import Person
from accounts.sealing import DAMAGED, legible

FORMAT = "evenings-export"
VERSION = 1

OF_PARTNER = {"name": {"type": ["string", "null"]}, "linked_at": {"type": "string"}}


class Erased(Exception):
    """The person was erased while their file was being made."""


@dataclass(frozen=True)
class Shared:
    """Something a person may see beside their own rows.

    `rows` reads it for them as they are now; `fields` says of each field what it holds, in the
    words of JSON Schema.
    """

    name: str
    fields: Mapping[str, Any]
    rows: Callable[[Person], Iterable[Row]]


def as_json(person: Person, at: datetime) -> Iterator[str]:
    """The pieces of the document. One that was cut off does not say that it is complete."""
    return spoken_to(person, _until_erased(_document(person, at)))


def shared() -> list[Shared]:
    """Of accounts themselves: who the partner is."""
    return [Shared("partner", OF_PARTNER, _partner)]


def all_shared() -> list[Shared]:
    """What every app adds."""
    return [one for of_app in features.of_features(features.EXPORT_SHARED) for one in of_app()]


def now(person: Person) -> Person:
    """The person as they are at this moment, with their couple; raises `Erased`."""
    found = Person.objects.with_keys().filter(pk=person.pk, key__isnull=False).first()
    if found is None:
        raise Erased
    return found


def spoken_to(person: Person, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, each made in this person's zone and language and with what they hold open."""
    return _spoken(person, kept_open(person, pieces))


def _spoken(person: Person, pieces: Iterator[str]) -> Iterator[str]:
    while True:
        # The middleware's zone and language have ended when the first piece is made.
        with timezone.override(person.time_zone), translation.override(person.language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _until_erased(pieces: Iterator[str]) -> Iterator[str]:
    try:
        yield from pieces
    except Erased:
        return


def _document(person: Person, at: datetime) -> Iterator[str]:
    head = {"format": FORMAT, "version": VERSION, "made_at": at.isoformat()}
    yield _dumped(head).removesuffix("\n}")
    yield from _group("mine", person, [_own(one) for one in export_rows.tables() if one.exported])
    yield from _group("shared", person, [(one.name, one.rows) for one in all_shared()])
    yield ',\n  "complete": true\n}\n'


def _own(table: Table) -> tuple[str, Callable[[Person], Iterable[Row]]]:
    return table.name, lambda person: export_rows.rows_of(table, person)


def _group(name: str, person: Person, parts: list) -> Iterator[str]:
    yield f',\n  "{name}": {{'
    comma = ""
    for part, rows in parts:
        yield f'{comma}\n    "{part}": ['
        yield from _rows(rows(now(person)))
        yield "]"
        comma = ","
    yield "\n  }"


def _rows(rows: Iterable[Row]) -> Iterator[str]:
    comma = ""
    for row in rows:
        yield f"{comma}\n      {json.dumps(row, ensure_ascii=False)}"
        comma = ","


def _partner(person: Person) -> Iterator[Row]:
    if person.couple is not None:
        name = legible(person.partner, "name", str(DAMAGED))
        yield {"name": name, "linked_at": export_rows.plain(person.couple.started_at)}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)
