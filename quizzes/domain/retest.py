"""What a re-test is: when it may come, when one may still be discarded, what is looked at in it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from quizzes.domain.change import Baseline, Change, Look, reliable_change
from quizzes.domain.instrument import Instrument
from quizzes.domain.scoring import AreaScore, Scores

# The statements ask about the last four weeks: before that, a new result would ask about days
# that the last one asked about already.
SOONEST = timedelta(weeks=4)
DISCARDED_WITHIN = timedelta(hours=24)


def possible_on(finished_on: date) -> date:
    """The first day, in the person's own zone, on which the quiz may be taken again.

    >>> possible_on(date(2026, 11, 23))
    datetime.date(2026, 12, 21)
    """
    return finished_on + SOONEST


def suggested_on(finished_on: date, weeks: int) -> date:
    """The day on which it makes sense to take it again; `weeks` is what the instrument says.

    >>> suggested_on(date(2026, 11, 23), weeks=12)
    datetime.date(2027, 2, 15)
    """
    return finished_on + timedelta(weeks=weeks)


def may_discard(finished_at: datetime, at: datetime) -> bool:
    """Whether a result is new enough to be taken back as if it had not been."""
    return at - finished_at <= DISCARDED_WITHIN


def looks(
    instrument: Instrument, now: Scores, earlier: Mapping[Baseline, Scores]
) -> dict[Look, Change]:
    """Every comparison of one re-test: each area that has a score now and then, by baseline.

    All of them belong to one instrument, or to versions of it with the same scoring hash. The
    retest reliability is used where one is published.
    """
    found: dict[Look, Change] = {}
    for baseline, then in earlier.items():
        before = {score.area: score for score in then.known}
        for after in now.known:
            if after.area in before:
                change = _change(instrument, before[after.area], after)
                found[Look(after.area, baseline)] = change
    return found


def _change(instrument: Instrument, before: AreaScore, after: AreaScore) -> Change:
    constants = instrument.constants_for(after.area)
    return reliable_change(
        before.pomp,
        after.pomp,
        constants.sd,
        constants.retest_reliability or constants.reliability,
        (before.answered / before.of, after.answered / after.of),
    )
