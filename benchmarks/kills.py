"""What is lost and what goes out twice when a worker's child is killed again and again.

First at random moments: every second some mails come due, and once in it a child is killed,
whatever it is at, a hundred times over. Then amid sending, the worst that can befall: all mails are
due at once, and each kill follows shortly after a mail went out. What a dead child held waits for
its lease; so that nobody waits for minutes here, the leases are moved back once nothing is at work.
"""

import itertools
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial

from django.db.models import F
from django.utils import timezone

from benchmarks import database, processes, results
from benchmarks.bars import KILLS
from benchmarks.processes import Sink
from checkins import tasks
from checkins.models import OwedMail, Schedule
from checkins.reminders import clock, tick

MAILS = 3000
LONGEST_SECONDS = 180
# At random moments: mails come due, and one child dies, once in so long.
EVERY_SECONDS = 1.0
# Amid sending: within so many seconds of a mail the child is at some point of the next few.
LONGEST_PAUSE = 0.06
# Nothing has come in for so long: what is left waits for leases.
QUIET_SECONDS = 1.5
TIME_PASSED = timedelta(minutes=5)


def main(quick: bool = False) -> None:
    """Send, kill, count: both ways."""
    mails, kills = (MAILS // 10, KILLS // 10) if quick else (MAILS, KILLS)
    found = {
        "kills": _counted(mails, partial(_kill_at_random, kills=kills, portion=mails // kills)),
        "kills_amid": _counted(mails, partial(_kill_amid_sending, kills=kills, mails=mails)),
    }
    print(found)
    if not quick:
        results.keep(**found)


def _counted(mails: int, kill: Callable[[Sink, int], int]) -> dict[str, object]:
    """What one way of killing did to so many mails."""
    with _ready(mails) as (sink, worker):
        done = kill(sink, worker)
        _until_all_is_settled(sink)
        arrived, different = sink.count()
        return {
            "kills": done,
            "mails": mails,
            "lost": mails - different,
            "doubled": arrived - different,
            "states": dict(database.states()),
        }


@contextmanager
def _ready(mails: int) -> Iterator[tuple[Sink, int]]:
    """So many people, none of them due; a sink, and a worker with one child."""
    with database.throwaway(), processes.sink() as sink:
        database.fill(mails, timezone.now())
        database.tidy()
        with processes.celery(*processes.worker_words("evenings")) as worker:
            yield sink, worker.pid


def _tick() -> None:
    tick.run(clock.now(), hand_over=lambda ids: tasks.deliver.apply_async([ids]))


def _kill_at_random(sink: Sink, worker: int, *, kills: int, portion: int) -> int:
    """Every second a portion comes due, and somewhere in that second the child dies."""
    done, turns = 0, itertools.count()
    # A child that is just coming up cannot be killed yet.
    while done < kills and (turn := next(turns)) < 2 * kills:
        _come_due(turn * portion, portion)
        _tick()
        moment = random.uniform(0, EVERY_SECONDS)
        time.sleep(moment)
        done += _kill_children(worker)
        time.sleep(EVERY_SECONDS - moment)
        _say(done, sink)
    return done


def _kill_amid_sending(sink: Sink, worker: int, *, kills: int, mails: int) -> int:
    """Kill just after a mail, until it is enough, all is sent or the time is up."""
    database.come_due(mails, timezone.now())
    _tick()
    done, until = 0, time.monotonic() + LONGEST_SECONDS
    while done < kills and time.monotonic() < until and _is_owed():
        if not _is_sending(sink):
            _let_time_pass()
            continue
        time.sleep(random.uniform(0, LONGEST_PAUSE))
        done += _kill_children(worker)
        _say(done, sink)
    return done


def _come_due(first: int, count: int) -> None:
    """So many schedules, from the first on, are due."""
    # The first of all is the model the others were made after.
    chosen = Schedule.objects.order_by("pk").values_list("pk", flat=True)[1 + first :][:count]
    due_at = timezone.now()
    Schedule.objects.filter(pk__in=list(chosen)).update(next_due_at=due_at, next_on=due_at.date())


def _kill_children(worker: int) -> int:
    """SIGKILL for the worker's child; gives how many there were."""
    done = 0
    for child in processes.children(worker):
        with suppress(ProcessLookupError):
            os.kill(child, signal.SIGKILL)
            done += 1
    return done


def _say(done: int, sink: Sink) -> None:
    if done % 10 == 0:
        print(f"{done} kills, {sink.count()[0]} mails", flush=True)


def _is_sending(sink: Sink) -> bool:
    """Wait for the next mail; False where none comes."""
    before, until = sink.count()[0], time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until:
        if sink.count()[0] != before:
            return True
        time.sleep(0.002)
    return False


def _is_owed() -> bool:
    open_states = (OwedMail.State.OWED, OwedMail.State.CLAIMED)
    return OwedMail.objects.filter(state__in=open_states).exists()


def _let_time_pass() -> None:
    """Five minutes go by for all that waits, and the clockwork ticks."""
    OwedMail.objects.filter(state=OwedMail.State.CLAIMED).update(
        claimed_until=F("claimed_until") - TIME_PASSED
    )
    OwedMail.objects.filter(state=OwedMail.State.OWED).update(
        handed_at=F("handed_at") - TIME_PASSED, next_try_at=F("next_try_at") - TIME_PASSED
    )
    _tick()


def _until_all_is_settled(sink: Sink) -> None:
    """Let the rest be sent in peace."""
    until = time.monotonic() + LONGEST_SECONDS
    while _is_owed() and time.monotonic() < until:
        if not _is_sending(sink):
            _let_time_pass()


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
