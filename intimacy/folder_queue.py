"""The queue of the embedded default: messages are files in a folder, whole or not there at all.

kombu's own filesystem transport shows a file before it is written, and a worker that reads it then
ends. Here a message gets its name once it is complete, and what cannot be read is dropped: the rows
in the database are the truth, and the next tick hands them out again.
"""

import fcntl
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from typing import Any

from kombu.transport import filesystem
from kombu.utils.encoding import bytes_to_str, str_to_bytes
from kombu.utils.json import dumps, loads

from intimacy.messages import is_message, report_dropped


class Channel(filesystem.Channel):
    """Reads and writes message files; several processes may do so at once."""

    def _put(self, queue: str, payload: dict[str, Any], **options: Any) -> None:
        """Add a message, complete before it has its name."""
        name = f"{time.time_ns():020}_{uuid.uuid4()}.{queue}.msg"
        draft = Path(self.data_folder_out, f".{name}")
        draft.write_bytes(str_to_bytes(dumps(payload)))
        draft.replace(draft.with_name(name))

    def _get(self, queue: str) -> dict[str, Any]:
        """Take the oldest message that can be read; of several takers each gets another one."""
        for path in sorted(Path(self.data_folder_in).iterdir()):
            if path.name.partition(".")[2] != f"{queue}.msg":
                continue
            message = _taken(path)
            if message is not None:
                return message
        raise Empty

    def _queue_bind(self, *args: Any) -> None:
        with self._alone():
            super()._queue_bind(*args)

    def get_table(self, exchange: str) -> list:
        """Which queues an exchange leads to."""
        with self._alone():
            return super().get_table(exchange)

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Hold the one lock of the control folder: its files are not written in one piece."""
        with Path(self.control_folder, ".lock").open("a") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield


class Transport(filesystem.Transport):
    """What `folder://` means."""

    Channel = Channel


def _taken(path: Path) -> dict[str, Any] | None:
    """The message in `path`, which is gone then; None if another took it or it is no message."""
    mine = path.with_name(f".{path.name}.taken")
    try:
        path.rename(mine)
    except FileNotFoundError:
        return None
    text = mine.read_bytes()
    mine.unlink()
    try:
        message = loads(bytes_to_str(text))
    except (ValueError, TypeError, KeyError, RecursionError):
        report_dropped()
        return None
    return message if is_message(message) else None
