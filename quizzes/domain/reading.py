"""Reads content files field by field and says what is wrong in them and how to mend it."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

STORED = "stored definition"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")


class InstrumentFault(Exception):
    """A content file cannot be used: which file, which item in it, and how to mend it.

    >>> print(InstrumentFault("evenings.toml", "item time-1", "Give it an area."))
    evenings.toml, item time-1: Give it an area.
    """

    def __init__(self, file: str, item: str, mend: str) -> None:
        super().__init__(file, item, mend)
        self.file, self.item, self.mend = file, item, mend

    def __str__(self) -> str:
        return f"{self.file}, {self.item}: {self.mend}"


def text_of(source: Path | str) -> tuple[str, str]:
    """Return (name for faults, TOML text); a `str` is the text itself, a `Path` is a file.

    Raises InstrumentFault when the file is missing or is not UTF-8.

    >>> text_of('id = "a"')
    ('stored definition', 'id = "a"')
    """
    if isinstance(source, str):
        return STORED, source
    try:
        return source.name, source.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise InstrumentFault(source.name, "encoding", "Save the file as UTF-8.") from None
    except OSError as fault:
        mend = f"Put the file there and make it readable ({fault.strerror})."
        raise InstrumentFault(source.name, str(source), mend) from None


class Sheet:
    """One table of a content file; `where` names it in faults, every field is read once.

    >>> sheet = Sheet("a.toml", "item a-1", {"area": "a"})
    >>> sheet.text("area")
    'a'
    >>> sheet.flag("reverse")
    Traceback (most recent call last):
    ...
    quizzes.domain.reading.InstrumentFault: a.toml, item a-1: Add "reverse", which is missing.
    """

    def __init__(self, file: str, where: str, table: Mapping[str, Any]) -> None:
        self.file, self.where = file, where
        self._table = table
        self._read: set[str] = set()

    @classmethod
    def of(cls, source: Path | str) -> "Sheet":
        """Parse a whole file or text; a TOML error becomes an InstrumentFault with its line."""
        file, text = text_of(source)
        try:
            return cls(file, "top of the file", tomllib.loads(text))
        except tomllib.TOMLDecodeError as fault:
            raise InstrumentFault(file, "TOML", f"Mend the syntax: {fault}.") from None

    def fault(self, mend: str) -> InstrumentFault:
        return InstrumentFault(self.file, self.where, mend)

    def text(self, key: str) -> str:
        """A text that is not empty, without the white space around it."""
        value = self._take(key)
        if not isinstance(value, str) or not value.strip():
            raise self.fault(f'Give "{key}" a text that is not empty.')
        return value.strip()

    def slug(self, key: str) -> str:
        """A stable key: small letters, digits and single hyphens, beginning with a letter."""
        value = self.text(key)
        if not SLUG.fullmatch(value):
            raise self.fault(f'Write "{key}" in small letters, digits and hyphens, like time-1.')
        return value

    def flag(self, key: str) -> bool:
        value = self._take(key)
        if not isinstance(value, bool):
            raise self.fault(f'Set "{key}" to true or false.')
        return value

    def whole(self, key: str, *, at_least: int) -> int:
        value = self._take(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < at_least:
            raise self.fault(f'Give "{key}" a whole number of at least {at_least}.')
        return value

    def number(self, key: str, *, above: float, up_to: float, inclusive: bool = True) -> float:
        """A finite number in (above, up_to], or in (above, up_to) when not inclusive."""
        value = self._take(key)
        is_number = isinstance(value, int | float) and not isinstance(value, bool)
        if is_number and (above < value < up_to or (inclusive and value == up_to)):
            return float(value)
        end = "up to" if inclusive else "below"
        raise self.fault(f'Give "{key}" a number above {above:g} and {end} {up_to:g}.')

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts with at least one in it."""
        value = self._take(key)
        fine = isinstance(value, list) and value and all(isinstance(one, str) for one in value)
        if not fine or len(set(value)) != len(value):
            raise self.fault(f'Make "{key}" a list of different texts, at least one.')
        return tuple(value)

    def sheet(self, key: str) -> "Sheet":
        value = self._take(key)
        if not isinstance(value, dict):
            raise self.fault(f'Make "{key}" a table of its own, [{key}].')
        return Sheet(self.file, f"{self._path()}{key}", value)

    def sheets(self, key: str, *, name: str) -> "list[Sheet]":
        """A list of tables, each named by its own `key` so that a fault can point at it."""
        value = self._take(key)
        fine = isinstance(value, list) and value and all(isinstance(one, dict) for one in value)
        if not fine:
            raise self.fault(f'Make "{key}" a list of tables, [[{key}]], at least one.')
        rows = [
            Sheet(self.file, f"{name} {row.get('key', f'number {number}')}", row)
            for number, row in enumerate(value, start=1)
        ]
        self._refuse_twins(rows)
        return rows

    def texts_for(self, keys: tuple[str, ...]) -> dict[str, str]:
        """One text for each of `keys`; a missing or a surplus one is a fault."""
        texts = {key: self.text(key) for key in keys}
        self.done()
        return texts

    def done(self) -> None:
        """Refuse every field nobody asked for: it is a slip of the pen or belongs elsewhere."""
        surplus = sorted(set(self._table) - self._read)
        if surplus:
            known = ", ".join(sorted(self._read))
            raise self.fault(f'Remove or rename "{surplus[0]}"; known here: {known}.')

    def _take(self, key: str) -> Any:
        self._read.add(key)
        if key not in self._table:
            raise self.fault(f'Add "{key}", which is missing.')
        return self._table[key]

    def _path(self) -> str:
        return "" if self.where == "top of the file" else f"{self.where}."

    def _refuse_twins(self, rows: "list[Sheet]") -> None:
        seen: set[Any] = set()
        for row in rows:
            key = row.slug("key")
            if key in seen:
                raise row.fault(f'Give it another "key"; "{key}" is taken.')
            seen.add(key)
