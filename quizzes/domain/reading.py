"""Reads content files field by field and says what is wrong in them and how to mend it."""

import math
import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from pathlib import Path
from typing import Any, TypeVar

from quizzes.domain.locating import Place, line_of, places

T = TypeVar("T")

STORED = "stored definition"
SLUG = re.compile(r"[a-z][a-z0-9]*(-[a-z0-9]+)*")
TOP = "top of the file"
# No scale counts as far as this; beyond it sums would lose digits.
LARGEST = 1_000_000_000


class InstrumentFault(Exception):
    """A content file cannot be used: which file, which item in it, and how to mend it.

    `line` counts from 1; None where the fault is in no line, such as a field that is missing at
    the top of a file.

    >>> print(InstrumentFault("evenings.toml", "item time-1", "Give it an area."))
    evenings.toml, item time-1: Give it an area.
    """

    def __init__(self, file: str, item: str, mend: str, line: int | None = None) -> None:
        super().__init__(file, item, mend, line)
        self.file, self.item, self.mend, self.line = file, item, mend, line

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
        return source.name, source.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise InstrumentFault(source.name, "encoding", "Save the file as UTF-8.") from None
    except OSError as fault:
        mend = f"Put the file there and make it readable ({fault.strerror})."
        raise InstrumentFault(source.name, str(source), mend) from None


class Book:
    """One file while it is read; with a list of `faults` they are collected instead of raised."""

    def __init__(self, text: str = "", faults: list[InstrumentFault] | None = None) -> None:
        self.text, self.faults = text, faults
        self._places: dict[Place, int] | None = None

    def line_of(self, place: Place) -> int | None:
        if self._places is None:
            self._places = places(self.text)
        return line_of(self._places, place)

    def note(self, fault: InstrumentFault) -> None:
        """Keep a fault, once, or raise it where nobody collects."""
        if self.faults is None:
            raise fault
        if all(fault.args != known.args for known in self.faults):
            self.faults.append(fault)


class Sheet:
    """One table of a content file; `where` names it in faults, `done` refuses what nobody read.

    A field that is missing or wrong is a fault, unless it is missing and there is an `otherwise`.
    While faults are collected, a stand-in of the right kind is returned in its place; what was
    built from it is thrown away in the end.

    >>> sheet = Sheet("a.toml", "item a-1", {"area": "a"})
    >>> sheet.text("area")
    'a'
    >>> sheet.flag("reverse")
    Traceback (most recent call last):
    ...
    quizzes.domain.reading.InstrumentFault: a.toml, item a-1: Add "reverse", which is missing.
    """

    def __init__(
        self,
        file: str,
        where: str,
        table: Mapping[str, Any],
        book: Book | None = None,
        place: Place = (),
    ) -> None:
        self.file, self.where = file, where
        self._table, self._book, self._place = table, book or Book(), place
        self._known: set[str] = set()
        self.is_sound = True

    @classmethod
    def of(cls, source: Path | str, faults: list[InstrumentFault] | None = None) -> "Sheet":
        """Parse a whole file or text; a TOML error becomes an InstrumentFault with its line."""
        file, text = text_of(source)
        try:
            return cls(file, TOP, tomllib.loads(text), Book(text, faults))
        except (ValueError, RecursionError) as fault:
            line = re.search(r"at line (\d+)", str(fault))
            number = int(line[1]) if line else len(text.splitlines())
            mend = f"Mend the syntax: {fault}."
            raise InstrumentFault(file, "TOML", mend, number) from None

    def fault(self, mend: str, field: str = "") -> InstrumentFault:
        place = (*self._place, field) if field else self._place
        return InstrumentFault(self.file, self.where, mend, self._book.line_of(place))

    def amiss(self, mend: str, field: str = "") -> None:
        """Note a fault of this table, in one of its fields; raises it where nobody collects."""
        self.is_sound = False
        self._book.note(self.fault(mend, field))

    def has(self, key: str) -> bool:
        """Whether the field is there; asking makes it known."""
        self._known.add(key)
        return key in self._table

    def holds(self, key: str, kind: type) -> bool:
        return self.has(key) and isinstance(self._table[key], kind)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all fields, in the order of the file."""
        return tuple(self._table)

    def text(self, key: str, *, otherwise: str | None = None) -> str:
        """A text that is not empty, without the white space around it."""
        mend = f'Give "{key}" a text that is not empty.'
        return self._take(key, _is_text, mend, "-", otherwise).strip()

    def slug(self, key: str, *, at_most: int = 64) -> str:
        """A stable key: small letters, digits and single hyphens, beginning with a letter."""
        value = self.text(key)
        if self.has(key) and _is_text(self._table[key]) and not SLUG.fullmatch(value):
            mend = f'Write "{key}" in small letters, digits and hyphens, like time-1.'
            self.amiss(mend, key)
        if len(value) > at_most:
            self.amiss(f'Give "{key}" at most {at_most} characters.', key)
        return value

    def choice(self, key: str, among: Collection[str], *, otherwise: str | None = None) -> str:
        """One of the texts in `among`."""
        mend = f'Set "{key}" to one of these: {", ".join(among)}.'
        return self._take(key, lambda value: value in among, mend, next(iter(among)), otherwise)

    def flag(self, key: str, *, otherwise: bool | None = None) -> bool:
        mend = f'Set "{key}" to true or false.'
        return self._take(key, lambda value: isinstance(value, bool), mend, False, otherwise)

    def whole(self, key: str, *, at_least: int, otherwise: int | None = None) -> int:
        mend = f'Give "{key}" a whole number of at least {at_least}.'

        def fine(value: Any) -> bool:
            return isinstance(value, int) and _is_number(value) and value >= at_least

        return self._take(key, fine, mend, at_least, otherwise)

    def number(
        self,
        key: str,
        *,
        above: float = -math.inf,
        up_to: float = math.inf,
        inclusive: bool = True,
        otherwise: float | None = None,
    ) -> float:
        """A finite number in (above, up_to], or in (above, up_to) when not inclusive.

        A whole number stays one, so that people read 3 and not 3.0.
        """
        mend = f'Give "{key}" a number{_between(above, up_to, inclusive)}.'

        def fine(value: Any) -> bool:
            inside = _is_number(value) and above < value <= up_to
            return inside and (inclusive or value < up_to)

        return self._take(key, fine, mend, 1.0, otherwise)

    def numbers(self, key: str) -> dict[str, float]:
        """A table of finite numbers by name, in the order of the file."""
        mend = f'Make "{key}" a table of numbers by name, like {{ never = 0, often = 1 }}.'
        found: dict[str, float] = self._take(key, _is_numbers, mend, {}, None)
        return dict(found)

    def pairs(self, key: str) -> tuple[tuple[float, float], ...]:
        """A list of pairs of finite numbers."""
        mend = f'Make "{key}" a list of pairs of numbers, like [[0, 10], [1, 25]].'
        found: list[list[float]] = self._take(key, _is_pairs, mend, [], None)
        return tuple((one, other) for one, other in found)

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different texts with at least one in it."""
        mend = f'Make "{key}" a list of different texts, at least one.'
        found: list[str] = self._take(key, _is_texts, mend, ["-"], None)
        return tuple(found)

    def sheet(self, key: str, *, may_lack: bool = False) -> "Sheet":
        """A table inside this one; one that may lack is empty where it does."""
        mend = f'Make "{key}" a table of its own, [{key}].'
        otherwise: dict[str, Any] | None = {} if may_lack else None
        value = self._take(key, lambda value: isinstance(value, dict), mend, {}, otherwise)
        where = key if self.where == TOP else f"{self.where}.{key}"
        # Whoever goes on reading a table that is not there is told so once, not field by field.
        is_there = may_lack or self.holds(key, dict)
        book = self._book if is_there else Book(faults=[])
        return Sheet(self.file, where, value, book, (*self._place, key))

    def sheets(self, key: str, *, name: str, may_lack: bool = False) -> "list[Sheet]":
        """A list of tables, each named by its own `key` so that a fault can point at it."""
        rows = self._rows(key, may_lack)
        sheets = [
            Sheet(self.file, f"{name} {row.get('key', f'number {n}')}", row, self._book, place)
            for n, (place, row) in enumerate(rows, start=1)
        ]
        _refuse_twins(sheets)
        return sheets

    def parts(self, key: str, *, name: str, may_lack: bool = False) -> "list[Sheet]":
        """A list of tables that have no key of their own."""
        return [
            Sheet(self.file, f"{self.where}, {name} {n}", row, self._book, place)
            for n, (place, row) in enumerate(self._rows(key, may_lack), start=1)
        ]

    def texts_for(self, keys: Collection[str]) -> dict[str, str]:
        """One text for each of `keys`; a missing or a surplus one is a fault."""
        # What is no key has been said where it is written; it needs no words on top of that.
        texts = {key: self.text(key) if SLUG.fullmatch(key) else "-" for key in keys}
        self._known.update(keys)
        self.done()
        return texts

    def done(self) -> None:
        """Refuse every field nobody asked for: it is a slip of the pen or belongs elsewhere."""
        known = ", ".join(sorted(self._known)) or "nothing"
        for surplus in sorted(set(self._table) - self._known):
            self.amiss(f'Remove or rename "{surplus}"; known here: {known}.', surplus)

    def _rows(self, key: str, may_lack: bool) -> list[tuple[Place, dict[str, Any]]]:
        mend = f'Make "{key}" a list of tables, [[{key}]], at least one.'
        rows: list[dict[str, Any]] = self._take(key, _is_rows, mend, [], [] if may_lack else None)
        return [((*self._place, key, number), row) for number, row in enumerate(rows)]

    def _take(
        self, key: str, fine: Callable[[Any], bool], mend: str, instead: T, otherwise: T | None
    ) -> T:
        if not self.has(key):
            if otherwise is not None:
                return otherwise
            self.amiss(f'Add "{key}", which is missing.')
            return instead
        value: T = self._table[key]
        if fine(value):
            return value
        self.amiss(mend, key)
        return instead


def _refuse_twins(rows: list[Sheet]) -> None:
    seen: set[str] = set()
    for row in rows:
        key = row.slug("key")
        if key in seen and row.is_sound:
            row.amiss(f'Give it another "key"; "{key}" is taken.', "key")
        seen.add(key)


def _between(above: float, up_to: float, inclusive: bool) -> str:
    """The end of a sentence: which numbers are meant."""
    lower = f" above {above:g}" if math.isfinite(above) else ""
    upper = f" {'up to' if inclusive else 'below'} {up_to:g}" if math.isfinite(up_to) else ""
    return f"{lower}{' and' if lower and upper else ''}{upper}"


def _is_text(value: Any) -> bool:
    return isinstance(value, str) and bool(value.strip())


def _is_number(value: Any) -> bool:
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    return is_number and -LARGEST <= value <= LARGEST


def _is_numbers(value: Any) -> bool:
    return isinstance(value, dict) and all(_is_number(one) for one in value.values())


def _is_pairs(value: Any) -> bool:
    return isinstance(value, list) and all(
        isinstance(pair, list) and len(pair) == 2 and all(_is_number(one) for one in pair)
        for pair in value
    )


def _is_texts(value: Any) -> bool:
    fine = isinstance(value, list) and bool(value) and all(_is_text(one) for one in value)
    return fine and len(set(value)) == len(value)


def _is_rows(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) for row in value)
