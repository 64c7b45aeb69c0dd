"""Quiet help to begin with: starters of an appreciation, and questions after a good thing."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from checkins.domain import catalogue
from checkins.domain.preparation import APPRECIATION, GOOD_THING

# How many of each kind one week shows.
SHOWN = {APPRECIATION: 3, GOOD_THING: 1}

# The longest starter, in characters: two lines on a phone.
LONGEST = 90

DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Starter:
    """A beginning or a question. `kind` is the entry of the preparation that it helps with."""

    key: str
    kind: str
    words: str


def load(structure: Path, wording: Path) -> tuple[Starter, ...]:
    """The starters in the order of their file. Raises `catalogue.ContentFault`."""
    entries = catalogue.items(structure, "starter")
    said = catalogue.words(wording, "starter", [entry["key"] for entry in entries])
    return tuple(
        Starter(
            key=entry["key"],
            kind=catalogue.one_of(structure.name, entry, "kind", SHOWN),
            words=catalogue.sentence(
                wording.name, entry["key"], "words", said[entry["key"]], at_most=LONGEST
            ),
        )
        for entry in entries
    )


def for_week(starters: Iterable[Starter], *, kind: str, on: date) -> list[Starter]:
    """Those of this kind that the week of a date shows, Monday to Sunday; none for other kinds.

    The date alone decides, so both partners see the same all week and nothing is stored. Each
    week goes on where the one before it stopped.

    >>> one, two = (Starter(key, GOOD_THING, "?") for key in ("one", "two"))
    >>> [for_week([one, two], kind=GOOD_THING, on=date(2026, 12, day))[0].key for day in (6, 7)]
    ['two', 'one']
    """
    of_kind = [starter for starter in starters if starter.kind == kind]
    shown = min(SHOWN.get(kind, 0), len(of_kind))
    # Day 1 was a Monday.
    week = (on.toordinal() - 1) // DAYS_A_WEEK
    return [of_kind[(week * shown + place) % len(of_kind)] for place in range(shown)]
