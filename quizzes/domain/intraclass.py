"""Intraclass correlations: how alike the ratings of one target are, or the two of one couple."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean

from quizzes.domain.error import Interval
from quizzes.domain.f_distribution import quantile, upper_tail
from quizzes.domain.reliability import ROUNDING, Rows, columns
from quizzes.domain.undefined import NotEnoughData, Reason

Pairs = Sequence[tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Anova:
    """Mean squares of a table of n targets by k judges, in squared units of the ratings.

    `targets` (BMS) is between targets, `within` (WMS) inside them, `judges` (JMS) between judges,
    `residual` (EMS) what neither explains; all 0 or more.
    """

    n: int
    k: int
    targets: float
    within: float
    judges: float
    residual: float


@dataclass(frozen=True, slots=True)
class FTest:
    """F (0 or more) for a true correlation of 0, its degrees of freedom and upper-tail chance."""

    f: float
    df1: int
    df2: int
    p: float


@dataclass(frozen=True, slots=True)
class Icc:
    """One intraclass correlation, at most 1, with its interval and its test."""

    value: float
    interval: Interval | NotEnoughData
    test: FTest | NotEnoughData


@dataclass(frozen=True, slots=True)
class ShroutFleiss:
    """The six forms: model 1, 2 or 3; of one rating, or of the mean of all k (`k` at the end).

    1: every target has judges of its own. 2: the same judges, drawn from many, and absolute
    agreement. 3: just these judges, and consistency; `icc3k` is Cronbach's alpha.
    """

    anova: Anova
    icc11: Icc | NotEnoughData
    icc21: Icc | NotEnoughData
    icc31: Icc | NotEnoughData
    icc1k: Icc | NotEnoughData
    icc2k: Icc | NotEnoughData
    icc3k: Icc | NotEnoughData


@dataclass(frozen=True, slots=True)
class DyadIcc:
    """Likeness of the two members of couples, when nothing says who is first.

    `pairwise` is the double-entry correlation, −1 to 1; `anova` the estimate from mean squares,
    which is a little higher, with its interval and test.
    """

    couples: int
    pairwise: float | NotEnoughData
    anova: Icc | NotEnoughData


def anova(rows: Rows) -> Anova | NotEnoughData:
    """Mean squares of ratings, one row a target and one column a judge, without gaps.

    Needs two targets, two judges, and ratings that differ. Raises ValueError for a ragged table
    and for NaN.

    Shrout & Fleiss (1979), Psychological Bulletin 86(2), 420-428, table 3.

    >>> found = anova([(1, 2), (3, 4), (5, 9)])
    >>> round(found.targets, 2), found.within, found.judges, found.residual
    (15.5, 3.0, 6.0, 1.5)
    """
    judges = columns(rows)
    if len(rows) < 2:
        return NotEnoughData(Reason.TOO_FEW_CASES)
    if len(judges) < 2:
        return NotEnoughData(Reason.TOO_FEW_MEASURES)
    if len({value for row in rows for value in row}) == 1:
        return NotEnoughData(Reason.NO_SPREAD)
    n, k = len(rows), len(judges)
    grand = fmean([value for row in rows for value in row])
    total = _squares([value for row in rows for value in row], grand)
    between = k * _squares([fmean(row) for row in rows], grand)
    across = n * _squares([fmean(judge) for judge in judges], grand)
    within = _unless_rounding(total - between, total)
    residual = _unless_rounding(total - between - across, total)
    return Anova(
        n=n,
        k=k,
        targets=_unless_rounding(between, total) / (n - 1),
        within=within / (n * (k - 1)),
        judges=_unless_rounding(across, total) / (k - 1),
        residual=residual / ((n - 1) * (k - 1)),
    )


def shrout_fleiss(rows: Rows, confidence: float = 0.95) -> ShroutFleiss | NotEnoughData:
    """All six intraclass correlations of ratings, one row a target and one column a judge.

    With B, W, J, E for the mean squares: (1,1) = (B−W)/(B+(k−1)W), (2,1) =
    (B−E)/(B+(k−1)E+k(J−E)/n), (3,1) = (B−E)/(B+(k−1)E), (1,k) = (B−W)/B, (2,k) =
    (B−E)/(B+(J−E)/n), (3,k) = (B−E)/B. `confidence`, between 0 and 1, is that of the intervals;
    model 2 has none where its estimate is not above 0.
    Raises ValueError as `anova` does, and outside the range of `confidence`.

    Shrout & Fleiss (1979), Intraclass correlations: uses in assessing rater reliability,
    Psychological Bulletin 86(2), 420-428.

    >>> found = shrout_fleiss([(1, 2), (3, 4), (5, 9)])
    >>> round(found.icc11.value, 3), round(found.icc31.value, 3)
    (0.676, 0.824)
    """
    ms = anova(rows)
    if isinstance(ms, NotEnoughData):
        return ms
    b, w, j, e, n, k = ms.targets, ms.within, ms.judges, ms.residual, ms.n, ms.k
    test1 = _test(b, w, n - 1, n * (k - 1))
    test3 = _test(b, e, n - 1, (n - 1) * (k - 1))
    icc2 = _ratio(b - e, b + (k - 1) * e + k * (j - e) / n)
    mean1, mean3 = _f_interval(test1, confidence), _f_interval(test3, confidence)
    single2 = _random_judges(ms, icc2, confidence)
    return ShroutFleiss(
        anova=ms,
        icc11=_icc(_ratio(b - w, b + (k - 1) * w), _of_single(mean1, k), test1),
        icc21=_icc(icc2, single2, test3),
        icc31=_icc(_ratio(b - e, b + (k - 1) * e), _of_single(mean3, k), test3),
        icc1k=_icc(_ratio(b - w, b), mean1, test1),
        icc2k=_icc(_ratio(b - e, b + (j - e) / n), _of_mean(single2, k), test3),
        icc3k=_icc(_ratio(b - e, b), mean3, test3),
    )


def double_entry(pairs: Pairs) -> float | NotEnoughData:
    """Pearson's r after each pair was entered both ways round, −1 to 1.

    2·Σ(x − m)(y − m) / Σ((x − m)² + (y − m)²), m the mean of all values. It does not matter who
    of a pair comes first. Needs two pairs, and values that differ. Raises ValueError for NaN.

    Griffin & Gonzalez (1995), Correlational analysis of dyad-level data in the exchangeable
    case, Psychological Bulletin 118(3), 430-439.

    >>> double_entry([(1, 1), (2, 2), (4, 4)]), double_entry([(1, 3), (3, 1)])
    (1.0, -1.0)
    """
    columns(pairs)
    if len(pairs) < 2:
        return NotEnoughData(Reason.TOO_FEW_CASES)
    values = [value for pair in pairs for value in pair]
    if min(values) == max(values):
        return NotEnoughData(Reason.NO_SPREAD)
    mean = fmean(values)
    products = 2 * math.fsum((x - mean) * (y - mean) for x, y in pairs)
    return max(-1.0, min(1.0, products / _squares(values, mean)))


def dyad_icc(pairs: Pairs, confidence: float = 0.95) -> DyadIcc | NotEnoughData:
    """How alike the two members of a couple are, each couple one pair in any order.

    `anova` is ICC(1,1) with two members: (MSB − MSW) / (MSB + MSW). Needs two couples, and
    values that differ. Raises ValueError for NaN.

    Kenny, Kashy & Cook (2006), Dyadic Data Analysis, Guilford Press, pp. 34-35; the pairwise
    one: Griffin & Gonzalez (1995), Psychological Bulletin 118(3), 430-439.

    >>> found = dyad_icc([(8, 6), (5, 3), (7, 2), (8, 5), (8, 7), (5, 6)])
    >>> round(found.anova.value, 3), round(found.pairwise, 3)
    (0.035, -0.056)
    """
    found = shrout_fleiss(pairs, confidence)
    if isinstance(found, NotEnoughData):
        return found
    return DyadIcc(len(pairs), double_entry(pairs), found.icc11)


def _squares(values: Sequence[float], mean: float) -> float:
    return math.fsum((value - mean) ** 2 for value in values)


def _unless_rounding(squares: float, total: float) -> float:
    """A sum of squares, or 0 where only rounding is left of it."""
    return squares if squares > ROUNDING * total else 0.0


def _ratio(above: float, below: float) -> float | NotEnoughData:
    return above / below if below > 0 else NotEnoughData(Reason.NO_SPREAD)


def _icc(
    value: float | NotEnoughData, interval: Interval | NotEnoughData, test: FTest | NotEnoughData
) -> Icc | NotEnoughData:
    return value if isinstance(value, NotEnoughData) else Icc(value, interval, test)


def _test(between: float, error: float, df1: int, df2: int) -> FTest | NotEnoughData:
    if error == 0:
        return NotEnoughData(Reason.NO_ERROR)
    f = between / error
    return FTest(f, df1, df2, upper_tail(f, df1, df2))


def _f_interval(test: FTest | NotEnoughData, confidence: float) -> Interval | NotEnoughData:
    """The interval of the mean of k ratings, models 1 and 3: 1 − 1/F_L to 1 − 1/F_U."""
    if isinstance(test, NotEnoughData):
        return test
    if test.f == 0:
        return NotEnoughData(Reason.NO_SPREAD)
    high = (1 + confidence) / 2
    lower = test.f / quantile(high, test.df1, test.df2)
    upper = test.f * quantile(high, test.df2, test.df1)
    return Interval(1 - 1 / lower, 1 - 1 / upper)


def _of_single(mean: Interval | NotEnoughData, k: int) -> Interval | NotEnoughData:
    """From the mean of k ratings back to one: R / (k − (k − 1)·R), Spearman-Brown for 1/k."""
    if isinstance(mean, NotEnoughData):
        return mean
    low, high = (end / (k - (k - 1) * end) for end in (mean.low, mean.high))
    return Interval(low, high)


def _of_mean(single: Interval | NotEnoughData, k: int) -> Interval | NotEnoughData:
    """From one rating to the mean of k: k·R / (1 + (k − 1)·R), Spearman-Brown for k."""
    if isinstance(single, NotEnoughData):
        return single
    if 1 + (k - 1) * single.low <= 0:
        return NotEnoughData(Reason.NO_SPREAD)
    low, high = (k * end / (1 + (k - 1) * end) for end in (single.low, single.high))
    return Interval(low, high)


def _random_judges(
    ms: Anova, icc2: float | NotEnoughData, confidence: float
) -> Interval | NotEnoughData:
    """The interval of ICC(2,1), with Satterthwaite's degrees of freedom v for its error."""
    if isinstance(icc2, NotEnoughData):
        return icc2
    if ms.residual == 0:
        return NotEnoughData(Reason.NO_ERROR)
    # Below zero the terms of v cancel, and the interval may shrink to a point beside the estimate.
    if icc2 <= 0:
        return NotEnoughData(Reason.NOT_ABOVE_ZERO)
    n, k, b, j, e = ms.n, ms.k, ms.targets, ms.judges, ms.residual
    rho_f, spread = k * icc2 * j / e, n * (1 + (k - 1) * icc2) - k * icc2
    v = (k - 1) * (n - 1) * (rho_f + spread) ** 2 / ((n - 1) * rho_f**2 + spread**2)
    high, judges = (1 + confidence) / 2, k * j + (k * n - k - n) * e
    f_high, f_low = quantile(high, n - 1, v), quantile(high, v, n - 1)
    return Interval(
        n * (b - f_high * e) / (f_high * judges + n * b),
        n * (f_low * b - e) / (judges + n * f_low * b),
    )
