"""Rules in plain Python and the sealing of texts, in milliseconds.

Beside each stands how often a reference loop fits into it: the squares of ten thousand numbers,
summed in the same process at the same moment.
"""

import random
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from datetime import time as wall_time
from functools import partial

from accounts.domain.sealing import KEY_BYTES, KEY_ID_BYTES, Sealer
from benchmarks import results
from benchmarks.database import ZONES
from checkins.domain.cadence import next_occurrence
from quizzes import content
from quizzes.domain.change import Baseline, verdicts
from quizzes.domain.instrument import Instrument
from quizzes.domain.retest import looks
from quizzes.domain.scoring import Scores, score

REPETITIONS = 15
NOW = datetime(2026, 12, 5, 12, 0, tzinfo=UTC)
TEXT = "What was good this week was that we found an hour for the two of us on Wednesday. " * 4
SEALER = Sealer(bytes(KEY_BYTES), bytes(KEY_ID_BYTES), b"somebody")


def main(quick: bool = False) -> None:
    """Measure all in turn and keep milliseconds and ratios."""
    acts = _acts()
    rounds = [{name: _milliseconds(act) for name, act in acts.items()} for _ in range(REPETITIONS)]
    found = {name: _found(name, rounds) for name in acts if name != "reference"}
    results.show({name: one["milliseconds"] for name, one in found.items()})
    if not quick:
        results.keep(rules=found)


def _acts() -> dict[str, Callable[[], object]]:
    instrument = content.current("en")
    before = score(instrument, _answers(instrument, 1), instrument.always_asked)
    sealed = [SEALER.seal(TEXT, "note") for _ in range(100)]
    return {
        "reference": lambda: sum(n * n for n in range(10_000)),
        "1,000 next_occurrence": _thousand_occurrences,
        "scoring one attempt": partial(_result, instrument, before),
        "sealing 100 texts": lambda: [SEALER.seal(TEXT, "note") for _ in range(100)],
        "opening 100 texts": lambda: [SEALER.open(value, "note") for value in sealed],
    }


def _milliseconds(act: Callable[[], object]) -> float:
    act()
    # The processor's time: nothing here waits for anybody, and others may be at work meanwhile.
    begun = time.process_time()
    act()
    return (time.process_time() - begun) * 1000


def _found(name: str, rounds: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    return {
        "milliseconds": results.figure([costs[name] for costs in rounds]),
        "of the reference": results.figure([costs[name] / costs["reference"] for costs in rounds]),
    }


def _thousand_occurrences() -> None:
    for n in range(1000):
        next_occurrence(
            weekday=n % 7, wall_time=wall_time(n % 24), zone=ZONES[n % len(ZONES)], after=NOW
        )


def _result(instrument: Instrument, before: Scores) -> None:
    """Score an attempt with its ranges, and hold it against the first and the one before."""
    now = score(instrument, _ANSWERED, instrument.always_asked)
    verdicts(looks(instrument, now, {Baseline.FIRST: before, Baseline.PREVIOUS: before}))


def _answers(instrument: Instrument, seed: int) -> dict[str, int]:
    chance = random.Random(seed)
    asked = instrument.items_in(instrument.always_asked)
    return {item.key: chance.randrange(len(item.options)) for item in asked}


_ANSWERED = _answers(content.current("en"), 2)


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
