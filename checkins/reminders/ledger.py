"""What became of each mail of a batch, written down while the next one is on its way already.

A note that a mail is out leaves for PostgreSQL the moment it is known and is confirmed later, by
libpq's pipeline mode. All other words with the database wait until nothing is unconfirmed.
"""

import logging
import select
import time
import uuid
from collections import deque
from collections.abc import Sequence
from types import TracebackType

import psycopg
from django.db import Error, InterfaceError, OperationalError, connection
from django.db.models import F, QuerySet
from django.db.models.functions import Now
from psycopg.pq import ConnStatus, ExecStatus, Format
from psycopg.pq.abc import PGresult

from checkins.models.owed_mail import OwedMail

log = logging.getLogger(__name__)

# How long what was accepted waits to be written down while the database restarts, 31 s in all.
WAITS_FOR_DATABASE = (0.5, 0.5, *(2,) * 15)
# While the next letter is on its way. When we die PostgreSQL drops what it has not begun by then.
MOST_UNCONFIRMED = 1
# PostgreSQL need not wait for its disk: a crash of ours forgets nothing, and one of its own
# forgets the last moment only, whose mails then go out again under the same Message-ID.
UNHURRIED = b"SET synchronous_commit = off"
AS_ALWAYS = b"RESET synchronous_commit"
RECORD = f"""
    UPDATE {OwedMail._meta.db_table}
    SET state = 'sent', claim = NULL, claimed_until = NULL, sent_at = statement_timestamp()
    WHERE id = $1
"""  # noqa: S608


class Ledger:
    """Says of the mails one worker holds how they ended; all is written when the block ends."""

    def __init__(self, token: uuid.UUID) -> None:
        self._token = token
        self._unconfirmed: deque[uuid.UUID] = deque()
        self._pipe: Pipe | None = None

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if fault is not None and self._pipe is not None:
            # It may have come in the middle of an answer. Writing the same again does no harm.
            self._drop_pipe()
        self.settle()

    def note_sent(self, mail: OwedMail) -> None:
        """Note that the server accepted this mail; the note is under way when this returns.

        Whoever holds the mail now: it has gone out.
        """
        self._unconfirmed.append(mail.pk)
        if connection.vendor != "postgresql":
            self.settle()
            return
        try:
            self._pipe = self._pipe or Pipe()
            self._pipe.send(mail.pk)
            self._confirm(MOST_UNCONFIRMED)
        except (psycopg.Error, Error) as fault:
            self._lose_pipe(fault)
            self.settle()

    def settle(self) -> None:
        """Return once all that was noted is written; the connection is free for other words."""
        if self._pipe is not None:
            try:
                self._confirm(0)
                self._pipe.close()
                self._pipe = None
            except psycopg.Error as fault:
                self._lose_pipe(fault)
        while self._unconfirmed:
            _record_sent(self._unconfirmed[0])
            self._unconfirmed.popleft()

    def close(self, mails: Sequence[OwedMail], state: str, **columns: object) -> None:
        """Note how these ended, but for those another worker has taken over in the meantime."""
        self.settle()
        self._held(mails).update(state=state, claim=None, claimed_until=None, **columns)

    def give_back(self, mails: Sequence[OwedMail], **columns: object) -> None:
        """Let go of those of these that were not begun, as if they had never been claimed."""
        self.close(mails, OwedMail.State.OWED, attempts=F("attempts") - 1, **columns)

    def _held(self, mails: Sequence[OwedMail]) -> QuerySet[OwedMail]:
        return OwedMail.objects.filter(pk__in=[mail.pk for mail in mails], claim=self._token)

    def _confirm(self, most_left: int) -> None:
        """Strike out what PostgreSQL has confirmed, waiting until so few are left."""
        noted = self._unconfirmed
        while noted and self._pipe.has_answered(wait=len(noted) > most_left):
            noted.popleft()

    def _lose_pipe(self, fault: Exception) -> None:
        count, name = len(self._unconfirmed), type(fault).__name__
        log.warning("%s reminders are out and not yet written down (%s)", count, name)
        self._drop_pipe()

    def _drop_pipe(self) -> None:
        self._pipe = None
        connection.close()


class Pipe:
    """Statements ahead of their answers, over the connection that Django uses otherwise.

    `RECORD` is parsed once, as the statement without a name, so that nothing stays behind.
    """

    def __init__(self) -> None:
        connection.ensure_connection()
        self._libpq = connection.connection.pgconn
        self._libpq.enter_pipeline_mode()
        self._libpq.send_query_params(UNHURRIED, None)
        self._libpq.send_prepare(b"", RECORD.encode())

    def send(self, pk: uuid.UUID) -> None:
        """Send `RECORD` for one mail, at once and as a transaction of its own."""
        self._libpq.send_query_prepared(b"", [pk.bytes], param_formats=[Format.BINARY])
        self._libpq.pipeline_sync()

    def has_answered(self, *, wait: bool) -> bool:
        """Whether the oldest statement is done; raises what PostgreSQL says if it failed."""
        self._libpq.consume_input()
        if self._libpq.is_busy() and not wait:
            return False
        failed = None
        while (result := self._next_result()).status != ExecStatus.PIPELINE_SYNC:
            if result.status != ExecStatus.COMMAND_OK:
                failed = failed or result
        if failed is not None:
            raise psycopg.errors.error_from_result(failed)
        return True

    def close(self) -> None:
        """Leave the connection as it was; everything is answered by now."""
        self._libpq.send_query_params(AS_ALWAYS, None)
        self._libpq.pipeline_sync()
        self.has_answered(wait=True)
        self._libpq.exit_pipeline_mode()

    def _next_result(self) -> PGresult:
        while True:
            while self._libpq.is_busy():
                select.select([self._libpq.socket], [], [])
                self._libpq.consume_input()
            # Nothing stands behind the results of each statement.
            result = self._libpq.get_result()
            if result is not None:
                return result
            if self._libpq.status == ConnStatus.BAD:
                raise psycopg.OperationalError("the connection is lost")


def _record_sent(pk: uuid.UUID) -> None:
    """Note that a mail is out. What is not noted would go out again, so it is worth a wait.

    Long before the lease is over it is given up; then the Message-ID tells the two copies apart.
    """
    for seconds in WAITS_FOR_DATABASE:
        try:
            return _note(pk)
        except (OperationalError, InterfaceError) as fault:
            log.warning("reminder %s is out, the database away (%s)", pk, type(fault).__name__)
            connection.close()
            time.sleep(seconds)
    return _note(pk)


def _note(pk: uuid.UUID) -> None:
    OwedMail.objects.filter(pk=pk).update(
        state=OwedMail.State.SENT, claim=None, claimed_until=None, sent_at=Now()
    )
