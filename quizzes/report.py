"""Collects what the host's report is made of: one attempt a person, of those who agreed to it."""

from collections.abc import Iterator
from contextlib import suppress

from accounts.models import Seat
from accounts.sealing import KeyGone, Locked, SealBroken
from accounts.services import people_in_quiz_statistics
from quizzes.domain.instrument import Instrument
from quizzes.domain.report import Taking
from quizzes.models import Attempt
from quizzes.models.attempt import AttemptQuerySet

# Rows fetched at once: answers are opened one by one and need not all lie in memory sealed, too.
BATCH = 200


def takings(instrument: Instrument) -> Iterator[Taking]:
    """The first finished attempt of everybody who agreed, under the scoring as it is now.

    Somebody whose key is gone, erased and then brought back by a backup, counts as nobody. So does
    who has locked it, or whose answers are damaged: no report can open that.
    """
    couples = dict(Seat.objects.filter(left_at=None).values_list("person", "couple"))
    last = None
    for attempt in _finished(instrument).iterator(chunk_size=BATCH):
        if attempt.person_id != last:
            last = attempt.person_id
            with suppress(KeyGone, Locked, SealBroken):
                yield Taking(attempt.areas, attempt.answers, couples.get(attempt.person_id))


def _finished(instrument: Instrument) -> AttemptQuerySet:
    """What everybody who agreed has finished, by person, the first one first."""
    return (
        Attempt.objects.with_version()
        .select_related("person__key")
        .filter(person__in=people_in_quiz_statistics(), finished_at__isnull=False)
        .filter(version__scoring_hash=instrument.scoring_hash)
        .order_by("person", "finished_at", "pk")
    )
