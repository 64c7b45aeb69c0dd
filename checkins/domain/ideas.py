"""Ideas for time together: reading the catalogue, and which to offer first."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from checkins.domain import catalogue
from checkins.domain.catalogue import AREAS, ContentFault

COSTS = ("free", "little", "some")
PLACES = ("home", "out")
KINDS = ("familiar", "new")
SEASONS = ("any", "spring", "summer", "autumn", "winter")

# The lengths a plan may have, in minutes: a quarter of an hour to half a day.
SHORTEST = 15
LONGEST = 12 * 60

# The longest title and the longest `how`, in characters: one line and four lines on a phone.
LONGEST_TITLE = 40
LONGEST_HOW = 160

# How long an idea rests once the couple has had it planned.
REST = timedelta(weeks=26)


@dataclass(frozen=True, slots=True)
class Idea:
    """One thing to do together. `minutes` runs from 15 to 720; `title` fits on one line."""

    key: str
    area: str
    minutes: int
    cost: str
    place: str
    kind: str
    season: str
    title: str
    how: str

    @property
    def is_new(self) -> bool:
        """Whether it is likely new to them: that is where the evidence is."""
        return self.kind == "new"


def load(structure: Path, wording: Path) -> tuple[Idea, ...]:
    """The ideas in the order of their file. Raises `catalogue.ContentFault`."""
    entries = catalogue.items(structure, "idea")
    said = catalogue.words(wording, "idea", [entry["key"] for entry in entries])
    allowed = {"area": AREAS, "cost": COSTS, "place": PLACES, "kind": KINDS, "season": SEASONS}
    return tuple(
        Idea(
            key=entry["key"],
            minutes=_minutes(structure.name, entry["key"], entry.get("minutes")),
            title=_said(wording, said, entry["key"], "title", LONGEST_TITLE),
            how=_said(wording, said, entry["key"], "how", LONGEST_HOW),
            **{
                field: catalogue.one_of(structure.name, entry, field, choices)
                for field, choices in allowed.items()
            },
        )
        for entry in entries
    )


def _minutes(file: str, key: str, minutes: object) -> int:
    if not isinstance(minutes, int) or not SHORTEST <= minutes <= LONGEST:
        raise ContentFault(file, key, f"set minutes between {SHORTEST} and {LONGEST}")
    return minutes


def _said(wording: Path, said: Mapping[str, Any], key: str, field: str, at_most: int) -> str:
    fields = said[key] if isinstance(said[key], dict) else {}
    return catalogue.sentence(wording.name, key, field, fields.get(field), at_most=at_most)


def season(on: date) -> str:
    """The season of a date by whole months, as it is called north of the equator.

    >>> season(date(2026, 12, 6)), season(date(2026, 3, 1))
    ('winter', 'spring')
    """
    return ("winter", "spring", "summer", "autumn")[on.month % 12 // 3]


def suggest(
    ideas: Iterable[Idea],
    *,
    on: date,
    focus: str | None = None,
    closeness: bool = False,
    done: Mapping[str, date] = MappingProxyType({}),
) -> list[Idea]:
    """The ideas in the order they are offered for a date.

    Those of the area the couple chose as its `focus` come first, then new ones, and among equals
    those that suit the season; one that belongs to another season is only moved back, since half
    of the world has them the other way round. `done` holds, for each key the couple has had
    planned, the last date of it: for 26 weeks from then on the idea rests at the very end, the one
    had longest ago first. Ideas about physical closeness are left out unless `closeness` says that
    both switched it on.

    >>> swim = Idea("swim", "time", 90, "free", "out", "new", "summer", "A lake", "Swim.")
    >>> tea = Idea("tea", "time", 30, "free", "home", "familiar", "any", "Tea", "Sit.")
    >>> clay = Idea("clay", "time", 120, "some", "out", "new", "any", "Clay", "Make a bowl.")
    >>> [idea.key for idea in suggest([tea, swim, clay], on=date(2026, 12, 6))]
    ['clay', 'swim', 'tea']
    >>> talk = Idea("talk", "trust", 30, "free", "home", "familiar", "any", "A talk", "Talk.")
    >>> [idea.key for idea in suggest([clay, talk], on=date(2026, 12, 6), focus="trust")]
    ['talk', 'clay']
    >>> had = {"clay": date(2026, 11, 29), "swim": date(2026, 8, 2), "tea": date(2026, 1, 4)}
    >>> [idea.key for idea in suggest([clay, swim, tea], on=date(2026, 12, 6), done=had)]
    ['tea', 'swim', 'clay']
    """
    now = ("any", season(on))
    allowed = [idea for idea in ideas if closeness or idea.area != "closeness"]
    return sorted(
        allowed,
        key=lambda idea: (
            _resting_since(done.get(idea.key), on),
            idea.area != focus,
            not idea.is_new,
            idea.season not in now,
        ),
    )


def _resting_since(last: date | None, on: date) -> date:
    """The last date an idea was planned for while it rests, else a date before all others.

    >>> _resting_since(date(2026, 6, 8), on=date(2026, 12, 6)).isoformat()
    '2026-06-08'
    >>> _resting_since(date(2026, 6, 7), on=date(2026, 12, 6)).isoformat()
    '0001-01-01'
    """
    return last if last is not None and on - last < REST else date.min
