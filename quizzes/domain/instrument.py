"""A quiz as data: what is asked, how answers are keyed, and the constants its ranges rest on."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quizzes.domain import definition, settling
from quizzes.domain.reading import InstrumentFault as InstrumentFault
from quizzes.domain.reading import Sheet, text_of
from quizzes.domain.scales import Area as Area
from quizzes.domain.scales import Band, CutOff
from quizzes.domain.scales import Constants as Constants
from quizzes.domain.scales import Item as Item
from quizzes.domain.scales import Option as Option
from quizzes.domain.scales import Wording as Wording

VALIDATED = "validated"
# As long as the columns in which definitions are kept.
LONGEST_ID, LONGEST_VERSION = 64, 32
# What an area says about itself that no score, range or verdict depends on.
NOT_DECIDING = {"name", "label", "citation", "note", "source"}


@dataclass(frozen=True)
class Instrument:
    """One version of a quiz in one language, checked when it was loaded.

    `areas` are the subscales, `totals` what is built from them. `items` stand in the order in
    which they are shown. `retest_weeks` is the suggested time between two attempts, in weeks.
    `attribution` is what the licence wants to be said wherever the instrument is shown, or empty.
    `structure` and `words` are the exact texts it was read from.
    """

    id: str
    version: str
    licence: str
    attribution: str
    source: str
    status: str
    languages: tuple[str, ...]
    retest_weeks: int
    areas: tuple[Area, ...]
    totals: tuple[Area, ...]
    items: tuple[Item, ...]
    wording: Wording
    structure: str
    words: str

    @cached_property
    def scoring_hash(self) -> str:
        """SHA-256 over everything that decides a score, and nothing that does not.

        Wording, the order of items and answers and the version's name are left out: two results
        with the same hash mean the same thing.
        """
        decides = {
            "id": self.id,
            "areas": sorted((_deciding(asdict(area)) for area in self.scales), key=str),
            "items": sorted((_item_decides(item) for item in self.items), key=str),
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
    def scales(self) -> tuple[Area, ...]:
        """Areas, then totals."""
        return self.areas + self.totals

    @property
    def lowest(self) -> float:
        """The least that any answer counts, before weights."""
        return min(item.lowest for item in self.items)

    @property
    def highest(self) -> float:
        return max(item.highest for item in self.items)

    @property
    def constants(self) -> Constants:
        """Those of the first area; for an instrument whose areas share one pair."""
        return self.areas[0].constants

    @property
    def always_asked(self) -> tuple[str, ...]:
        return tuple(area.key for area in self.areas if not area.optional)

    @property
    def optional(self) -> tuple[Area, ...]:
        return tuple(area for area in self.areas if area.optional)

    def area(self, key: str) -> Area:
        """An area or a total."""
        return next(area for area in self.scales if area.key == key)

    def constants_for(self, area: str) -> Constants:
        """SD and mean in POMP points, reliabilities, and where they come from."""
        return self.area(area).constants

    def higher_is_better(self, area: str) -> bool:
        """Whether a high score is good news; scores themselves are never turned round."""
        return self.area(area).higher_is_better

    def bands_for(self, area: str) -> tuple[Band, ...]:
        """Named stretches of the raw score, the lowest first; empty where nobody published any."""
        return self.area(area).bands

    def cut_offs_for(self, area: str) -> tuple[CutOff, ...]:
        return self.area(area).cut_offs

    def options_in(self, area: str) -> tuple[Option, ...]:
        """The answers that all items of an area share; empty where they differ."""
        sets = {item.options for item in self.items_in((area,))}
        return sets.pop() if len(sets) == 1 else ()

    def items_in(self, areas: Collection[str]) -> tuple[Item, ...]:
        """The items that serve any of these areas, in the order in which they are shown."""
        return tuple(item for item in self.items if any(use.area in areas for use in item.uses))


def load(structure: Path | str, wording: Path | str) -> Instrument:
    """Read and check an instrument; a `Path` is a file, a `str` is the TOML text itself.

    Raises InstrumentFault(file, item, mend) for the first thing that cannot be used; `inspect`
    gives all of them. The format is our own; docs/measurement.md describes it.

    >>> load("", "")
    Traceback (most recent call last):
    ...
    quizzes.domain.reading.InstrumentFault: stored definition, top of the file: \
Add "id", which is missing.
    """
    instrument, faults = inspect(structure, wording)
    if instrument is None:
        raise faults[0]
    return instrument


def inspect(
    structure: Path | str, wording: Path | str
) -> tuple[Instrument | None, list[InstrumentFault]]:
    """The instrument, or None and everything that is wrong with it as far as it can be told.

    What needs bounds (bands, cut-offs, thresholds, spreads) is looked at when the rest is sound.

    >>> len(inspect("", "")[1]) > 5
    True
    """
    faults: list[InstrumentFault] = []
    sheets = []
    for source in (structure, wording):
        try:
            sheets.append(Sheet.of(source, faults))
        except InstrumentFault as fault:
            faults.append(fault)
    if len(sheets) < 2:
        return None, faults
    instrument = _instrument(sheets[0], sheets[1], (structure, wording), faults)
    return (None if faults else instrument), faults


def _instrument(
    sheet: Sheet,
    words: Sheet,
    sources: tuple[Path | str, Path | str],
    faults: list[InstrumentFault],
) -> Instrument | None:
    """Read everything; None when the parts cannot be put together."""
    top = _top(sheet)
    base = definition.common(sheet, words)
    items = definition.items(sheet, words)
    drafts = definition.drafts(sheet, words, base)
    wording = definition.wording(words)
    _check_belonging(top, wording, sheet, words)
    settling.check_references(sheet, items, drafts)
    sheet.done()
    words.done()
    if faults:
        return None
    items = settling.pooled(items, drafts)
    scales = settling.settled(items, drafts)
    return Instrument(
        **top,
        areas=tuple(area for area in scales if not area.is_total),
        totals=tuple(area for area in scales if area.is_total),
        items=items,
        wording=wording,
        structure=text_of(sources[0])[1],
        words=text_of(sources[1])[1],
    )


def _top(sheet: Sheet) -> dict[str, Any]:
    """The fields at the top of the structure."""
    top = {
        "id": sheet.slug("id", at_most=LONGEST_ID),
        "version": sheet.text("version"),
        "licence": sheet.text("licence"),
        "attribution": sheet.text("attribution", otherwise=""),
        "source": sheet.text("source", otherwise=""),
        "status": sheet.text("status"),
        "languages": sheet.texts("languages"),
        "retest_weeks": sheet.whole("retest_weeks", at_least=1),
    }
    if len(sheet.text("version")) > LONGEST_VERSION:
        sheet.amiss(f'Give "version" at most {LONGEST_VERSION} characters.', "version")
    return top


def _check_belonging(top: dict[str, Any], wording: Wording, sheet: Sheet, words: Sheet) -> None:
    """The words belong to this structure, in a language it lists."""
    if words.slug("instrument") != top["id"] and sheet.is_sound:
        words.amiss(f'Set "instrument" to "{top["id"]}", or use its own words.', "instrument")
    if wording.language not in top["languages"] and sheet.is_sound:
        listed = ", ".join(top["languages"])
        words.amiss(f'Set "language" to one that {sheet.file} lists: {listed}.', "language")


def _item_decides(item: Item) -> list[Any]:
    options = sorted((option.key, float(option.value)) for option in item.options)
    uses = sorted((_deciding(asdict(use)) for use in item.uses), key=str)
    return [item.key, item.optional, options, uses]


def _deciding(part: Any) -> Any:
    """A part without what only words it, and with 4 and 4.0 as the same number."""
    if isinstance(part, dict):
        return {key: _deciding(one) for key, one in part.items() if key not in NOT_DECIDING}
    if isinstance(part, list | tuple):
        return [_deciding(one) for one in part]
    if isinstance(part, int | float) and not isinstance(part, bool):
        return float(part)
    return part


def _digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
