"""Says which changes between two results of one person are larger than their error."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist
from typing import NamedTuple

from quizzes.domain.areas import ALPHA, holm
from quizzes.domain.difference import Difference, standard_error
from quizzes.domain.error import sem


class Baseline(StrEnum):
    """The earlier result a new one is held against."""

    FIRST = "first"
    PREVIOUS = "previous"


class Look(NamedTuple):
    """One comparison within a re-test: an area, by its key, against one earlier result."""

    area: str
    baseline: Baseline


class Verdict(StrEnum):
    """What may be said of one look; up and down are directions of the score, not praise."""

    NO_CLEAR_CHANGE = "no-clear-change"
    CLEARLY_UP = "clearly-up"
    CLEARLY_DOWN = "clearly-down"


class Outcome(StrEnum):
    """The four classes of Jacobson and Truax, for instruments with a published cut-off."""

    RECOVERED = "recovered"
    IMPROVED = "improved"
    UNCHANGED = "unchanged"
    DETERIORATED = "deteriorated"


@dataclass(frozen=True, slots=True)
class Change(Difference):
    """The later score minus the earlier one; `z` is the reliable change index."""


@dataclass(frozen=True, slots=True)
class CutOffs:
    """Where a score leaves the dysfunctional or enters the functional population, in its unit.

    `a` lies two SD outside the dysfunctional mean, `b` within two SD of the functional mean, `c`
    where a score is equally far, in SD, from both.
    """

    a: float
    b: float
    c: float


def baselines(earlier: int) -> tuple[Baseline, ...]:
    """The results to hold a new one against, given the number of earlier finished ones.

    With one earlier result the first is the previous, and is looked at once. Raises ValueError
    for a negative number.

    >>> baselines(0), baselines(1), len(baselines(2))
    ((), (<Baseline.FIRST: 'first'>,), 2)
    """
    if earlier < 0:
        raise ValueError(f"earlier must be 0 or more: {earlier}")
    return tuple(Baseline)[: min(earlier, 2)]


def reliable_change(
    before: float,
    after: float,
    sd: float,
    reliability: float,
    shares: tuple[float, float] = (1.0, 1.0),
) -> Change:
    """The change of a score with its error and its chance.

    RC = (after − before) / SE, SE = sqrt(sem₁² + sem₂²), which is SD·sqrt(2·(1 − r)) when all
    items were answered both times. Scores and `sd` share one unit; `reliability` is from 0 up to
    but not including 1, the retest reliability where one is published. `shares` are the parts of
    the items answered before and after. Raises ValueError outside these ranges.

    Jacobson & Truax (1991), Clinical significance, Journal of Consulting and Clinical Psychology
    59(1), 12-19.

    >>> found = reliable_change(before=32.5, after=47.5, sd=7.5, reliability=0.80)
    >>> found.difference, round(found.se, 2), round(found.z, 2), round(found.p, 4)
    (15.0, 4.74, 3.16, 0.0016)
    """
    earlier, later = (sem(sd, reliability, share) for share in shares)
    return Change.of(after, before, (later, earlier))


def needed(sd: float, reliability: float, alpha: float = ALPHA) -> float:
    """The difference that a single look must exceed, in the unit of `sd`, above or equal to 0.

    z(1 − α/2)·SD·sqrt(2·(1 − r)). Of m looks, the one with the smallest p needs that for α/m.
    Raises ValueError when `alpha` is not between 0 and 1, and as `sem` does.

    Jacobson & Truax (1991), Journal of Consulting and Clinical Psychology 59(1), 12-19.

    >>> round(needed(20, 0.80), 1), round(needed(20, 0.80, 0.05 / 5), 1)
    (24.8, 32.6)
    """
    if not 0 < alpha < 1:
        raise ValueError(f"alpha must be between 0 and 1: {alpha}")
    return NormalDist().inv_cdf(1 - alpha / 2) * standard_error(sd, reliability)


def corrected(looks: Mapping[Look, Change]) -> dict[Look, float]:
    """Each look's p, 0 to 1, after Holm's correction over all looks of one re-test.

    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.

    >>> look = Look("trust", Baseline.FIRST)
    >>> corrected({look: Change(20, 10, 2.0, 0.0455)})[look]
    0.0455
    """
    chances = holm([change.p for change in looks.values()])
    return dict(zip(looks, chances, strict=True))


def verdicts(looks: Mapping[Look, Change], alpha: float = ALPHA) -> dict[Look, Verdict]:
    """What may be said of every look of one re-test.

    All looks are one family: areas × baselines. A change is clear when its corrected p is under
    `alpha`, so the chance of any false *clear* in the whole re-test is at most `alpha`.

    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.

    >>> look = Look("trust", Baseline.FIRST)
    >>> verdicts({look: reliable_change(40, 80, 20, 0.8)})[look].value
    'clearly-up'
    """
    chances = corrected(looks)
    return {
        look: _verdict(change.difference, chances[look] < alpha) for look, change in looks.items()
    }


def cut_offs(
    mean_dysfunctional: float, sd_d: float, mean_functional: float, sd_f: float
) -> CutOffs:
    """Cut-offs a, b and c in the unit of the means; works in both directions.

    a = M_d ± 2·SD_d, b = M_f ∓ 2·SD_f, c = (SD_d·M_f + SD_f·M_d) / (SD_d + SD_f). The signs point
    from the dysfunctional to the functional mean. Raises ValueError when the means are equal or
    an SD is not above 0.

    Jacobson & Truax (1991), Journal of Consulting and Clinical Psychology 59(1), 12-19.

    >>> cut_offs(mean_dysfunctional=40, sd_d=7.5, mean_functional=60, sd_f=7.5)
    CutOffs(a=55.0, b=45.0, c=50.0)
    """
    if mean_dysfunctional == mean_functional:
        raise ValueError("the two means must differ")
    if not (0 < sd_d < math.inf and 0 < sd_f < math.inf):
        raise ValueError("both SD must be above 0")
    towards = math.copysign(1, mean_functional - mean_dysfunctional)
    return CutOffs(
        a=mean_dysfunctional + towards * 2 * sd_d,
        b=mean_functional - towards * 2 * sd_f,
        c=(sd_d * mean_functional + sd_f * mean_dysfunctional) / (sd_d + sd_f),
    )


def classify(
    before: float,
    change: Change,
    cut_off: float,
    *,
    higher_is_better: bool,
    alpha: float = ALPHA,
) -> Outcome:
    """The class of one change on an instrument with a published cut-off.

    Recovered: reliably better, from the one side of `cut_off` to the other; improved: reliably
    better without that; deteriorated: reliably worse. `before` and `cut_off` are in the unit of
    the score. A score on the cut-off itself counts as still dysfunctional.

    Jacobson & Truax (1991), Journal of Consulting and Clinical Psychology 59(1), 12-19.

    >>> moved = reliable_change(32.5, 52.5, 7.5, 0.80)
    >>> classify(32.5, moved, cut_off=50, higher_is_better=True).value
    'recovered'
    """
    sign = 1 if higher_is_better else -1
    verdict = _verdict(sign * change.difference, change.p < alpha)
    if verdict is Verdict.NO_CLEAR_CHANGE:
        return Outcome.UNCHANGED
    if verdict is Verdict.CLEARLY_DOWN:
        return Outcome.DETERIORATED
    crossed = sign * before <= sign * cut_off < sign * (before + change.difference)
    return Outcome.RECOVERED if crossed else Outcome.IMPROVED


def _verdict(difference: float, is_clear: bool) -> Verdict:
    if not is_clear:
        return Verdict.NO_CLEAR_CHANGE
    return Verdict.CLEARLY_UP if difference > 0 else Verdict.CLEARLY_DOWN
