"""What beat and a worker hold in memory at ten thousand schedules and at a million.

Both run as on a real server; a thousand schedules come due five times over, and after each time the
resident memory of the processes is read.
"""

import sys
from contextlib import ExitStack
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils import timezone

from benchmarks import database, processes, results
from benchmarks.processes import Sink
from benchmarks.ticks import DUE, FEW, MANY

REPETITIONS = 5


def main(quick: bool = False) -> None:
    """Fill, read, fill up to a million, read again, and keep the ratios."""
    many = MANY // 20 if quick else MANY
    with database.throwaway(), database.copy_of_it() as copy, processes.sink() as sink:
        large = connection.settings_dict["NAME"]
        sizes = {}
        for name, people in ((copy, FEW), (large, many)):
            database.use(name)
            print(f"Making {people} schedules ...", flush=True)
            database.fill(people, timezone.now())
            database.tidy()
            sizes[name] = _measured(sink, prefix=f"{name}:")
    found = {
        f"{part}, 1 M ÷ 10 k": results.figure(
            [big[part] / small[part] for small, big in zip(*sizes.values(), strict=True)]
        )
        for part in ("worker", "beat")
    }
    results.show(found)
    if not quick:
        results.keep(memory=found)


def _measured(sink: Sink, prefix: str) -> list[dict[str, int]]:
    """Kilobytes of both after each of five rounds, with a queue of their own."""
    with ExitStack() as stack:
        own = {"REDIS_PREFIX": prefix, "TICK_SECONDS": "1"}
        beat_words = ("beat", "--pidfile=", "--schedule", f"{settings.DATA_DIR}/beat-{prefix[:-1]}")
        worker = stack.enter_context(processes.celery(*processes.worker_words("evenings"), **own))
        beat = stack.enter_context(processes.celery(*beat_words, **own))
        return [_after_a_round(sink, worker.pid, beat.pid) for _ in range(REPETITIONS)]


def _after_a_round(sink: Sink, worker: int, beat: int) -> dict[str, int]:
    sink.clear()
    database.come_due(DUE, timezone.now())
    processes.wait_until(lambda: sink.count()[0] == DUE and database.sent() == DUE, 0.1)
    found = {"worker": sum(map(_resident, processes.family(worker))), "beat": _resident(beat)}
    print("  ".join(f"{part} {size // 1000} MB" for part, size in found.items()), flush=True)
    return found


def _resident(pid: int) -> int:
    """Kilobytes of memory a process holds now."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1])


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
