"""How far a score may be from the truth: standard error, 95 % range, and the estimates behind."""

import math
from dataclasses import dataclass

# 95 % of a normal distribution lies within this many standard errors; rounded as people write it,
# so that the page with the arithmetic can be checked by hand.
Z95 = 1.96


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, in the unit of what it surrounds; low ≤ high."""

    low: float
    high: float

    def within(self, lowest: float, highest: float) -> "Interval":
        """The part that the scale can show; both ends are cut to `lowest` and `highest`.

        >>> Interval(-4.5, 34.7).within(0, 100)
        Interval(low=0, high=34.7)
        """
        return Interval(min(highest, max(lowest, self.low)), max(lowest, min(highest, self.high)))


def sem(sd: float, reliability: float, share: float = 1.0) -> float:
    """Standard error of measurement, in the unit of `sd`: SD·sqrt((1 − r) / share).

    `sd` (above 0) and `reliability` (0 to 1) are those of a score from all items. `share` (above
    0, up to 1) is the part of the items that was answered. With parallel items the error of a
    mean grows by 1/sqrt(share); the same follows from `spearman_brown`, when the larger SD of the
    shorter scale is used with it. Raises ValueError outside these ranges.

    Lord & Novick (1968), Statistical Theories of Mental Test Scores.

    >>> round(sem(20, 0.75), 2), round(sem(20, 0.75, share=5 / 6), 2)
    (10.0, 10.95)
    """
    _check_sd(sd)
    _check_reliability(reliability)
    if not 0 < share <= 1:
        raise ValueError(f"share must be above 0 and up to 1: {share}")
    return sd * math.sqrt((1 - reliability) / share)


def range95(score: float, sem: float) -> Interval:
    """The 95 % range around an observed score, in its unit: score ± 1.96·SEM, not cut.

    `Interval.within` cuts it to the scale. Raises ValueError when `sem` is negative or infinite.

    Lord & Novick (1968), Statistical Theories of Mental Test Scores.

    >>> range95(90, 10)
    Interval(low=70.4, high=109.6)
    """
    if not 0 <= sem < math.inf:
        raise ValueError(f"sem must be 0 or more: {sem}")
    return Interval(score - Z95 * sem, score + Z95 * sem)


def kelley(score: float, mean: float, reliability: float) -> float:
    """Kelley's estimate of the true score, in the unit of `score`: mean + r·(score − mean).

    It lies between the observed score and the `mean` of the people the person belongs to, nearer
    to the mean the less reliable the score. Raises ValueError when `reliability` is not from 0
    to 1.

    Kelley (1947), Fundamentals of Statistics.

    >>> kelley(80, mean=60, reliability=0.75)
    75.0
    """
    _check_reliability(reliability)
    return mean + reliability * (score - mean)


def spearman_brown(reliability: float, factor: float) -> float:
    """Reliability of a scale with `factor` times as many parallel items, from 0 to 1.

    f·r / (1 + (f − 1)·r). With 5 of 6 items answered `factor` is 5/6. Raises ValueError when
    `reliability` is not from 0 to 1 or `factor` is not above 0.

    Spearman (1910) and Brown (1910), British Journal of Psychology 3, 271-295 and 296-322.

    >>> round(spearman_brown(0.6, 2), 2), round(spearman_brown(0.8, 5 / 6), 3)
    (0.75, 0.769)
    """
    _check_reliability(reliability)
    if not 0 < factor < math.inf:
        raise ValueError(f"factor must be above 0: {factor}")
    return factor * reliability / (1 + (factor - 1) * reliability)


def _check_sd(sd: float) -> None:
    if not 0 < sd < math.inf:
        raise ValueError(f"sd must be above 0: {sd}")


def _check_reliability(reliability: float) -> None:
    # Written this way round, it refuses NaN too.
    if not 0 <= reliability <= 1:
        raise ValueError(f"reliability must be from 0 to 1: {reliability}")
