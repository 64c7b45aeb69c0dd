"""The queue in Redis: kombu's, but for what is no message, which it drops and does not end over.

As with the folder, a row whose message went this way is handed out again by a later tick.
"""

from typing import Any

from kombu.transport import redis

from intimacy.messages import is_message, report_dropped


class Channel(redis.Channel):
    """Reads what kombu's does."""

    # With Redis away the worker would end over giving back what it holds; the rows are the truth.
    do_restore = False

    def basic_ack(self, delivery_tag: str, multiple: bool = False) -> None:
        """Note that a message is done, unless its connection broke while somebody worked on it."""
        if not self.closed:
            super().basic_ack(delivery_tag, multiple)

    def basic_reject(self, delivery_tag: str, requeue: bool = False) -> None:
        """The same for a message that is given back."""
        if not self.closed:
            super().basic_reject(delivery_tag, requeue)

    def _brpop_read(self, **options: Any) -> Any:
        """Take the next message; bytes that are no JSON are gone already when that shows."""
        try:
            return super()._brpop_read(**options)
        except (ValueError, TypeError, KeyError, RecursionError):
            report_dropped()
            return True


class Transport(redis.Transport):
    """What `redis://` means here."""

    Channel = Channel

    def _deliver(self, message: Any, queue: str) -> None:
        """Hand a message to the worker, if it is one."""
        if is_message(message):
            super()._deliver(message, queue)
