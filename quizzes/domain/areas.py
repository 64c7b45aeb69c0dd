"""Says which areas stand above or below a person's own others by more than noise."""

import math
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from quizzes.domain.scoring import AreaScore, Scores

# The chance, over all areas of one result together, of naming any that does not really stand out.
ALPHA = 0.05
# More than two things to work on are none.
MOST_TO_WORK_ON = 2


class Stands(Enum):
    """Where an area stands against the mean of the same person's other areas."""

    ABOVE = "above"
    LEVEL = "level"
    BELOW = "below"


@dataclass(frozen=True, slots=True)
class Comparison:
    """One area against the mean of the others.

    `score`, `others`, `difference` and `error` (the standard error of the difference) are in POMP
    points, turned so that more is better: 100 − score where lower is better. `sem` is the area's
    own standard error of measurement. `z` is difference / error; `p` is two-sided; `holm` is p
    after Holm's correction over all areas compared, both from 0 to 1.
    """

    area: str
    score: float
    sem: float
    others: float
    difference: float
    error: float
    z: float
    p: float
    holm: float

    @property
    def stands(self) -> Stands:
        if self.holm >= ALPHA:
            return Stands.LEVEL
        return Stands.ABOVE if self.difference > 0 else Stands.BELOW


@dataclass(frozen=True, slots=True)
class Outlook:
    """What to say of one result: keys of areas, strongest strength and most pressing area first.

    Both empty is a result of its own: no area stands out.
    """

    strengths: tuple[str, ...]
    to_work_on: tuple[str, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def is_level(self) -> bool:
        return not self.strengths and not self.to_work_on


def two_sided_p(z: float) -> float:
    """The chance of a standard normal value at least as far from 0 as z, from 0 to 1.

    >>> round(two_sided_p(1.959964), 4)
    0.05
    """
    return math.erfc(abs(z) / math.sqrt(2))


def holm(chances: Sequence[float]) -> tuple[float, ...]:
    """Each p after Holm's step-down correction, in the order given, from 0 to 1.

    The smallest is multiplied by m, the next by m − 1, and so on; none may become smaller than
    the one before it, none larger than 1. Holm (1979), A simple sequentially rejective multiple
    test procedure, Scandinavian Journal of Statistics 6(2), 65-70.

    >>> [round(p, 2) for p in holm((0.01, 0.04, 0.03))]
    [0.03, 0.06, 0.06]
    """
    ranked = sorted(range(len(chances)), key=lambda place: chances[place])
    adjusted, floor = [0.0] * len(chances), 0.0
    for rank, place in enumerate(ranked):
        floor = max(floor, min(1.0, (len(chances) - rank) * chances[place]))
        adjusted[place] = floor
    return tuple(adjusted)


def difference_error(own: float, others: Sequence[float]) -> float:
    """Standard error, in POMP points, of one area's score minus the mean of the other areas.

    sqrt(own² + Σ others² / m²), m the number of others, at least one. All are standard errors of
    measurement in POMP points; the errors of different areas are taken as independent. With equal
    ones it is SEM·sqrt(1 + 1/m). Lord & Novick (1968), Statistical Theories of Mental Test Scores:
    the error of a sum with weights.

    >>> difference_error(10, (10, 10, 10, 10)) == 10 * (1 + 1 / 4) ** 0.5
    True
    >>> difference_error(3, (8, 0))
    5.0
    """
    return math.hypot(own, math.hypot(*others) / len(others))


def compare(
    scores: Sequence[AreaScore], lower_is_better: Collection[str] = ()
) -> tuple[Comparison, ...]:
    """Each area against the mean of the others, one Holm family; empty with fewer than two.

    Each area brings its own error (AreaScore.sem). Scores of the areas in `lower_is_better` are
    turned first, so that above is the good side for all of them.

    >>> compare(())
    ()
    """
    if len(scores) < 2:
        return ()
    found = [_against_others(score, scores, lower_is_better) for score in scores]
    corrected = holm([one.p for one in found])
    return tuple(replace(one, holm=p) for one, p in zip(found, corrected, strict=True))


def outlook(
    scores: Scores, matters: Collection[str] = (), lower_is_better: Collection[str] = ()
) -> Outlook:
    """Strengths and at most two areas to work on; all arguments but the first are keys of areas.

    Only an area clearly on the worse side of the mean of one's own others is one to work on; what
    the person said matters most (`matters`) orders those and never adds one.

    >>> def at(area, pomp):
    ...     return AreaScore(area, pomp, 0, 100, 6, 6, 0, 0, 24, pomp, 9.0)
    >>> even = Scores((at("time", 60.0), at("trust", 62.5), at("openness", 58.0)))
    >>> outlook(even).is_level
    True
    >>> outlook(Scores((*even.known, at("listening", 10.0)))).to_work_on
    ('listening',)
    """
    found = compare(scores.known, lower_is_better)
    above = [one for one in found if one.stands is Stands.ABOVE]
    below = [one for one in found if one.stands is Stands.BELOW]
    above.sort(key=lambda one: -one.difference)
    below.sort(key=lambda one: (one.area not in matters, one.difference))
    return Outlook(
        strengths=tuple(one.area for one in above),
        to_work_on=tuple(one.area for one in below[:MOST_TO_WORK_ON]),
        comparisons=found,
    )


def _against_others(
    score: AreaScore, scores: Sequence[AreaScore], lower_is_better: Collection[str]
) -> Comparison:
    """One comparison, before it is corrected for the number of them."""
    others = [other for other in scores if other.area != score.area]
    own = _turned(score, lower_is_better)
    mean = sum(_turned(other, lower_is_better) for other in others) / len(others)
    error = difference_error(score.sem, [other.sem for other in others])
    z = (own - mean) / error
    p = two_sided_p(z)
    return Comparison(score.area, own, score.sem, mean, own - mean, error, z, p, holm=p)


def _turned(score: AreaScore, lower_is_better: Collection[str]) -> float:
    return 100 - score.pomp if score.area in lower_is_better else score.pomp
