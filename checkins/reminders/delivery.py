"""The worker's part: claim a batch, ask again who still wants it, send, record each at once."""

import logging
import random
import time
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from celery.exceptions import SoftTimeLimitExceeded
from django.core.mail import EmailMessage
from django.db import InterfaceError, OperationalError, connection
from django.db.models import F
from django.db.models.functions import Now

from checkins.domain.retries import MOST_ATTEMPTS, wait_after_attempt, wait_after_outage
from checkins.models.mailbox import Mailbox
from checkins.models.reminder import OwedMail
from checkins.reminders.letters import ReadyMade, ready_made, reminder
from checkins.reminders.post import (
    Interrupted,
    Post,
    RecipientRefused,
    Refused,
    ServerAway,
    Unsent,
)

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=3)
# The last letter begun must end, all its timeouts included, before somebody else may claim it.
LAST_BEGIN_SECONDS = LEASE.total_seconds() / 2
# Twice in a row is no longer one person's bad luck.
MOST_INTERRUPTIONS = 2
# How long what was accepted waits to be written down while the database restarts, 31 s in all.
WAITS_FOR_DATABASE = (0.5, 0.5, *(2,) * 15)
# By hand, because it follows each mail: a single statement is a transaction of its own and takes
# one exchange with the database instead of four.
RECORD = f"""
    UPDATE {OwedMail._meta.db_table}
    SET state = 'sent', claim = NULL, claimed_until = NULL, sent_at = statement_timestamp()
    FROM (SELECT set_config('synchronous_commit', 'off', true)) AS unhurried
    WHERE id = %s
"""  # noqa: S608


def deliver(ids: Sequence[str], *, at: datetime) -> None:
    """Send what is still owed and wanted of `ids`; `at` is the database's time now."""
    token = uuid.uuid4()
    if not OwedMail.objects.claim(list(ids), token=token, at=at, lease=LEASE):
        return
    held = list(OwedMail.objects.held_by(token))
    with Post() as post:
        Round(token, at, post).go(held)


@dataclass
class Round:
    """One worker's way through the batch it holds."""

    token: uuid.UUID
    at: datetime
    post: Post
    interruptions: int = 0

    def go(self, held: Sequence[OwedMail]) -> None:
        """Send one after the other, until all are done, the server is away or time is up."""
        started = time.monotonic()
        for mail in held:
            if time.monotonic() - started > LAST_BEGIN_SECONDS:
                self._give_back(timedelta())
                return
            try:
                self._settle(mail)
            except ServerAway as away:
                self._wait_for_server(held, away)
                return

    def _settle(self, mail: OwedMail) -> None:
        """Bring one mail to the end of this round."""
        if mail.lapses_at <= self.at:
            _close(mail, OwedMail.State.LAPSED)
        elif not mail.is_wanted(self.at):
            _close(mail, OwedMail.State.WITHDRAWN)
        else:
            self._send(mail)

    def _send(self, mail: OwedMail) -> None:
        try:
            self.post.send(self._letter(mail))
        except (ServerAway, SoftTimeLimitExceeded):
            raise
        except Interrupted as cut:
            self._try_later(mail, cut.code)
            self.interruptions += 1
            if self.interruptions >= MOST_INTERRUPTIONS:
                raise ServerAway from cut
        except Refused as refused:
            self._refused(mail, refused)
        except Exception as fault:
            # One mail that cannot be built must not hold up the others. No text goes to the log.
            log.error("reminder %s could not be built: %s", mail.pk, type(fault).__name__)
            self._try_later(mail, None)
        else:
            self.interruptions = 0
            _record_sent(mail)
            if mail.has_refusals:
                Mailbox.objects.forget_refusals(mail.person_id)

    def _letter(self, mail: OwedMail) -> EmailMessage | ReadyMade:
        """Cast where that is possible: it takes a tenth of the time that building does."""
        return (ready_made(mail) if self.post.takes_bytes else None) or reminder(mail)

    def _refused(self, mail: OwedMail, refused: Unsent) -> None:
        self.interruptions = 0
        if refused.is_permanent:
            _close(mail, OwedMail.State.FAILED, refusal_code=refused.code)
            if isinstance(refused, RecipientRefused):
                Mailbox.objects.count_refusal(mail.person_id, self.at)
        else:
            self._try_later(mail, refused.code)

    def _try_later(self, mail: OwedMail, code: int | None) -> None:
        """Put one mail back with a growing wait, or park it after its last attempt."""
        if mail.attempts >= MOST_ATTEMPTS:
            log.error("reminder %s is parked after %s attempts", mail.pk, mail.attempts)
            _close(mail, OwedMail.State.FAILED, refusal_code=code)
            return
        wait = wait_after_attempt(mail.attempts, chance=random.random())  # noqa: S311
        _close(mail, OwedMail.State.OWED, refusal_code=code, next_try_at=self.at + wait)

    def _wait_for_server(self, held: Sequence[OwedMail], away: ServerAway) -> None:
        """Nobody's address is at fault: wait and say so to the host, count nothing."""
        speak = log.error if away.is_permanent else log.warning
        speak("the mail server takes no reminders (%s); waiting", away)
        owed_for = self.at - min(mail.due_at for mail in held)
        self._give_back(wait_after_outage(owed_for, chance=random.random()))  # noqa: S311

    def _give_back(self, wait: timedelta) -> None:
        """Let go of what was not begun, as if it had never been claimed."""
        OwedMail.objects.filter(claim=self.token, state=OwedMail.State.CLAIMED).update(
            state=OwedMail.State.OWED,
            claim=None,
            claimed_until=None,
            attempts=F("attempts") - 1,
            next_try_at=self.at + wait,
        )


def _close(mail: OwedMail, state: str, **columns: object) -> None:
    """Note how this claim ended, unless another worker has taken the mail over in the meantime."""
    OwedMail.objects.filter(pk=mail.pk, claim=mail.claim).update(
        state=state, claim=None, claimed_until=None, **columns
    )


def _record_sent(mail: OwedMail) -> None:
    """Note that the mail is out. What is not noted would go out again, so it is worth a wait.

    Long before the lease is over it is given up; then the Message-ID tells the two copies apart.
    """
    for seconds in WAITS_FOR_DATABASE:
        try:
            return _note_sent(mail)
        except (OperationalError, InterfaceError) as fault:
            log.warning("reminder %s is out, the database away (%s)", mail.pk, type(fault).__name__)
            connection.close()
            time.sleep(seconds)
    return _note_sent(mail)


def _note_sent(mail: OwedMail) -> None:
    """Note that the server accepted this mail, in a transaction of its own.

    PostgreSQL need not wait for its disk: a crash of ours forgets nothing, and one of its own
    forgets the last moment only, whose mails then go out again under the same Message-ID.
    """
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(RECORD, [mail.pk])
        return
    # Whoever holds it now: it has gone out.
    OwedMail.objects.filter(pk=mail.pk).update(
        state=OwedMail.State.SENT, claim=None, claimed_until=None, sent_at=Now()
    )
