"""The worker's part: claim a batch, ask again who still wants it, send, record each at once."""

import logging
import random
import time
import uuid
from collections import deque
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from celery.exceptions import SoftTimeLimitExceeded

from checkins.domain.retries import MOST_ATTEMPTS, wait_after_attempt, wait_after_outage
from checkins.models.mailbox import Mailbox
from checkins.models.owed_mail import OwedMail
from checkins.reminders.ledger import Ledger
from checkins.reminders.letters import ready_made, reminder
from checkins.reminders.post import (
    Interrupted,
    Letter,
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
# One whose recipient is announced, and one that is cast while the server is busy.
AHEAD = 2


def deliver(ids: Sequence[str], *, at: datetime) -> None:
    """Send what is still owed and wanted of `ids`; `at` is the database's time now."""
    token = uuid.uuid4()
    if not OwedMail.objects.claim(list(ids), token=token, at=at, lease=LEASE):
        return
    held = list(OwedMail.objects.held_by(token, ids))
    with Post() as post, Ledger(token) as ledger:
        Round(at, post, ledger).go(held)


class Outgoing(NamedTuple):
    """A mail and its letter, or None where none could be made."""

    mail: OwedMail
    letter: Letter | None


class Round:
    """One worker's way through the batch it holds."""

    def __init__(self, at: datetime, post: Post, ledger: Ledger) -> None:
        self.at, self.post, self.ledger = at, post, ledger
        self.to_be_cast: Iterator[OwedMail] = iter(())
        self.ready: deque[Outgoing] = deque()
        self.interruptions = 0

    def go(self, held: Sequence[OwedMail]) -> None:
        """Send one after the other, until all are done, the server is away or time is up."""
        last_begin = time.monotonic() + LAST_BEGIN_SECONDS
        self.to_be_cast = iter(self._still_wanted(held))
        while self._look_ahead():
            if time.monotonic() > last_begin:
                self._give_back(held, timedelta())
                return
            try:
                self._send(*self.ready.popleft())
            except ServerAway as away:
                self._wait_for_server(held, away)
                return

    def _still_wanted(self, held: Sequence[OwedMail]) -> list[OwedMail]:
        """Those to be sent; what came too late, or is wanted no longer, is closed."""
        late = [mail for mail in held if mail.lapses_at <= self.at]
        timely = [mail for mail in held if mail.lapses_at > self.at]
        wanted = {mail.pk: mail.is_wanted(self.at) for mail in timely}
        self.ledger.close(late, OwedMail.State.LAPSED)
        unwanted = [mail for mail in timely if not wanted[mail.pk]]
        self.ledger.close(unwanted, OwedMail.State.WITHDRAWN)
        return [mail for mail in timely if wanted[mail.pk]]

    def _look_ahead(self) -> bool:
        """See that the next letters are ready before their turn; False where there is none."""
        while len(self.ready) < AHEAD and (mail := next(self.to_be_cast, None)):
            self.ready.append(Outgoing(mail, self._letter(mail)))
        return bool(self.ready)

    def _letter(self, mail: OwedMail) -> Letter | None:
        """Cast where that is possible: it takes a tenth of the time that building does."""
        try:
            return (ready_made(mail) if self.post.takes_bytes else None) or reminder(mail)
        except SoftTimeLimitExceeded:
            raise
        except Exception as fault:
            _log_unbuilt(mail, fault)
            return None

    def _send(self, mail: OwedMail, letter: Letter | None) -> None:
        """Bring one mail to the end of this round."""
        if letter is None:
            self._try_later(mail, None)
            return
        try:
            self.post.send(letter, then=self._next_letter(), meanwhile=self._look_ahead)
        except (ServerAway, SoftTimeLimitExceeded):
            raise
        except Interrupted as cut:
            self._interrupted(mail, cut)
        except Refused as refused:
            self._refused(mail, refused)
        except Exception as fault:
            # A message is put together no sooner than it is sent.
            _log_unbuilt(mail, fault)
            self._try_later(mail, None)
        else:
            self.ledger.note_sent(mail)
            self._taken(mail)

    def _next_letter(self) -> Letter | None:
        return self.ready[0].letter if self.ready else None

    def _taken(self, mail: OwedMail) -> None:
        self.interruptions = 0
        if mail.has_refusals:
            self.ledger.settle()
            Mailbox.objects.forget_refusals(mail.person_id)

    def _interrupted(self, mail: OwedMail, cut: Interrupted) -> None:
        self._try_later(mail, cut.code)
        self.interruptions += 1
        if self.interruptions >= MOST_INTERRUPTIONS:
            raise ServerAway from cut

    def _refused(self, mail: OwedMail, refused: Unsent) -> None:
        self.interruptions = 0
        if refused.is_permanent:
            self.ledger.close([mail], OwedMail.State.FAILED, refusal_code=refused.code)
            if isinstance(refused, RecipientRefused):
                Mailbox.objects.count_refusal(mail.person_id, self.at)
        else:
            self._try_later(mail, refused.code)

    def _try_later(self, mail: OwedMail, code: int | None) -> None:
        """Put one mail back with a growing wait, or park it after its last attempt."""
        if mail.attempts >= MOST_ATTEMPTS:
            log.error("reminder %s is parked after %s attempts", mail.pk, mail.attempts)
            self.ledger.close([mail], OwedMail.State.FAILED, refusal_code=code)
            return
        wait = wait_after_attempt(mail.attempts, chance=random.random())  # noqa: S311
        self.ledger.close(
            [mail], OwedMail.State.OWED, refusal_code=code, next_try_at=self.at + wait
        )

    def _wait_for_server(self, held: Sequence[OwedMail], away: ServerAway) -> None:
        """Nobody's address is at fault: wait and say so to the host, count nothing."""
        speak = log.error if away.is_permanent else log.warning
        speak("the mail server takes no reminders (%s); waiting", away)
        owed_for = self.at - min(mail.due_at for mail in held)
        self._give_back(held, wait_after_outage(owed_for, chance=random.random()))  # noqa: S311

    def _give_back(self, held: Sequence[OwedMail], wait: timedelta) -> None:
        self.ledger.give_back(held, next_try_at=self.at + wait)


def _log_unbuilt(mail: OwedMail, fault: Exception) -> None:
    """One mail that cannot be built must not hold up the others. No text goes to the log."""
    log.error("reminder %s could not be built: %s", mail.pk, type(fault).__name__)
