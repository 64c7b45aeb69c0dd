"""The week's question: reading the catalogue, and choosing one for a couple."""

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from checkins.domain import catalogue
from checkins.domain.catalogue import AREAS

DEPTHS = (1, 2, 3)

# What a prompt may touch on besides its area.
TAGS = (
    *("week", "past", "future", "change"),
    *("self", "together", "people", "home"),
    *("habit", "words", "help", "play", "rest", "touch"),
)

# The longest question and the longest note, in characters: three lines on a phone.
LONGEST_WORDS = 120
LONGEST_NOTE = 100

# The depth of the first, second, third … prompt a couple is given of one area. It begins light,
# climbs one step at a time, and comes up for air after every step.
PACE = (
    *(1, 1, 1, 1),
    *(2, 1, 2, 1, 2, 1),
    *(2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3, 2, 1, 2, 3),
    *(2, 1, 3, 3),
)

# The key of a check-in that is about a couple's own question: this, and the question's random id.
OWN = "own-"
OWN_KEY = re.compile(rf"{OWN}[0-9a-f]{{8}}(-[0-9a-f]{{4}}){{3}}-[0-9a-f]{{12}}")

# Asked only of couples in which both switched physical closeness on.
CLOSENESS = "closeness"


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question. `depth` runs from 1 (light) to 3 (close to the bone).

    `note` is for the one who reads the other's answer.
    """

    key: str
    area: str
    depth: int
    words: str
    note: str = ""
    tags: tuple[str, ...] = ()


def load(structure: Path, wording: Path) -> tuple[Prompt, ...]:
    """The prompts in the order of their file. Raises `catalogue.ContentFault`."""
    entries = catalogue.items(structure, "prompt")
    said = catalogue.words(wording, "prompt", [entry["key"] for entry in entries])
    return tuple(
        Prompt(
            key=entry["key"],
            area=catalogue.one_of(structure.name, entry, "area", AREAS),
            depth=catalogue.one_of(structure.name, entry, "depth", DEPTHS),
            words=_said(wording, said, entry["key"], "words", LONGEST_WORDS),
            note=_said(wording, said, entry["key"], "note", LONGEST_NOTE),
            tags=catalogue.some_of(structure.name, entry, "tags", TAGS),
        )
        for entry in entries
    )


def _said(wording: Path, said: Mapping[str, Any], key: str, field: str, at_most: int) -> str:
    fields = said[key] if isinstance(said[key], dict) else {}
    return catalogue.sentence(wording.name, key, field, fields.get(field), at_most=at_most)


def choose(
    prompts: Iterable[Prompt],
    *,
    seen: Mapping[str, date],
    focus: str | None = None,
    closeness: bool = False,
) -> Prompt:
    """The couple's prompt for the week.

    `seen` holds, for each key the couple has met, the last date it was theirs. A prompt they have
    not met comes first: from the area they chose as their `focus` as long as it has one, else from
    the area they were asked about least, beginning after the focus. How deep it goes follows how
    many of that area they have met (`PACE`); among equals the order of the catalogue decides. When
    all are used up it is the one met longest ago: over 150 weeks with one prompt a week and
    30 an area. Closeness is left out unless `closeness` says that both switched it on. Raises
    `ValueError` where none is left to choose from.

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
    asked = Counter(prompt.area for prompt in allowed if prompt.key in seen)
    fresh = [prompt for prompt in allowed if prompt.key not in seen]
    if not fresh:
        return min(allowed, key=lambda prompt: seen[prompt.key])
    area = _area({prompt.area for prompt in fresh}, asked, focus)
    wanted = pace(asked[area])
    of_area = [prompt for prompt in fresh if prompt.area == area]
    return min(of_area, key=lambda prompt: (abs(prompt.depth - wanted), prompt.depth))


def is_own(prompt_key: str) -> bool:
    """Whether this key names a couple's own question, and none of the catalogue.

    >>> is_own("own-0b6cf7ab-9d3c-4f25-8b27-6d2c8d0a3f11"), is_own("own-room")
    (True, False)
    """
    return OWN_KEY.fullmatch(prompt_key) is not None


def pace(met: int) -> int:
    """The depth, 1 to 3, that suits a couple that has met so many prompts of an area.

    >>> [pace(met) for met in (0, 4, 13, 300)]
    [1, 2, 3, 3]
    """
    return PACE[min(met, len(PACE) - 1)]


def _area(left: Collection[str], asked: Counter[str], focus: str | None) -> str:
    """The focus where it has prompts left, else the area asked about least, from there on."""
    if focus is not None and focus in left:
        return focus
    start = AREAS.index(focus) + 1 if focus in AREAS else 0
    in_turn = [area for area in (*AREAS[start:], *AREAS[:start]) if area in left]
    return min(in_turn, key=lambda area: asked[area])
