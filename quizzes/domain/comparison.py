"""Holds the results of two partners side by side: where it is worth a talk, never who is right."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import NormalDist, fmean, stdev

from quizzes.domain.areas import ALPHA, holm
from quizzes.domain.difference import Difference
from quizzes.domain.error import sem
from quizzes.domain.intraclass import double_entry
from quizzes.domain.reliability import correlation
from quizzes.domain.undefined import NotEnoughData, Reason

# With two areas every pair of profiles has the shape +1 or −1.
FEWEST_AREAS = 3


@dataclass(frozen=True, slots=True)
class Gap(Difference):
    """One's own score minus the partner's, in one area."""


@dataclass(frozen=True, slots=True)
class ProfileAgreement:
    """How far two profiles over the same areas agree.

    `elevation_difference` is the mean of one's own scores minus that of the partner's, in POMP
    points. `scatter_mine` and `scatter_theirs` are the SD of each profile over its areas, in POMP
    points, 0 or more. `shape` is Pearson's r of the two, `double_entry` the intraclass
    correlation that is lowered by differences in elevation and scatter too; both from −1 to 1.
    """

    elevation_difference: float
    scatter_mine: float
    scatter_theirs: float
    shape: float | NotEnoughData
    double_entry: float | NotEnoughData


def gap(
    mine: float,
    theirs: float,
    sd: float,
    reliability: float,
    shares: tuple[float, float] = (1.0, 1.0),
) -> Gap:
    """The gap between two people's scores in one area, with its error and its chance.

    SE = sqrt(sem₁² + sem₂²), which is SD·sqrt(2·(1 − r)) when both answered all items. Scores
    and `sd` share one unit; `reliability` is from 0 up to but not including 1; `shares` are the
    parts of the items each answered. Raises ValueError outside these ranges.

    Lord & Novick (1968), Statistical Theories of Mental Test Scores: the error of a difference
    between two independent scores.

    >>> found = gap(mine=80, theirs=55, sd=20, reliability=0.80)
    >>> found.difference, round(found.se, 2), round(found.z, 2), round(found.p, 3)
    (25, 12.65, 1.98, 0.048)
    """
    own, other = (sem(sd, reliability, share) for share in shares)
    return Gap.of(mine, theirs, (own, other))


def worth_a_talk(gaps: Mapping[str, Gap], alpha: float = ALPHA) -> frozenset[str]:
    """The areas, by key, whose gap is larger than its error after Holm's correction over all.

    The same for both partners. `alpha` is the chance of naming any area whose gap is only error.

    Holm (1979), Scandinavian Journal of Statistics 6(2), 65-70.

    >>> sorted(worth_a_talk({"time": gap(90, 30, 20, 0.8), "trust": gap(90, 65, 20, 0.8)}))
    ['time', 'trust']
    >>> worth_a_talk({"time": gap(60, 50, 20, 0.8), "trust": gap(90, 65, 20, 0.8)})
    frozenset()
    """
    chances = holm([one.p for one in gaps.values()])
    return frozenset(area for area, p in zip(gaps, chances, strict=True) if p < alpha)


def margins(gaps: Mapping[str, Gap], alpha: float = ALPHA) -> dict[str, float]:
    """How large each area's gap may be without being worth a talk, in the unit of the scores.

    z(1 − α/(2·k))·SE, where k is the number of areas that `worth_a_talk` leaves, at least 1. Holm's
    method compares the largest p it rejects and the smallest it leaves with α/(k + 1) and α/k, so
    this one bound parts them: a gap is worth a talk exactly when it is larger than its margin.

    >>> found = margins({"time": gap(60, 50, 20, 0.8), "trust": gap(90, 10, 20, 0.8)})
    >>> {area: round(margin, 1) for area, margin in found.items()}
    {'time': 24.8, 'trust': 24.8}
    """
    left = len(gaps) - len(worth_a_talk(gaps, alpha))
    z = NormalDist().inv_cdf(1 - alpha / (2 * max(1, left)))
    return {area: z * one.se for area, one in gaps.items()}


def profile_agreement(
    mine: Mapping[str, float], theirs: Mapping[str, float]
) -> ProfileAgreement | NotEnoughData:
    """Elevation, scatter, shape and double-entry ICC of two profiles, scores by area.

    Only areas that both have count, and at least three are needed. A single figure inside is
    NotEnoughData when a profile is flat. Over five or six areas all of this is rough: it
    describes one pair of results and grades nobody.

    Cronbach & Gleser (1953), Assessing similarity between profiles, Psychological Bulletin 50(6),
    456-473; McCrae (2008), A note on some measures of profile agreement, Journal of Personality
    Assessment 90(2), 105-109.

    >>> flat = {"time": 50.0, "trust": 50.0, "listening": 50.0}
    >>> profile_agreement({"time": 40.0, "trust": 60.0, "listening": 80.0}, flat).shape
    NotEnoughData(reason=<Reason.NO_SPREAD: 'no-spread'>)
    """
    pairs = [(mine[area], theirs[area]) for area in mine if area in theirs]
    if len(pairs) < FEWEST_AREAS:
        return NotEnoughData(Reason.TOO_FEW_MEASURES)
    own, other = [pair[0] for pair in pairs], [pair[1] for pair in pairs]
    return ProfileAgreement(
        elevation_difference=fmean(own) - fmean(other),
        scatter_mine=stdev(own),
        scatter_theirs=stdev(other),
        shape=correlation(own, other),
        double_entry=double_entry(pairs),
    )
