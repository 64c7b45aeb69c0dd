"""A quiz as data: what is asked, how answers are keyed, and the constants its ranges rest on."""

import hashlib
import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from quizzes.domain.reading import InstrumentFault as InstrumentFault
from quizzes.domain.reading import Sheet, text_of

PROVISIONAL = "provisional"
VALIDATED = "validated"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its stable key, its value in scale points, its label."""

    key: str
    value: int
    label: str


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the instrument; an optional one is asked only of those who switched it on."""

    key: str
    optional: bool
    name: str


@dataclass(frozen=True, slots=True)
class Item:
    """One statement; `reverse` means that agreeing counts against the area."""

    key: str
    area: str
    reverse: bool
    text: str


@dataclass(frozen=True, slots=True)
class Constants:
    """What the error of a score is computed from.

    `sd` is the standard deviation of an area score between people, in POMP points (0-100).
    `reliability` is that of an area score, strictly between 0 and 1.
    `citation` says where both come from, or is the word "provisional"; `note` says why.
    """

    sd: float
    reliability: float
    citation: str
    note: str

    @property
    def is_provisional(self) -> bool:
        return self.citation == PROVISIONAL

    @property
    def sem(self) -> float:
        """Standard error of measurement in POMP points: SD·sqrt(1 − r), classical test theory.

        >>> round(Constants(sd=20, reliability=0.75, citation="provisional", note="-").sem, 1)
        10.0
        """
        return self.sd * math.sqrt(1 - self.reliability)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around the items in one language; `timeframe` is shown above each statement."""

    language: str
    title: str
    timeframe: str


@dataclass(frozen=True)
class Instrument:
    """One version of a quiz in one language, checked when it was loaded.

    `prorate_from` is the share of an area's items, above 0 and up to 1, that must be answered.
    `retest_weeks` is the suggested time between two attempts, in weeks.
    `items` stand in the order in which they are shown.
    `structure` and `words` are the exact texts it was read from.
    """

    id: str
    version: str
    licence: str
    status: str
    languages: tuple[str, ...]
    prorate_from: float
    retest_weeks: int
    options: tuple[Option, ...]
    areas: tuple[Area, ...]
    items: tuple[Item, ...]
    constants: Constants
    wording: Wording
    structure: str
    words: str

    @cached_property
    def scoring_hash(self) -> str:
        """SHA-256 over everything that decides a score, and nothing that does not.

        Wording, order of items and the version's name are left out: two results with the same
        hash mean the same thing.
        """
        decides = {
            "id": self.id,
            "options": [(option.key, option.value) for option in self.options],
            "items": sorted((item.key, item.area, item.reverse) for item in self.items),
            "prorate_from": self.prorate_from,
            "constants": [self.constants.sd, self.constants.reliability],
        }
        return _digest(json.dumps(decides, sort_keys=True))

    @cached_property
    def wording_hash(self) -> str:
        """SHA-256 over the words of this language."""
        return _digest(self.words)

    @cached_property
    def definition_hash(self) -> str:
        """SHA-256 over the exact structure and words, for keeping each definition once."""
        return _digest(f"{self.structure}\0{self.words}")

    @property
    def is_validated(self) -> bool:
        return self.status == VALIDATED

    @property
    def lowest(self) -> int:
        return min(option.value for option in self.options)

    @property
    def highest(self) -> int:
        return max(option.value for option in self.options)

    @property
    def always_asked(self) -> tuple[str, ...]:
        return tuple(area.key for area in self.areas if not area.optional)

    @property
    def optional(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.optional)

    def area(self, key: str) -> Area:
        return next(area for area in self.areas if area.key == key)

    def option(self, value: int) -> Option:
        return next(option for option in self.options if option.value == value)

    def items_in(self, areas: Collection[str]) -> tuple[Item, ...]:
        """The items of these areas, in the order in which they are shown."""
        return tuple(item for item in self.items if item.area in areas)


def load(structure: Path | str, wording: Path | str) -> Instrument:
    """Read and check an instrument; a `Path` is a file, a `str` is the TOML text itself.

    Raises InstrumentFault(file, item, mend) at the first thing that cannot be used.
    The format is our own; docs/measurement.md describes it.

    >>> load("", "")
    Traceback (most recent call last):
    ...
    quizzes.domain.reading.InstrumentFault: stored definition, top of the file: \
Add "id", which is missing.
    """
    sheet, words = Sheet.of(structure), Sheet.of(wording)
    instrument = Instrument(
        id=sheet.slug("id"),
        version=sheet.text("version"),
        licence=sheet.text("licence"),
        status=sheet.text("status"),
        languages=sheet.texts("languages"),
        prorate_from=sheet.number("prorate_from", above=0, up_to=1),
        retest_weeks=sheet.whole("retest_weeks", at_least=1),
        constants=_constants(sheet.sheet("constants"), words.sheet("constants")),
        options=_options(sheet, words),
        areas=_areas(sheet, words),
        items=_items(sheet, words),
        wording=_wording(words),
        structure=text_of(structure)[1],
        words=text_of(wording)[1],
    )
    _check_belonging(instrument, sheet, words)
    sheet.done()
    words.done()
    return instrument


def _constants(sheet: Sheet, words: Sheet) -> Constants:
    constants = Constants(
        # Half the range is the largest standard deviation that scores from 0 to 100 can have.
        sd=sheet.number("sd", above=0, up_to=50),
        reliability=sheet.number("reliability", above=0, up_to=1, inclusive=False),
        citation=sheet.text("citation"),
        note=words.text("note"),
    )
    sheet.done()
    words.done()
    return constants


def _options(sheet: Sheet, words: Sheet) -> tuple[Option, ...]:
    rows = sheet.sheets("options", name="option")
    labels = words.sheet("options").texts_for(tuple(row.slug("key") for row in rows))
    options: list[Option] = []
    for row in rows:
        key, value = row.slug("key"), row.whole("value", at_least=0)
        if options and value <= options[-1].value:
            raise row.fault('Make each "value" larger than the one before it.')
        options.append(Option(key, value, labels[key]))
        row.done()
    if len(options) < 2:
        raise sheet.fault('Give "options" at least two answers.')
    return tuple(options)


def _areas(sheet: Sheet, words: Sheet) -> tuple[Area, ...]:
    rows = sheet.sheets("areas", name="area")
    names = words.sheet("areas").texts_for(tuple(row.slug("key") for row in rows))
    areas = tuple(
        Area(row.slug("key"), row.flag("optional"), names[row.slug("key")]) for row in rows
    )
    for row in rows:
        row.done()
    if all(area.optional for area in areas):
        raise sheet.fault("Leave at least one area that is not optional.")
    return areas


def _items(sheet: Sheet, words: Sheet) -> tuple[Item, ...]:
    rows = sheet.sheets("items", name="item")
    texts = words.sheet("items").texts_for(tuple(row.slug("key") for row in rows))
    items = []
    for row in rows:
        key = row.slug("key")
        items.append(Item(key, row.slug("area"), row.flag("reverse"), texts[key]))
        row.done()
    _check_areas(rows, items, sheet)
    return tuple(items)


def _check_areas(rows: list[Sheet], items: list[Item], sheet: Sheet) -> None:
    """Every item has a known area, and every area has an item."""
    known = [row.slug("key") for row in sheet.sheets("areas", name="area")]
    for row, item in zip(rows, items, strict=True):
        if item.area not in known:
            raise row.fault(f'Give it an "area" that is listed: {", ".join(known)}.')
    for key in known:
        if all(item.area != key for item in items):
            raise sheet.fault(f'Add an item for area "{key}", which has none.')


def _wording(words: Sheet) -> Wording:
    return Wording(words.text("language"), words.text("title"), words.text("timeframe"))


def _check_belonging(instrument: Instrument, sheet: Sheet, words: Sheet) -> None:
    """The words belong to this structure, in a language it lists."""
    if words.slug("instrument") != instrument.id:
        raise words.fault(f'Set "instrument" to "{instrument.id}", or use its own words.')
    if instrument.wording.language not in instrument.languages:
        listed = ", ".join(instrument.languages)
        raise words.fault(f'Set "language" to one that {sheet.file} lists: {listed}.')


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
