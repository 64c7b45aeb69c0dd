"""One SMTP connection for a batch of letters, and what the server's answers mean for a reminder."""

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

from checkins.reminders import wire
from checkins.reminders.letters import ReadyMade

TIMEOUT_SECONDS = 15
# "Service not available, closing transmission channel", whenever it comes.
CLOSING = 421


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
        self._connection = get_connection(timeout=TIMEOUT_SECONDS)
        self._sender = parseaddr(sanitize_address(settings.DEFAULT_FROM_EMAIL, "utf-8"))[1]

    def __enter__(self) -> "Post":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if fault is None:
            self._connection.close()
        else:
            self._hang_up()

    @property
    def takes_bytes(self) -> bool:
        """Whether letters may come ready-made: whatever else keeps mail wants whole messages."""
        return type(self._connection) is EmailBackend

    def send(self, letter: EmailMessage | ReadyMade) -> None:
        """Hand one letter over; returns once the server has accepted it.

        Raises `Refused`, `Interrupted` or `ServerAway`.
        """
        try:
            self._connection.open()
        except (SMTPException, OSError) as fault:
            self._hang_up()
            raise ServerAway(_code_of(fault)) from fault
        try:
            self._hand_over(letter)
        except (SMTPException, OSError) as fault:
            raise self._understood(fault) from fault

    def _hand_over(self, letter: EmailMessage | ReadyMade) -> None:
        if isinstance(letter, ReadyMade):
            wire.send(self._connection.connection, self._sender, letter.to[0], letter.content)
        else:
            self._connection.send_messages([letter])

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
