"""What an instrument is made of: answers, items, areas, and the rules and numbers of each area."""

import math
from dataclasses import dataclass
from enum import StrEnum

PROVISIONAL = "provisional"


class Method(StrEnum):
    """How the values of an area's items become its raw score."""

    # Σ weight·value
    SUM = "sum"
    # Σ weight·value ÷ Σ weight
    MEAN = "mean"
    # 100·(sum − lowest) ÷ (highest − lowest)
    POMP = "pomp"
    # Σ weight of the items whose value reaches the threshold
    COUNT = "count"


class Policy(StrEnum):
    """What happens to an area in which answers are missing. In none does one count as zero."""

    # Every item has to be answered.
    COMPLETE = "complete"
    # A share or a number of items is enough, and the score is that of the answered ones.
    PRORATE = "prorate"
    # One answer is enough.
    IGNORE = "ignore"


class Unit(StrEnum):
    """In what a number is given: the scale's own score, 0 to 100, or the value of a norm table."""

    RAW = "raw"
    POMP = "pomp"
    NORM = "norm"


@dataclass(frozen=True, slots=True)
class Option:
    """One answer to choose: its stable key, its value in scale points, its label.

    `code` is what is stored when it is chosen: its place among the answers, from 0. Several
    answers may have the same value, so the value alone would not say which one was chosen.
    """

    key: str
    value: float
    label: str
    code: int


@dataclass(frozen=True, slots=True)
class Use:
    """How an item counts in one area.

    `reverse` means that agreeing counts against the area. `weight` (above 0) multiplies the value.
    With a `threshold` the value is 1 when the keyed answer is at least that much, otherwise 0.
    """

    area: str
    reverse: bool
    weight: float = 1
    threshold: float | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One question with its answers, in the order in which they are shown.

    An `optional` one may stay without an answer and is then not missing. `uses` has an entry for
    every area the item serves; the first is the one under which it is listed.
    """

    key: str
    text: str
    options: tuple[Option, ...]
    uses: tuple[Use, ...]
    optional: bool = False

    @property
    def area(self) -> str:
        """The area under which the item is listed."""
        return self.uses[0].area

    @property
    def reverse(self) -> bool:
        """Whether it is reversed in the area under which it is listed."""
        return self.uses[0].reverse

    @property
    def lowest(self) -> float:
        return min(option.value for option in self.options)

    @property
    def highest(self) -> float:
        return max(option.value for option in self.options)

    def use_in(self, area: str) -> Use | None:
        return next((use for use in self.uses if use.area == area), None)

    def worth(self, use: Use, option: Option) -> float:
        """The value with which an answer counts; reversing twice changes nothing.

        Reversed: lowest + highest − value, by the bounds of the item's own answers. Then the
        threshold, if there is one, then the weight.

        >>> answers = tuple(Option(f"o{n}", n, str(n), n) for n in range(5))
        >>> item = Item("a-1", "…", answers, (Use("a", reverse=True, weight=2),))
        >>> item.worth(item.uses[0], answers[1])
        6
        """
        value = self.lowest + self.highest - option.value if use.reverse else option.value
        if use.threshold is not None:
            value = 1 if value >= use.threshold else 0
        return value * use.weight

    def ends(self, use: Use) -> tuple[float, float]:
        """The least and the most this item can count in an area."""
        worths = [self.worth(use, option) for option in self.options]
        return min(worths), max(worths)


@dataclass(frozen=True, slots=True)
class Missing:
    """When an area is scored although answers are missing; `share` is above 0 and up to 1."""

    policy: Policy
    share: float = 1.0
    items: int | None = None

    def allows(self, answered: int, of: int) -> bool:
        """Whether this many answers are enough.

        >>> Missing(Policy.PRORATE, share=0.8).allows(answered=4, of=5)
        True
        """
        if self.policy is Policy.IGNORE:
            return answered > 0
        if self.policy is Policy.PRORATE and self.items is not None:
            return answered >= self.items
        # Both sides are the double nearest to the same decimal, so 4 of 5 does reach 0.8.
        return answered / of >= self.share


@dataclass(frozen=True, slots=True)
class Group:
    """Mean and standard deviation of a group of people, in POMP points, and who measured them."""

    mean: float
    sd: float
    citation: str


@dataclass(frozen=True, slots=True)
class Constants:
    """What the error of a score is computed from.

    `sd` is the standard deviation of an area score between people and `mean` their mean, both in
    POMP points (0-100). `reliability` (internal consistency) and `retest_reliability` are those of
    an area score, strictly between 0 and 1. `citation` says where they come from, or is the word
    "provisional"; `note` says why. `functional` and `dysfunctional` are the two groups of Jacobson
    and Truax's cut-offs.
    """

    sd: float
    reliability: float
    citation: str
    note: str
    retest_reliability: float | None = None
    mean: float | None = None
    functional: Group | None = None
    dysfunctional: Group | None = None

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
class Band:
    """A named stretch of the raw score: from `starts` on, up to where the next one starts."""

    key: str
    starts: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class CutOff:
    """A raw score from which something is said to be the case, and who says so."""

    key: str
    at: float
    label: str
    source: str


@dataclass(frozen=True, slots=True)
class Norms:
    """A published table of raw scores and norm values (T, percentile …), raw scores rising."""

    table: tuple[tuple[float, float], ...]
    source: str

    def value(self, raw: float) -> float:
        """The norm value of a raw score, on the straight line between the two rows around it.

        Beyond the table the value of its first or last row holds.

        >>> Norms(((10, 20), (20, 70)), "-").value(12)
        30.0
        """
        if raw <= self.table[0][0]:
            return self.table[0][1]
        for (left, below), (right, above) in zip(self.table, self.table[1:], strict=False):
            if raw <= right:
                return below + (above - below) * (raw - left) / (right - left)
        return self.table[-1][1]


@dataclass(frozen=True, slots=True)
class Correction:
    """A score x adjusted by the score y of another area, `by`, such as one of rosy answers.

    The corrected score is constant + own·x + other·y + product·x·y, with x, y and the outcome in
    `unit`. Fowers and Olson's individual score of 1993, PCT − 0.40·PCT·ID·0.01 in percentiles, is
    own = 1, product = −0.004.
    """

    by: str
    unit: Unit
    constant: float
    own: float
    other: float
    product: float
    source: str

    def applied(self, x: float, y: float) -> float:
        """The corrected score.

        >>> Correction("ideal", Unit.NORM, 0, 1, 0, -0.004, "-").applied(50, 40)
        42.0
        """
        return self.constant + self.own * x + self.other * y + self.product * x * y


@dataclass(frozen=True, slots=True)
class Area:
    """One area (subscale) or total of the instrument and how it is scored.

    An `optional` one is asked only of those who switched it on; one that is not `reported` only
    serves others, as a scale of conventional answers does. The raw score is that of `method`,
    times `multiplier`, plus `offset`; it runs from `least` to `most`. A total `pools` the items of
    other areas, or `adds` the raw scores of others, each with a weight.
    """

    key: str
    name: str
    optional: bool
    reported: bool
    higher_is_better: bool
    method: Method
    missing: Missing
    constants: Constants
    multiplier: float = 1
    offset: float = 0
    threshold: float | None = None
    bands: tuple[Band, ...] = ()
    cut_offs: tuple[CutOff, ...] = ()
    norms: Norms | None = None
    correction: Correction | None = None
    pools: tuple[str, ...] = ()
    adds: tuple[tuple[str, float], ...] = ()
    least: float = 0
    most: float = 100

    @property
    def is_total(self) -> bool:
        return bool(self.pools or self.adds)

    @property
    def parts(self) -> tuple[str, ...]:
        """Keys of the areas a total is made of."""
        return self.pools or tuple(key for key, _weight in self.adds)

    def scaled(self, raw: float) -> float:
        """A score of `method` after multiplier and offset."""
        return raw * self.multiplier + self.offset

    def band(self, raw: float) -> Band | None:
        """The last band that starts at or below a raw score."""
        return next((band for band in reversed(self.bands) if band.starts <= raw), None)


@dataclass(frozen=True, slots=True)
class Wording:
    """The words around the items in one language; `timeframe` is shown above each statement."""

    language: str
    title: str
    timeframe: str
