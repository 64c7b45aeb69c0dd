"""Which results of two partners may stand side by side, and what is compared in them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from quizzes.domain.comparison import Gap, gap
from quizzes.domain.instrument import Instrument
from quizzes.domain.scoring import Scores

# Further apart, a difference may be the weeks in between and not the two people.
FURTHEST_APART = timedelta(weeks=4)


@dataclass(frozen=True, slots=True)
class Taken:
    """A result as far as it decides what it may be compared with; `key` is the caller's own."""

    key: int
    scoring_hash: str
    finished_at: datetime


def comparable(one: Taken, other: Taken) -> bool:
    """Whether two results mean the same thing: the same scoring, within four weeks."""
    apart = abs(one.finished_at - other.finished_at)
    return one.scoring_hash == other.scoring_hash and apart <= FURTHEST_APART


def newest_pair(mine: Iterable[Taken], theirs: Iterable[Taken]) -> tuple[Taken, Taken] | None:
    """The newest two comparable results, mine first; both partners find the same two.

    Both arguments hold shared results only. Newest is the pair whose older one is the newest.
    """
    theirs = list(theirs)
    pairs = [(own, other) for own in mine for other in theirs if comparable(own, other)]
    return max(pairs, key=_age, default=None)


def gaps(instrument: Instrument, mine: Scores, theirs: Scores) -> dict[str, Gap]:
    """The gap in every area that both have a score in, mine minus theirs, by area."""
    others = {score.area: score for score in theirs.known}
    found = {}
    for own in mine.known:
        if other := others.get(own.area):
            constants = instrument.constants_for(own.area)
            shares = (own.answered / own.of, other.answered / other.of)
            found[own.area] = gap(own.pomp, other.pomp, constants.sd, constants.reliability, shares)
    return found


def _age(pair: tuple[Taken, Taken]) -> tuple[datetime, datetime]:
    """When the older of the two was finished, then when the newer was: the same from both sides."""
    one, other = pair
    return min(one.finished_at, other.finished_at), max(one.finished_at, other.finished_at)
