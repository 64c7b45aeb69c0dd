"""What a tick costs at ten thousand schedules and at a million, with as many due in both.

Two databases lie side by side and take turns. The time is that of the whole tick, up to the moment
at which the ids would go to the queue.
"""

import sys
import time
from collections.abc import Callable

from django.db import connection
from django.utils import timezone

from benchmarks import database, results
from checkins.models import OwedMail
from checkins.reminders import clock, tick

FEW, MANY = 10_000, 1_000_000
DUE = 1000
REPETITIONS = 7
IDLE_TICKS = 20
# The same claim, written by hand as one statement, with PostgreSQL working out the next times.
BY_HAND = """
    WITH due AS (
        SELECT s.id, s.person_id, s.kind, s.next_on, s.next_due_at
        FROM checkins_schedule s JOIN accounts_person p ON p.id = s.person_id
        WHERE s.enabled AND s.next_due_at <= %(at)s
        ORDER BY s.next_due_at LIMIT 1000
        FOR NO KEY UPDATE OF s, p SKIP LOCKED
    ), moved AS (
        UPDATE checkins_schedule s SET
            next_on = due.next_on + 7,
            next_due_at = (due.next_on + 7 + s.wall_time) AT TIME ZONE s.zone
        FROM due WHERE s.id = due.id
    )
    INSERT INTO checkins_owedmail (
        id, person_id, kind, occasion, due_at, lapses_at, message_id, state, attempts,
        next_try_at, handed_at
    )
    SELECT
        gen_random_uuid(), person_id, kind, to_char(next_on, 'IYYY-"W"IW'), next_due_at,
        next_due_at + interval '6 hours', '<' || md5(random()::text) || '@127.0.0.1>', 'owed', 0,
        %(at)s, %(at)s
    FROM due ON CONFLICT DO NOTHING
"""


def main(quick: bool = False) -> None:
    """Measure in turn in both databases and keep the ratios."""
    many = MANY // 20 if quick else MANY
    with database.throwaway(), database.copy_of_it() as copy:
        large = connection.settings_dict["NAME"]
        for name, people in ((copy, FEW), (large, many)):
            database.use(name)
            print(f"Making {people} schedules ...", flush=True)
            database.fill(people, timezone.now())
            database.tidy()
        rounds = [(_round(copy), _round(large)) for _ in range(REPETITIONS)]
    found = _ratios(rounds)
    results.show(found)
    if not quick:
        results.keep(ticks=found)


def _round(name: str) -> dict[str, float]:
    """Milliseconds of an idle tick, a busy one, and the same by hand, in one of the databases."""
    database.use(name)
    _idle_tick()
    found = {"idle": sum(_timed(_idle_tick) for _ in range(IDLE_TICKS)) / IDLE_TICKS}
    for name, act in (("busy", _busy_tick), ("by hand", _by_hand)):
        database.come_due(DUE, timezone.now())
        found[name] = _timed(act)
        assert OwedMail.objects.filter(state=OwedMail.State.OWED).count() == DUE
    print("  ".join(f"{name} {cost:.1f} ms" for name, cost in found.items()), flush=True)
    return found


def _timed(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return (time.perf_counter() - begun) * 1000


def _idle_tick() -> None:
    # What an earlier round owes would be picked up again after its minute.
    assert tick.run(clock.now(), hand_over=_nobody).owed == 0


def _busy_tick() -> None:
    assert tick.run(clock.now(), hand_over=_nobody).owed == DUE


def _by_hand() -> None:
    with connection.cursor() as cursor:
        cursor.execute(BY_HAND, {"at": clock.now()})


def _nobody(ids: list[str]) -> None:
    """The queue is not part of this."""


def _ratios(rounds: list[tuple[dict[str, float], dict[str, float]]]) -> dict[str, dict]:
    return {
        "tick, 1 M ÷ 10 k schedules": results.figure(
            [large["busy"] / small["busy"] for small, large in rounds]
        ),
        "idle tick, 1 M ÷ 10 k": results.figure(
            [large["idle"] / small["idle"] for small, large in rounds]
        ),
        "tick ÷ one statement by hand": results.figure(
            [large["busy"] / large["by hand"] for _, large in rounds]
        ),
    }


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
