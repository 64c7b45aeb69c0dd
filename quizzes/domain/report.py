"""How well the quiz works in a group of people: what the host's report says, or that it may not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.domain.instrument import Instrument
from quizzes.domain.intraclass import DyadIcc, dyad_icc
from quizzes.domain.reliability import Consistency, consistency
from quizzes.domain.scoring import NotEnough, counted, score
from quizzes.domain.undefined import NotEnoughData

# No number is worked out over fewer people: one more or less must not show who.
FEWEST_PEOPLE = 100
PEOPLE_IN_A_COUPLE = 2


class TooFewPeople(Exception):
    """Fewer complete attempts of different people than a report may be made of."""


@dataclass(frozen=True, slots=True)
class Taking:
    """One person's first finished attempt: areas asked, answers, and a number for their couple.

    `answers` are codes of options by item, None or absent where there is no answer. Two people
    have the same `couple` if they are one, None is for somebody who is in none.
    """

    areas: tuple[str, ...]
    answers: Mapping[str, int | None]
    couple: int | None = None


@dataclass(frozen=True, slots=True)
class AreaFigures:
    """What is said of one area; None stands for a figure over fewer people than are needed.

    `people` answered all of its items. `missing` is, item by item, the share of those asked who
    gave no answer, 0 to 1. `couples` were both asked and scored.
    """

    area: str
    items: tuple[str, ...]
    people: int | None
    missing: tuple[float, ...] | None
    fit: Consistency | NotEnoughData | None
    couples: int | None
    likeness: DyadIcc | NotEnoughData | None


@dataclass(frozen=True, slots=True)
class Figures:
    """The report: how many attempts, how many of them complete, and each area."""

    attempts: int
    complete: int
    areas: tuple[AreaFigures, ...]


def figures(instrument: Instrument, takings: Sequence[Taking]) -> Figures:
    """Everything the report says, from one attempt a person. Raises TooFewPeople below 100.

    An attempt is complete when every question it asked has an answer.

    >>> figures(None, [])
    Traceback (most recent call last):
    ...
    quizzes.domain.report.TooFewPeople
    """
    complete = sum(_is_complete(instrument, taking) for taking in takings)
    if complete < FEWEST_PEOPLE:
        raise TooFewPeople
    areas = tuple(_area(instrument, area.key, takings) for area in instrument.areas)
    return Figures(len(takings), complete, areas)


def _is_complete(instrument: Instrument, taking: Taking) -> bool:
    asked = instrument.items_in(taking.areas)
    return all(taking.answers.get(item.key) is not None for item in asked)


def _area(instrument: Instrument, area: str, takings: Sequence[Taking]) -> AreaFigures:
    items = tuple(item.key for item in instrument.items_in((area,)))
    asked = [taking for taking in takings if area in taking.areas]
    rows = [row for taking in asked if (row := _row(instrument, area, taking))]
    pairs = _pairs(instrument, area, asked)
    enough = len(rows) >= FEWEST_PEOPLE
    enough_pairs = PEOPLE_IN_A_COUPLE * len(pairs) >= FEWEST_PEOPLE
    return AreaFigures(
        area=area,
        items=items,
        people=len(rows) if enough else None,
        missing=_missing(items, asked) if enough else None,
        fit=consistency(rows) if enough else None,
        couples=len(pairs) if enough_pairs else None,
        likeness=dyad_icc(pairs) if enough_pairs else None,
    )


def _row(instrument: Instrument, area: str, taking: Taking) -> tuple[float, ...]:
    """What each item counts, keyed; empty where an answer is missing."""
    values = [one.value for one in counted(instrument, taking.answers, area)]
    given = tuple(value for value in values if value is not None)
    return given if len(given) == len(values) else ()


def _missing(items: Sequence[str], asked: Sequence[Taking]) -> tuple[float, ...]:
    return tuple(
        sum(taking.answers.get(item) is None for taking in asked) / len(asked) for item in items
    )


def _pairs(instrument: Instrument, area: str, asked: Sequence[Taking]) -> list[tuple[float, float]]:
    """The scores of both, for each couple in which both have one."""
    found: dict[int, list[float]] = {}
    for taking in asked:
        if taking.couple is not None:
            [own] = score(instrument, taking.answers, (area,)).areas
            if not isinstance(own, NotEnough):
                found.setdefault(taking.couple, []).append(own.pomp)
    return [(both[0], both[1]) for both in found.values() if len(both) == PEOPLE_IN_A_COUPLE]
