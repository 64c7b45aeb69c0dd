"""The week's question: reading the catalogue, and choosing one for a couple."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checkins.domain import catalogue
from checkins.domain.catalogue import AREAS

DEPTHS = (1, 2, 3)

# Asked only of couples in which both switched physical closeness on.
CLOSENESS = "closeness"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question. `depth` runs from 1 (light) to 3 (close to the bone)."""

    key: str
    area: str
    depth: int
    words: str


def load(structure: Path, wording: Path) -> tuple[Prompt, ...]:
    """The prompts in the order of their file. Raises `catalogue.ContentFault`."""
    entries = catalogue.items(structure, "prompt")
    said = catalogue.words(wording, "prompt", [entry["key"] for entry in entries])
    return tuple(
        Prompt(
            key=entry["key"],
            area=catalogue.one_of(structure.name, entry, "area", AREAS),
            depth=catalogue.one_of(structure.name, entry, "depth", DEPTHS),
            words=said[entry["key"]].strip(),
        )
        for entry in entries
    )


def choose(
    prompts: Iterable[Prompt],
    *,
    seen: Mapping[str, date],
    focus: str | None = None,
    closeness: bool = False,
) -> Prompt:
    """The couple's prompt for the week.

    `seen` holds, for each key the couple has met, the last date it was theirs. A prompt they have
    not met comes first: one from the area they chose as their `focus` as long as it has one, then
    the lightest, from the area they were asked about least, in the order of the catalogue. When
    all are used up it is the one met longest ago. Closeness is left
    out unless `closeness` says that both switched it on. Raises `ValueError` where none is left
    to choose from.

    >>> walk = Prompt("walk", "time", 1, "Where shall we walk?")
    >>> fear = Prompt("fear", "trust", 3, "What is hard to say?")
    >>> choose([fear, walk], seen={}).key
    'walk'
    >>> choose([fear, walk], seen={"walk": date(2026, 11, 1), "fear": date(2026, 11, 8)}).key
    'walk'
    >>> choose([walk, fear], seen={}, focus="trust").key
    'fear'
    """
    allowed = [prompt for prompt in prompts if closeness or prompt.area != CLOSENESS]
    asked = [prompt.area for prompt in allowed if prompt.key in seen]
    fresh = [prompt for prompt in allowed if prompt.key not in seen]
    if fresh:
        return min(fresh, key=lambda one: (one.area != focus, one.depth, asked.count(one.area)))
    return min(allowed, key=lambda prompt: seen[prompt.key])
