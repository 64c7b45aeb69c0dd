"""One SMTP connection for a batch of letters, and what the server's answers mean for a reminder."""

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

from django.core.mail import EmailMessage, get_connection

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


class Interrupted(Unsent):
    """The connection ended over this letter; the server may have taken it all the same."""


class ServerAway(Unsent):
    """The server refuses everybody: no connection, no sign-in, not our sender, or closing down."""


class Post:
    """A connection that is opened for the first letter and reused until the block ends."""

    def __init__(self) -> None:
        self._connection = get_connection(timeout=TIMEOUT_SECONDS)

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

    def send(self, letter: EmailMessage) -> None:
        """Hand one letter over; returns once the server has accepted it.

        Raises `Refused`, `Interrupted` or `ServerAway`.
        """
        try:
            self._connection.open()
        except (SMTPException, OSError) as fault:
            self._hang_up()
            raise ServerAway(_code_of(fault)) from fault
        try:
            self._connection.send_messages([letter])
        except (SMTPException, OSError) as fault:
            raise self._understood(fault) from fault

    def _understood(self, fault: Exception) -> Unsent:
        """What a fault during one letter means; a connection that is of no more use is dropped."""
        code = _code_of(fault)
        if code == CLOSING or isinstance(fault, SMTPSenderRefused):
            self._hang_up()
            return ServerAway(code)
        if isinstance(fault, SMTPRecipientsRefused | SMTPDataError | SMTPNotSupportedError):
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
