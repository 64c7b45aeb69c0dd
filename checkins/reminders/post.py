"""One SMTP connection for a batch of letters, and what the server's answers mean for a reminder."""

from collections.abc import Callable
from email.utils import parseaddr
from smtplib import (
    SMTPDataError,
    SMTPException,
    SMTPNotSupportedError,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)
from types import TracebackType

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.smtp import EmailBackend
from django.core.mail.message import sanitize_address

from checkins.reminders.letters import ReadyMade
from checkins.reminders.wire import CLOSING, Line, NotBegun

Letter = EmailMessage | ReadyMade


class Unsent(Exception):
    """A letter did not go out; `code` is the server's answer, or None where there was none."""

    def __init__(self, code: int | None = None) -> None:
        super().__init__(f"answer {code}" if code else "no answer")
        self.code = code

    @property
    def is_permanent(self) -> bool:
        """Whether asking again makes no sense (RFC 5321, section 4.2.1)."""
        return self.code is not None and self.code >= 500


class Refused(Unsent):
    """The server refused this letter: its recipient, or its text."""


class RecipientRefused(Refused):
    """The server takes nothing for this address; with a permanent code the letter has bounced."""


class Interrupted(Unsent):
    """The connection ended over this letter; the server may have taken it all the same."""


class ServerAway(Unsent):
    """The server refuses everybody: no connection, no sign-in, not our sender, or closing down."""


class Post:
    """A connection that is opened for the first letter and reused until the block ends."""

    def __init__(self) -> None:
        self._connection = get_connection()
        self._sender = parseaddr(sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8"))[1]
        self._line: Line | None = None

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if fault is not None or (self._line and self._line.awaits_text):
            self._hang_up()
        else:
            self._connection.close()

    @property
    def takes_bytes(self) -> bool:
        """Whether letters may come ready-made: whatever else keeps mail wants whole messages."""
        return type(self._connection) is EmailBackend

    def send(
        self,
        letter: Letter,
        *,
        then: Letter | None = None,
        meanwhile: Callable[[], object] = bool,
    ) -> None:
        """Hand one letter over; returns once the server has accepted it.

        `then` is what will be sent next, if that is known. `meanwhile` may be called while the
        server is busy. Raises `Refused`, `Interrupted` or `ServerAway`.
        """
        ahead = then if isinstance(then, ReadyMade) else None
        self._open()
        try:
            self._hand_over(letter, ahead, meanwhile)
        except NotBegun:
            self._hang_up()
            self._open()
            self._hand_over(letter, ahead, meanwhile)

    def _open(self) -> None:
        if self._line is not None and self._line.is_closed:
            self._hang_up()
        try:
            is_new = self._connection.open()
        except (SMTPException, OSError) as fault:
            self._hang_up()
            raise ServerAway(_code_of(fault)) from fault
        if is_new and self.takes_bytes:
            self._line = Line(self._connection.connection, self._sender)

    def _hand_over(
        self, letter: Letter, ahead: ReadyMade | None, meanwhile: Callable[[], object]
    ) -> None:
        try:
            if isinstance(letter, ReadyMade):
                self._line.send(letter, ahead, meanwhile)
            else:
                self._connection.send_messages([letter])
        except NotBegun:
            raise
        except (SMTPException, OSError) as fault:
            raise self._understood(fault) from fault

    def _understood(self, fault: Exception) -> Unsent:
        """What a fault during one letter means; a connection that is of no more use is dropped."""
        code = _code_of(fault)
        if code == CLOSING or isinstance(fault, SMTPSenderRefused):
            self._hang_up()
            return ServerAway(code)
        if isinstance(fault, SMTPRecipientsRefused):
            return RecipientRefused(code)
        if isinstance(fault, SMTPDataError | SMTPNotSupportedError):
            return Refused(code)
        self._hang_up()
        return Interrupted(code)

    def _hang_up(self) -> None:
        """Drop the connection without a goodbye, which a silent server would never answer."""
        self._line = None
        smtp = getattr(self._connection, "connection", None)
        if smtp is not None:
            smtp.close()
            self._connection.connection = None


def _code_of(fault: Exception) -> int | None:
    if isinstance(fault, SMTPRecipientsRefused):
        return next(code for code, _ in fault.recipients.values())
    if isinstance(fault, SMTPResponseException) and not isinstance(fault, SMTPServerDisconnected):
        # smtplib says -1 where the answer was not SMTP at all.
        return fault.smtp_code if fault.smtp_code > 0 else None
    return None
