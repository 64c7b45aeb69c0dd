"""How well the items of an area hang together: Cronbach's alpha with its interval."""

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

from quizzes.domain.error import Interval
from quizzes.domain.f_distribution import quantile
from quizzes.domain.undefined import NotEnoughData, Reason

# Sums of doubles that should cancel leave about this share of what went in.
ROUNDING = 1e-12

Rows = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class ItemFit:
    """How one item fits the others.

    `item_rest` is its correlation with the sum of the other items, −1 to 1. `alpha_if_dropped`
    is alpha without it, up to 1.
    """

    item_rest: float | NotEnoughData
    alpha_if_dropped: float | NotEnoughData


@dataclass(frozen=True, slots=True)
class Consistency:
    """Alpha of one area and what belongs to it; `fits` stand in the order of the items.

    `alpha` and `standardised` are at most 1 and may be negative; `interval` surrounds `alpha`.
    """

    people: int
    items: int
    alpha: float
    interval: Interval
    standardised: float | NotEnoughData
    fits: tuple[ItemFit, ...]


def columns(rows: Rows) -> tuple[tuple[float, ...], ...]:
    """The same table by column. Raises ValueError for rows of different lengths and for NaN.

    A missing answer has no place here: leave that person out, or score what is there elsewhere.

    >>> columns([(1, 2), (3, 4), (5, 6)])
    ((1, 3, 5), (2, 4, 6))
    """
    if not all(math.isfinite(value) for row in rows for value in row):
        raise ValueError("every value must be a finite number")
    return tuple(zip(*rows, strict=True))


def correlation(first: Sequence[float], second: Sequence[float]) -> float | NotEnoughData:
    """Pearson's r of two equally long sequences, −1 to 1; undefined when one does not vary.

    Raises ValueError when the lengths differ.

    >>> correlation((1, 2, 3), (10, 20, 30))
    1.0
    """
    if len(first) != len(second):
        raise ValueError("both sequences must be equally long")
    if len(first) < 2:
        return NotEnoughData(Reason.TOO_FEW_CASES)
    # Asked of the values themselves: a mean of equal doubles may differ from them by rounding.
    if min(first) == max(first) or min(second) == max(second):
        return NotEnoughData(Reason.NO_SPREAD)
    return max(-1.0, min(1.0, statistics.correlation(first, second)))


def cronbach_alpha(rows: Rows) -> float | NotEnoughData:
    """Cronbach's alpha of keyed answers, one row a person; at most 1, negative is possible.

    k/(k − 1)·(1 − Σ var(item) / var(sum)). Needs two people, two items, and sums that differ.
    Raises ValueError as `columns` does.

    Cronbach (1951), Coefficient alpha and the internal structure of tests, Psychometrika 16(3),
    297-334.

    >>> cronbach_alpha([(1, 1), (2, 2), (3, 3)])
    1.0
    """
    items, missing = columns(rows), _too_small(rows)
    if missing:
        return missing
    within = math.fsum(statistics.variance(item) for item in items)
    whole = statistics.variance([math.fsum(row) for row in rows])
    if whole <= ROUNDING * within or whole == 0:
        return NotEnoughData(Reason.NO_SPREAD)
    return len(items) / (len(items) - 1) * (1 - within / whole)


def standardised_alpha(rows: Rows) -> float | NotEnoughData:
    """Alpha as it would be if all items varied equally: k·r̄ / (1 + (k − 1)·r̄), at most 1.

    r̄ is the mean correlation of all pairs of items; undefined when an item does not vary.
    Raises ValueError as `columns` does.

    Cronbach (1951), Psychometrika 16(3), 297-334.

    >>> round(standardised_alpha([(1, 10), (2, 20), (3, 40)]), 2)
    0.99
    """
    items, missing = columns(rows), _too_small(rows)
    if missing:
        return missing
    found = [correlation(one, other) for one, other in combinations(items, 2)]
    known = [r for r in found if not isinstance(r, NotEnoughData)]
    if len(known) < len(found):
        return NotEnoughData(Reason.NO_SPREAD)
    mean = statistics.fmean(known)
    share = 1 + (len(items) - 1) * mean
    if share <= ROUNDING:
        return NotEnoughData(Reason.NO_SPREAD)
    return len(items) * mean / share


def feldt(alpha: float, people: int, items: int, confidence: float = 0.95) -> Interval:
    """Feldt's interval for alpha: 1 − (1 − α)·F, F at both tails for n − 1 and (n − 1)(k − 1).

    Exact for parallel items and normal answers, fair otherwise. `alpha` is at most 1, `people`
    and `items` are at least 2, `confidence` is between 0 and 1. Raises ValueError outside these
    ranges.

    Feldt (1965), Psychometrika 30(3), 357-370; Feldt, Woodruff & Salih (1987), Statistical
    inference for coefficient alpha, Applied Psychological Measurement 11(1), 93-103, formulas 6
    and 7.

    >>> found = feldt(0.7734375, people=10, items=3)
    >>> round(found.low, 3), round(found.high, 3)
    (0.336, 0.939)
    """
    if alpha > 1 or people < 2 or items < 2 or not 0 < confidence < 1:
        raise ValueError(f"no interval for {alpha}, {people}, {items}, {confidence}")
    tail, df1, df2 = (1 - confidence) / 2, people - 1, (people - 1) * (items - 1)
    return Interval(
        1 - (1 - alpha) * quantile(1 - tail, df1, df2),
        1 - (1 - alpha) * quantile(tail, df1, df2),
    )


def item_fits(rows: Rows) -> tuple[ItemFit, ...]:
    """Item-rest correlation and alpha if dropped, for each item in order.

    Raises ValueError as `columns` does.

    >>> [fit.item_rest for fit in item_fits([(1, 1, 2), (2, 2, 4), (3, 3, 6)])]
    [1.0, 1.0, 1.0]
    """
    fits = []
    for place, item in enumerate(columns(rows)):
        others = [tuple(row[:place]) + tuple(row[place + 1 :]) for row in rows]
        rest = [math.fsum(row) for row in others]
        fits.append(ItemFit(correlation(item, rest), cronbach_alpha(others)))
    return tuple(fits)


def consistency(rows: Rows, confidence: float = 0.95) -> Consistency | NotEnoughData:
    """Everything about the inner consistency of one area, one row of keyed answers a person.

    Formulas and sources stand with the single figures. Raises ValueError as `columns` does.

    >>> consistency([(1, 2, 3)])
    NotEnoughData(reason=<Reason.TOO_FEW_CASES: 'too-few-cases'>)
    """
    alpha = cronbach_alpha(rows)
    if isinstance(alpha, NotEnoughData):
        return alpha
    people, items = len(rows), len(rows[0])
    return Consistency(
        people=people,
        items=items,
        alpha=alpha,
        interval=feldt(alpha, people, items, confidence),
        standardised=standardised_alpha(rows),
        fits=item_fits(rows),
    )


def _too_small(rows: Rows) -> NotEnoughData | None:
    if len(rows) < 2:
        return NotEnoughData(Reason.TOO_FEW_CASES)
    if len(rows[0]) < 2:
        return NotEnoughData(Reason.TOO_FEW_MEASURES)
    return None
