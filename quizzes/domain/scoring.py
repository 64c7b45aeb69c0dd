"""Turns answers into one range an area, or says that there are too few answers to say."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from quizzes.domain.instrument import Constants, Instrument, Item, Option

# 95 % of a normal distribution lies within this many standard errors; rounded as people write it,
# so that the page with the arithmetic can be checked by hand.
Z95 = 1.96


class AnswerFault(Exception):
    """An answer that this instrument cannot hold: an unknown item or a value off the scale."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One item as it counts: the answer given and its value after keying, both in scale points.

    `answer` and `value` are None together, when the item was skipped or never reached.
    """

    item: Item
    answer: int | None
    value: int | None


@dataclass(frozen=True, slots=True)
class AreaScore:
    """The score of one area.

    `pomp`, `low` and `high` are percent of the maximum possible score, 0 to 100, where more is
    better; `low` to `high` is the 95 % range. `total` is the sum of the `answered` keyed values,
    which could have been anything from `lowest` to `highest`. `of` is the number of items.
    """

    area: str
    pomp: float
    low: float
    high: float
    answered: int
    of: int
    total: int
    lowest: int
    highest: int


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Too few answers to say: `answered` of `of` items, which is under the share needed."""

    area: str
    answered: int
    of: int


@dataclass(frozen=True, slots=True)
class Scores:
    """What one attempt says, an entry for every area that was asked, in the instrument's order."""

    areas: tuple[AreaScore | NotEnough, ...]

    @property
    def known(self) -> tuple[AreaScore, ...]:
        return tuple(score for score in self.areas if isinstance(score, AreaScore))

    @property
    def unknown(self) -> tuple[NotEnough, ...]:
        return tuple(score for score in self.areas if isinstance(score, NotEnough))


def keyed(instrument: Instrument, item: Item, answer: int) -> int:
    """The value with which an answer counts, in scale points; reversing twice changes nothing.

    A reverse-keyed item counts lowest + highest − answer, by the bounds of its own scale.
    Raises AnswerFault when the answer is not one of the scale's values.

    >>> from quizzes.domain.instrument import Constants, Option, Wording
    >>> scale = tuple(Option(f"o{n}", n, str(n)) for n in range(5))
    >>> instrument = Instrument("a", "1", "-", "-", ("en",), 0.8, 12, scale, (), (),
    ...     Constants(20, 0.8, "provisional", "-"), Wording("en", "A", "-"), "", "")
    >>> keyed(instrument, Item("a-1", "a", True, "…"), 1)
    3
    """
    if all(answer != option.value for option in instrument.options):
        raise AnswerFault(f"{item.key}: off the scale")
    return instrument.lowest + instrument.highest - answer if item.reverse else answer


def counted(
    instrument: Instrument, answers: Mapping[str, int | None], area: str
) -> tuple[Counted, ...]:
    """Every item of one area with its answer and the value with which it counts."""
    rows = []
    for item in instrument.items_in((area,)):
        answer = answers.get(item.key)
        value = None if answer is None else keyed(instrument, item, answer)
        rows.append(Counted(item, answer, value))
    return tuple(rows)


def pomp(total: float, lowest: float, highest: float) -> float:
    """Percent of the maximum possible score, 0 to 100.

    100·(total − lowest) / (highest − lowest); Cohen, Cohen, Aiken & West (1999), The problem of
    units and the circumstance for POMP, Multivariate Behavioral Research 34(3), 315-346.

    >>> pomp(15, 0, 24)
    62.5
    """
    return 100 * (total - lowest) / (highest - lowest)


def range95(middle: float, constants: Constants) -> tuple[float, float]:
    """The 95 % range around a score in POMP points: middle ± 1.96·SEM, cut at 0 and at 100.

    >>> range95(90, Constants(sd=20, reliability=0.75, citation="provisional", note="-"))
    (70.4, 100.0)
    """
    margin = Z95 * constants.sem
    return max(0.0, middle - margin), min(100.0, middle + margin)


def anchor(instrument: Instrument, middle: float) -> Option:
    """The answer nearest to a score from 0 to 100, read as if every item were asked straight.

    >>> from quizzes.domain.instrument import Wording
    >>> scale = tuple(Option(f"o{n}", n, str(n)) for n in range(5))
    >>> instrument = Instrument("a", "1", "-", "-", ("en",), 0.8, 12, scale, (), (),
    ...     Constants(20, 0.8, "provisional", "-"), Wording("en", "A", "-"), "", "")
    >>> anchor(instrument, 70).label
    '3'
    """
    lowest, highest = instrument.lowest, instrument.highest
    return min(
        instrument.options, key=lambda option: abs(pomp(option.value, lowest, highest) - middle)
    )


def score(
    instrument: Instrument, answers: Mapping[str, int | None], areas: Collection[str]
) -> Scores:
    """Score the areas that were asked; a missing answer (None or absent) never counts as zero.

    An area with at least the share `prorate_from` of its items answered is scored from those;
    with fewer it is NotEnough. Raises AnswerFault for an item the instrument does not have, and
    for a value off the scale.

    >>> from quizzes.domain.instrument import Area, Option, Wording
    >>> scale = tuple(Option(f"o{n}", n, str(n)) for n in range(5))
    >>> items = Item("a-1", "a", False, "…"), Item("a-2", "a", True, "…")
    >>> instrument = Instrument("a", "1", "-", "-", ("en",), 0.8, 12, scale,
    ...     (Area("a", False, "A"),), items,
    ...     Constants(20, 0.75, "provisional", "-"), Wording("en", "A", "-"), "", "")
    >>> one = score(instrument, {"a-1": 3, "a-2": 2}, {"a"}).known[0]
    >>> one.pomp, one.low, one.high
    (62.5, 42.9, 82.1)
    >>> score(instrument, {"a-1": 3}, {"a"}).areas
    (NotEnough(area='a', answered=1, of=2),)
    """
    unknown = set(answers) - {item.key for item in instrument.items}
    if unknown:
        raise AnswerFault(f"{min(unknown)}: no such item")
    asked = (area.key for area in instrument.areas if area.key in areas)
    return Scores(tuple(_area(instrument, counted(instrument, answers, key)) for key in asked))


def _area(instrument: Instrument, rows: tuple[Counted, ...]) -> AreaScore | NotEnough:
    area, values = rows[0].item.area, [row.value for row in rows if row.value is not None]
    # Both sides are the double nearest to the same decimal, so 4 of 5 does reach 0.8.
    if len(values) / len(rows) < instrument.prorate_from:
        return NotEnough(area, len(values), len(rows))
    total = sum(values)
    lowest, highest = instrument.lowest * len(values), instrument.highest * len(values)
    middle = pomp(total, lowest, highest)
    low, high = range95(middle, instrument.constants)
    return AreaScore(area, middle, low, high, len(values), len(rows), total, lowest, highest)
