"""What is lost and what goes out twice when a worker's child is killed again and again.

A child is killed at a random moment of its work, a hundred times over. What it held waits for its
lease; so that nobody waits for minutes here, the leases are moved back once nothing is at work.
"""

import os
import random
import signal
import sys
import time
from contextlib import suppress
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from benchmarks import database, processes, results
from benchmarks.bars import KILLS
from benchmarks.processes import Sink
from checkins import tasks
from checkins.models import OwedMail
from checkins.reminders import clock, tick

MAILS = 3000
LONGEST_SECONDS = 180
# Within so many seconds of a mail the child is at some point of the next few.
LONGEST_PAUSE = 0.06
# Nothing has come in for so long: what is left waits for leases.
QUIET_SECONDS = 1.5
TIME_PASSED = timedelta(minutes=5)


def main(quick: bool = False) -> None:
    """Send, kill, count."""
    mails, kills = (MAILS // 10, KILLS // 10) if quick else (MAILS, KILLS)
    with database.throwaway(), processes.sink() as sink:
        database.fill(mails, timezone.now())
        database.tidy()
        database.come_due(mails, timezone.now())
        with processes.celery(*processes.worker_words("evenings")) as worker:
            _tick()
            done = _kill_while_sending(sink, worker.pid, kills)
            _until_all_is_settled(sink)
        arrived, different = sink.count()
        states = dict(database.states())
    found = {
        "kills": done,
        "mails": mails,
        "lost": mails - different,
        "doubled": arrived - different,
        "states": states,
    }
    print(found)
    if not quick:
        results.keep(kills=found)


def _tick() -> None:
    tick.run(clock.now(), hand_over=lambda ids: tasks.deliver.apply_async([ids]))


def _kill_while_sending(sink: Sink, worker: int, kills: int) -> int:
    """Kill children until it is enough, all is sent or the time is up; gives how many."""
    done, until = 0, time.monotonic() + LONGEST_SECONDS
    while done < kills and time.monotonic() < until and _is_owed():
        if not _is_sending(sink):
            _let_time_pass()
            continue
        time.sleep(random.uniform(0, LONGEST_PAUSE))
        for child in processes.children(worker):
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
                done += 1
        if done % 10 == 0:
            print(f"{done} kills, {sink.count()[0]} mails", flush=True)
    return done


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
