"""Runs Celery with a clock that is wrong: `python -m tests.support.shifted FILE worker …`.

FILE holds by how many seconds; written anew, it sets this process's clock again. Children forked by
a worker keep the clock they were born with.
"""

import sys
import threading
import time
from datetime import timedelta
from pathlib import Path

import time_machine
from celery.__main__ import main

LOOK_EVERY_SECONDS = 0.1


def _follow(file: Path, clock: time_machine.Traveller, shift: float) -> None:
    while True:
        # time.sleep counts real seconds, whatever the clock says.
        time.sleep(LOOK_EVERY_SECONDS)
        wanted = float(file.read_text() or shift)
        if wanted != shift:
            clock.shift(timedelta(seconds=wanted - shift))
            shift = wanted


def run() -> None:
    """Set the clock wrong and be Celery."""
    file = Path(sys.argv.pop(1))
    shift = float(file.read_text())
    with time_machine.travel(time.time() + shift, tick=True) as clock:
        threading.Thread(target=_follow, args=(file, clock, shift), daemon=True).start()
        main()


if __name__ == "__main__":
    run()
