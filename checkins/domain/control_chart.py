"""One's own figures from evening to evening: what is usual, and which of them stand out.

An individuals chart, also called XmR chart. What is usual is worked out from the figures
themselves: their mean, and how far one lies from the one before. Nothing is compared with other
people, and nothing here says what is good.

- Wheeler & Chambers (1992), Understanding Statistical Process Control, 2nd edition: limits from
  the mean moving range, and eight in a row on one side of the centre line.
- NIST/SEMATECH e-Handbook of Statistical Methods, section 6.3.2.2, Individuals Control Charts: the
  same formula, with an example that stands beside the tests.
- Montgomery (2019), Introduction to Statistical Quality Control, 8th edition, chapter 6: d₂ = 1.128
  for moving ranges of two.
- Western Electric (1956), Statistical Quality Control Handbook: the run of eight.
- Anhøj & Olesen (2014), Run Charts Revisited, PLoS ONE 9(11), e113825: a point on the centre line
  neither breaks a run nor counts in it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from itertools import groupby, pairwise
from operator import itemgetter

# The ends of the scale a figure is given on.
LOWEST, HIGHEST = 0, 10

# The fewest figures that limits are worked out from, and the fewest in a row that are a run.
FEWEST = 8
RUN = 8

# Three standard deviations in mean moving ranges of two: 3 / d₂ = 3 / 1.128, as printed.
FACTOR = Fraction(266, 100)


class Mark(StrEnum):
    """Where a figure lies. A direction is no praise; outside the limits goes before a run."""

    WITHIN = "within"
    ABOVE = "above"
    BELOW = "below"
    RUN_ABOVE = "run-above"
    RUN_BELOW = "run-below"


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of the figures, and the limits around it as the formula gives them.

    They may lie beyond the ends of the scale; then no figure can lie outside them on that side.
    """

    lower: Fraction
    mean: Fraction
    upper: Fraction

    @property
    def drawn(self) -> tuple[Fraction, Fraction]:
        """The limits cut at the ends of the scale, for a picture and for words.

        >>> limits_of([8, 10] * 4).drawn
        (Fraction(92, 25), Fraction(10, 1))
        """
        return max(self.lower, Fraction(LOWEST)), min(self.upper, Fraction(HIGHEST))

    @property
    def has_room_above(self) -> bool:
        """Whether any figure of the scale could lie above the usual range."""
        return self.upper < HIGHEST

    @property
    def has_room_below(self) -> bool:
        """Whether any figure of the scale could lie below the usual range."""
        return self.lower > LOWEST

    def mark(self, value: int) -> Mark:
        """Where one figure lies; one exactly on a limit is within.

        >>> limits_of([5, 6] * 4).mark(9).value
        'above'
        """
        if value > self.upper:
            return Mark.ABOVE
        return Mark.BELOW if value < self.lower else Mark.WITHIN


@dataclass(frozen=True, slots=True)
class Point:
    """One figure of the chart, 0 to 10, and where it lies."""

    value: int
    mark: Mark


@dataclass(frozen=True, slots=True)
class TooFew:
    """There are too few figures to say what is usual; `missing` more and there will be enough."""

    values: tuple[int, ...]

    @property
    def missing(self) -> int:
        """How many more it takes, 1 to 8."""
        return FEWEST - len(self.values)


@dataclass(frozen=True, slots=True)
class TooLittleVariation:
    """All figures are the same: there is no spread from which limits could be worked out."""

    values: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Chart:
    """Eight figures or more in time order, with the limits of what is usual."""

    points: tuple[Point, ...]
    limits: Limits

    @property
    def latest(self) -> Point:
        """The last figure, of which the words speak."""
        return self.points[-1]


def chart_of(values: Sequence[int], *, runs: bool = False) -> TooFew | TooLittleVariation | Chart:
    """The chart of these figures, 0 to 10 each and in time order.

    A week without a figure is left out, never a zero. `runs` also marks eight or more in a row on
    one side of the mean. Raises ValueError for a figure outside the scale.

    >>> chart_of([7, 7, 8]).missing
    5
    >>> [point.mark.value for point in chart_of([7, 8, 7, 8, 7, 8, 7, 2]).points][-2:]
    ['within', 'below']
    """
    there = tuple(values)
    if not all(LOWEST <= value <= HIGHEST for value in there):
        raise ValueError(f"figures must be {LOWEST} to {HIGHEST}")
    if len(there) < FEWEST:
        return TooFew(there)
    # The moving ranges are all 0 exactly when the figures are all the same.
    if len(set(there)) == 1:
        return TooLittleVariation(there)
    limits = limits_of(there)
    in_runs = _runs(there, limits.mean) if runs else {}
    marks = [limits.mark(value) for value in there]
    return Chart(
        tuple(
            Point(value, in_runs.get(place, mark) if mark is Mark.WITHIN else mark)
            for place, (value, mark) in enumerate(zip(there, marks, strict=True))
        ),
        limits,
    )


def limits_of(values: Sequence[int | Fraction]) -> Limits:
    """Mean ± 2.66 × mean moving range, in the unit of the figures; at least two of them.

    The mean moving range is the mean distance of a figure from the one before it. Divided by
    1.128 it estimates the standard deviation, and the limits lie three of these from the mean.
    Worked out in fractions, so that a figure on a limit or on the mean is seen to be on it.
    Raises ValueError for fewer than two.

    Wheeler & Chambers (1992); NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2.

    >>> limits = limits_of([5, 6] * 4)  # mean 44 / 8 = 5.5, mean moving range 7 / 7 = 1
    >>> float(limits.lower), float(limits.mean), float(limits.upper)
    (2.84, 5.5, 8.16)
    """
    if len(values) < 2:
        raise ValueError("limits need two figures or more")
    exact = [Fraction(value) for value in values]
    mean = sum(exact, Fraction()) / len(exact)
    ranges = [abs(later - earlier) for earlier, later in pairwise(exact)]
    reach = FACTOR * sum(ranges, Fraction()) / len(ranges)
    return Limits(mean - reach, mean, mean + reach)


def _runs(values: Sequence[int], mean: Fraction) -> dict[int, Mark]:
    """The places that belong to a run, each with its side.

    Figures on the mean are on neither side. They are passed over: they neither end a run nor are
    part of it.
    """
    sides = [(place, value > mean) for place, value in enumerate(values) if value != mean]
    found: dict[int, Mark] = {}
    for is_above, group in groupby(sides, key=itemgetter(1)):
        places = [place for place, _side in group]
        if len(places) >= RUN:
            found |= dict.fromkeys(places, Mark.RUN_ABOVE if is_above else Mark.RUN_BELOW)
    return found
