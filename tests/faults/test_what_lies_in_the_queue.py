"""Random bytes, unknown tasks and messages of another release: the worker keeps running."""

import json
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import Celery
from kombu import Connection

from accounts import services as accounts
from checkins.domain.retries import GRACE
from checkins.reminders import clock, schedules, unsubscribe
from checkins.reminders import tick as ticking
from intimacy.celery import app
from tests.support.engine import Engine, comes_true
from tests.support.reminders_due import State, ages, copies, due_now, is_settled, states
from tests.support.servers import RedisServer
from tests.support.site import Site, free_port
from tests.support.smtp_server import SmtpServer

QUEUE = "evenings"
DELIVER = "checkins.tasks.deliver"
# An envelope that can be read, around nothing a worker could use.
HOLLOW = {
    "body": "bm90aGluZw==",
    "content-type": "application/json",
    "content-encoding": "utf-8",
    "headers": {},
    "properties": {
        "body_encoding": "base64",
        "delivery_tag": "1",
        "delivery_info": {"exchange": "", "routing_key": QUEUE},
    },
}
NO_MESSAGES = [
    *(b"", b"\xff\xfe\x00", b"{", b"[1, 2]", b"null", b"17", b'"text"', b'{"body": "x"}'),
    b'{"body": "x", "properties": {}, "headers": {}}',
    b'{"body": 1, "properties": [], "headers": null}',
    json.dumps(HOLLOW).encode(),
    json.dumps(HOLLOW | {"body": "=="}).encode(),
    json.dumps(HOLLOW | {"headers": {"task": ["x"], "id": "1"}}).encode(),
    json.dumps(HOLLOW | {"headers": {"task": DELIVER, "id": "1"}}).encode(),
    json.dumps(HOLLOW | {"headers": {"task": DELIVER}}).encode(),
    b'{"body": {"__type__": "datetime", "__value__": 5}}',
    b"[" * 100_000,
    json.dumps(HOLLOW | {"content-type": "application/x-python-serialize"}).encode(),
    json.dumps(HOLLOW | {"properties": {"body_encoding": "rot13", "delivery_tag": 1}}).encode(),
]
# As an older or a newer release may have sent them.
OF_ANOTHER_RELEASE = [
    ("checkins.tasks.gone", [], {}),
    (DELIVER, [[], "one argument more"], {}),
    (DELIVER, [], {"mails": []}),
    (DELIVER, [[str(uuid.uuid4())]], {}),
    (DELIVER, [["17", "\x00"]], {}),
    (DELIVER, [None], {}),
    ("checkins.tasks.tick", ["now"], {}),
]


def _sends_old_messages(queue: Connection, sender: Celery = app) -> None:
    for name, args, kwargs in OF_ANOTHER_RELEASE:
        sender.send_task(name, args, kwargs, connection=queue, queue=QUEUE, ignore_result=True)


@pytest.fixture
def queue(redis: RedisServer) -> Iterator[Connection]:
    """The Redis queue, as another process of the site would open it."""
    with Connection(redis.url, transport_options={"global_keyprefix": "evenings:"}) as opened:
        yield opened


def test_a_worker_on_redis_outlives_all_of_it(
    engine: Engine, queue: Connection, mail_server: SmtpServer
) -> None:
    due_now("kim")
    client = queue.default_channel.client
    client.lpush(QUEUE, *NO_MESSAGES)
    _sends_old_messages(queue)
    worker = engine.worker()
    assert comes_true(lambda: client.llen(QUEUE) == 0), engine.said()

    # And while it waits for the next one.
    for nothing in NO_MESSAGES:
        client.lpush(QUEUE, nothing)
    engine.beat()

    assert comes_true(is_settled), engine.said()
    assert worker.is_running, worker.said()
    assert copies(mail_server) == {"kim": 1}
    assert "unregistered task" in worker.said()


@pytest.mark.slow
def test_a_site_on_a_folder_outlives_all_of_it(tmp_path: Path) -> None:
    site = Site(tmp_path / "data", free_port())
    try:
        assert site.becomes("/readyz", 200, within=60), site.said()
        messages = site.folder / "queue" / "messages"
        for number, nothing in enumerate(NO_MESSAGES):
            (messages / f"{number:020}_damaged.{QUEUE}.msg").write_bytes(nothing)
        with _folder_queue(messages) as opened:
            _sends_old_messages(opened)

        assert comes_true(lambda: not list(messages.glob("*damaged*"))), site.said()
        assert comes_true(lambda: "unregistered task" in site.said()), site.said()
        assert site.process.poll() is None, site.said()
        assert site.status("/readyz") == 200
    finally:
        site.stop()


def _folder_queue(messages: Path) -> Connection:
    options = {
        "data_folder_in": str(messages),
        "data_folder_out": str(messages),
        "control_folder": str(messages.parent / "control"),
    }
    return Connection("folder://", transport_options=options)


def test_an_argument_too_many_costs_nobody_their_mail(
    engine: Engine, queue: Connection, mail_server: SmtpServer
) -> None:
    due_now("kim", "jo")
    # Handed over by a release that said more than ours understands.
    app.send_task(DELIVER, [*_tick(), "more"], connection=queue, queue=QUEUE, ignore_result=True)
    engine.worker()
    engine.beat()
    ages(ticking.UNHEARD_AFTER)

    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == {"kim": 1, "jo": 1}


def test_what_is_called_off_while_it_waits_in_the_queue_is_not_sent(
    engine: Engine, queue: Connection, mail_server: SmtpServer
) -> None:
    _stays, unlinks, pauses, stops, erases = due_now(
        "stays", "unlinks", "pauses", "stops", "erases"
    )
    for batch in _tick():
        app.send_task(DELIVER, [batch], connection=queue, queue=QUEUE, ignore_result=True)
    now = clock.now()

    accounts.unlink(by=unlinks.afresh(), at=now)
    schedules.pause(pauses.person, now + GRACE)
    unsubscribe.act(stops.person.public_id, "together")
    accounts.erase(by=erases.afresh(), at=now)
    engine.worker()

    assert comes_true(is_settled), engine.said()
    assert copies(mail_server) == {"stays": 1}
    assert states() == {State.SENT: 1, State.WITHDRAWN: 3}


def _tick() -> list[list[str]]:
    """One tick here, with what it hands out given back."""
    handed: list[list[str]] = []
    ticking.run(clock.now(), hand_over=handed.append)
    return handed
