"""Several people, or several devices of one, at the same instant."""

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection

from accounts.refusals import Refusal

DONE = "done"
A_MOMENT = 0.2


def at_once(*deeds: Callable[[], object]) -> list[object]:
    """Do all of them at the same moment, each on a connection of its own.

    Gives what came of each, in their order: what it returned (or `DONE`), or the class of the
    refusal. Any other fault is raised here.
    """
    start = Barrier(len(deeds))

    def do(deed: Callable[[], object]) -> object:
        start.wait(timeout=10)
        try:
            return deed() or DONE
        except Refusal as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as people:
        return list(people.map(do, deeds))


def late(seconds: float, deed: Callable[[], object]) -> Callable[[], object]:
    """The deed, so much after its time; `A_MOMENT` lets the others be through before it."""

    def done() -> object:
        time.sleep(seconds)
        return deed()

    return done


def refusals_in(outcomes: list[object]) -> int:
    """How many were refused."""
    return sum(isinstance(outcome, type) for outcome in outcomes)
