"""The queue in a folder: whole messages only, each to one taker, and never the end of a worker."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from kombu import Connection
from kombu.simple import SimpleQueue

from intimacy.folder_queue import Transport


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The folder messages lie in."""
    for name in ("messages", "control"):
        (tmp_path / name).mkdir()
    # A process has one queue in its life; here each test is a process of its own.
    Transport.global_state.clear()
    return tmp_path / "messages"


@pytest.fixture
def connect(folder: Path) -> Iterator:
    """Opens the queue as a process of its own would."""
    opened: list[SimpleQueue] = []

    def opens() -> SimpleQueue:
        options = {
            "data_folder_in": str(folder),
            "data_folder_out": str(folder),
            "control_folder": str(folder.parent / "control"),
        }
        opened.append(Connection("folder://", transport_options=options).SimpleQueue("evenings"))
        return opened[-1]

    yield opens
    for queue in opened:
        queue.close()
        queue.channel.connection.client.release()


def everything_in(queue: SimpleQueue) -> list[object]:
    """Take until nothing is left."""
    taken = []
    while True:
        try:
            message = queue.get(block=False)
        except queue.Empty:
            return taken
        message.ack()
        taken.append(message.payload)


def test_what_is_put_is_taken_in_its_order(connect) -> None:
    queue = connect()
    for number in range(5):
        queue.put({"ids": [number]})

    assert everything_in(connect()) == [{"ids": [number]} for number in range(5)]


@pytest.mark.parametrize(
    "damage", [b"", b"\xff\xfe\x00", b"{", b"[1, 2]", b"null", b'{"body": "x"}']
)
def test_a_file_that_is_no_message_is_dropped_and_the_next_is_taken(
    connect, folder: Path, damage: bytes
) -> None:
    queue = connect()
    (folder / "1_damaged.evenings.msg").write_bytes(damage)
    queue.put({"ids": []})

    assert everything_in(queue) == [{"ids": []}]
    assert not list(folder.glob("*damaged*"))


def test_a_message_has_no_name_before_it_is_whole(connect, folder: Path, monkeypatch) -> None:
    seen: list[list[str]] = []
    write = Path.write_bytes

    def writes(path: Path, text: bytes) -> int:
        written = write(path, text[:10])
        seen.append([found.name for found in folder.glob("*.msg") if found.name[0] != "."])
        return written + write(path, text)

    monkeypatch.setattr(Path, "write_bytes", writes)
    connect().put({"ids": [1]})

    assert seen == [[]]


@pytest.mark.slow
def test_two_takers_beside_a_busy_writer_get_each_message_once(connect) -> None:
    most, taken = 200, [[], []]
    writer, takers, done = connect(), (connect(), connect()), threading.Event()

    def take(number: int) -> None:
        while not done.is_set():
            taken[number] += everything_in(takers[number])
        taken[number] += everything_in(takers[number])

    threads = [threading.Thread(target=take, args=[number]) for number in range(2)]
    for thread in threads:
        thread.start()
    for number in range(most):
        writer.put(number)
    done.set()
    for thread in threads:
        thread.join(timeout=30)

    assert sorted(taken[0] + taken[1]) == list(range(most))
