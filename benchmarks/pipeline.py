"""How fast mail leaves: the whole engine against a bare connection, and what others build.

Every side sends to the same sink, and all take their turns in one run. A rate is mails a second
import sys
from the first look at the schedules until all are at the sink and, on our side, recorded.
"""

import smtplib
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import partial

from django.utils import timezone

from accounts.models import Person
from benchmarks import database, processes, results
from benchmarks.processes import Sink, wait_until
from benchmarks.usual import remind
from checkins import tasks
from checkins.models import OwedMail, Schedule
from checkins.reminders import clock, letters, tick

REPETITIONS = 5
MAILS = 1000
# The slow sides get fewer: their rate does not depend on the number, and they would take all day.
FEW = 10


@dataclass(frozen=True)
class Side:
    """One way to send: what to call it, how many mails, and what sends them."""

    name: str
    mails: int
    send: Callable[[], object]
    worker: int | None = None


def main(quick: bool = False) -> None:
    """Measure all sides in turn and keep their ratios."""
    mails = MAILS // 10 if quick else MAILS
    with _ready(mails) as (sink, worker):
        sides = _sides(sink, worker, mails)
        for side in sides:
            _measured(side, sink)
        rounds = [_round(sides, sink) for _ in range(REPETITIONS)]
    found = _ratios([rates for rates, _ in rounds]) | _work([costs for _, costs in rounds])
    results.show(found)
    if not quick:
        results.keep(pipeline=found | {"mails": mails})


@contextmanager
def _ready(mails: int) -> Iterator[tuple[Sink, int]]:
    """Everything that takes part is running; gives the sink, and the one worker's process."""
    with ExitStack() as stack:
        stack.enter_context(database.throwaway())
        database.fill(mails, timezone.now())
        database.tidy()
        sink = stack.enter_context(processes.sink())
        worker = stack.enter_context(processes.celery(*processes.worker_words("one")))
        stack.enter_context(processes.celery(*processes.worker_words("two", children=2)))
        usual = processes.worker_words("usual")
        stack.enter_context(processes.celery(*usual, app="benchmarks.usual"))
        yield sink, worker.pid


def _sides(sink: Sink, worker: int, mails: int) -> list[Side]:
    ready_made = [(mail.person.email, _ready_made(mail)) for mail in _made_up(mails)]
    return [
        Side("ceiling", mails, partial(_bare, sink, ready_made)),
        Side("one worker", mails, partial(_whole, "one"), worker),
        Side("two workers", mails, partial(_whole, "two")),
        Side("task per recipient", mails // FEW, partial(_task_per_recipient, mails // FEW)),
        Side("one row at a time", mails // FEW, partial(_one_at_a_time, mails // FEW)),
    ]


def _measured(side: Side, sink: Sink) -> tuple[float, float]:
    """Let one side send its mails: its mails a second, and its processor time for each of them.

    That is the time of all who take part but Redis, and of this process while it sends itself.
    """
    database.come_due(side.mails, timezone.now())
    sink.clear()
    workers = processes.family(side.worker) if side.worker else []
    taking_part = [sink.pid, *workers, *database.serving()]
    spent = processes.processor_seconds(taking_part) + time.process_time()
    begun = time.perf_counter()
    side.send()
    spent -= time.process_time()
    wait_until(lambda: sink.count()[0] == side.mails)
    if "worker" in side.name:
        wait_until(lambda: database.sent() == side.mails)
    if side.name != "ceiling":
        # It notes the last mail after that has arrived; the next side must not find it noted.
        wait_until(lambda: not Schedule.objects.due(timezone.now()).exists())
    rate = side.mails / (time.perf_counter() - begun)
    return rate, (processes.processor_seconds(taking_part) - spent) / side.mails


def _round(sides: list[Side], sink: Sink) -> tuple[dict[str, float], dict[str, float]]:
    """The rates of all sides, and what each cost."""
    found = {side.name: _measured(side, sink) for side in sides}
    print(
        "  ".join(
            f"{name} {rate:.0f}/s {cost * 1000:.2f} ms" for name, (rate, cost) in found.items()
        ),
        flush=True,
    )
    return {n: rate for n, (rate, _) in found.items()}, {n: cost for n, (_, cost) in found.items()}


def _work(costs: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    """The first ratio again, by the work done: other people's load changes that far less."""
    ratios = [one["ceiling"] / one["one worker"] for one in costs]
    return {"ceiling ÷ pipeline in processor time": results.figure(ratios)}


def _ratios(rounds: list[dict[str, float]]) -> dict[str, dict[str, float]]:
    pairs = {
        "pipeline ÷ ceiling": ("one worker", "ceiling"),
        "pipeline ÷ task per recipient": ("one worker", "task per recipient"),
        "pipeline ÷ one row at a time": ("one worker", "one row at a time"),
        "two workers ÷ one": ("two workers", "one worker"),
    }
    return {
        name: results.figure([rates[above] / rates[below] for rates in rounds])
        for name, (above, below) in pairs.items()
    }


# --- The sides --------------------------------------------------------------------------------


def _whole(queue: str) -> None:
    """Ours: a tick, real workers on a real queue, each mail recorded."""
    tick.run(clock.now(), hand_over=lambda ids: tasks.deliver.apply_async([ids], queue=queue))


def _bare(sink: Sink, mails: list[tuple[str, bytes]]) -> None:
    """The ceiling: one connection, ready-made bytes, nothing else."""
    with smtplib.SMTP("127.0.0.1", sink.port) as line:
        for to, content in mails:
            line.sendmail("evenings@example.org", [to], content)


def _task_per_recipient(mails: int) -> None:
    """What people usually write."""
    due = Schedule.objects.due(timezone.now()).values_list("pk", flat=True)[:mails]
    for pk in due:
        remind.delay(pk)


def _one_at_a_time(mails: int) -> None:
    """How healthchecks sends its reports, without the pause between them: one due row, a
    compare-and-set, one mail over a connection of its own, the next row."""
    for _ in range(mails):
        schedule = Schedule.objects.select_related("person").due(timezone.now()).first()
        same = Schedule.objects.filter(pk=schedule.pk, next_due_at=schedule.next_due_at)
        if same.update(next_due_at=timezone.now() + timedelta(days=7)):
            letters.reminder(_mail_to(schedule.person)).send()


def _made_up(mails: int) -> Iterator[OwedMail]:
    for person in Person.objects.order_by("pk")[1 : mails + 1]:
        yield _mail_to(person)


def _mail_to(person: Person) -> OwedMail:
    return OwedMail(person=person, kind="together", message_id=f"<{uuid.uuid4().hex}@127.0.0.1>")


def _ready_made(mail: OwedMail) -> bytes:
    return letters.reminder(mail).message().as_bytes(linesep="\r\n")


if __name__ == "__main__":
    main(quick="--quick" in sys.argv)
