"""Ready-made letters over an open SMTP connection, one exchange each where the server allows it.

`smtplib` waits for an answer to MAIL, to RCPT, to DATA and to the text. A server that announces
PIPELINING (RFC 2920; nearly all do) takes the first three at once, and takes them right behind the
text of the letter before (section 3.1), so that a letter waits for its answers only once.
What goes wrong is raised as `SMTP.sendmail` raises it.
"""

from collections.abc import Callable
from contextlib import suppress
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

from checkins.reminders.letters import ReadyMade

# "Service not available, closing transmission channel", whenever it comes.
CLOSING = 421
GO_ON = 354
END_OF_TEXT = b".\r\n"


class NotBegun(SMTPServerDisconnected):
    """The connection ended behind the letter before; of this one the server has nothing."""


class Line:
    """One connection, and the letter that was announced on it behind the last one, if any."""

    def __init__(self, smtp: SMTP, sender: str) -> None:
        self._smtp, self._sender = smtp, sender
        self._announced: ReadyMade | None = None

    @property
    def awaits_text(self) -> bool:
        """Whether a letter is announced; whatever is said next would be taken for its text."""
        return self._announced is not None

    @property
    def is_closed(self) -> bool:
        """Whether the connection has come to its end."""
        return self._smtp.sock is None

    def send(
        self,
        letter: ReadyMade,
        then: ReadyMade | None = None,
        meanwhile: Callable[[], object] = bool,
    ) -> None:
        """Hand one letter over; its address is a bare one, the lines of its content end in CRLF.

        `then` is announced in the same breath and must be what is sent next. `meanwhile` is called
        while the server is busy with the text.
        """
        self._smtp.ehlo_or_helo_if_needed()
        if not self._smtp.has_extn("pipelining"):
            self._smtp.sendmail(self._sender, letter.to, letter.content)
            return
        refusal = self._announce(letter)
        if refusal is not None:
            raise refusal
        self._announced = then
        self._smtp.send(_as_text(letter) + (self._envelope(then) if then else b""))
        meanwhile()
        code, text = self._smtp.getreply()
        if code != 250:
            self._after_refused_text(code)
            raise SMTPDataError(code, text)

    def _announce(self, letter: ReadyMade) -> SMTPException | None:
        """Say whom this letter is for, unless that was said; the answer, if it is a refusal."""
        announced, self._announced = self._announced, None
        if announced is None:
            self._smtp.send(self._envelope(letter))
        elif announced is not letter:
            raise NotBegun("another letter was announced")
        try:
            return self._refusal(letter.to[0])
        except SMTPServerDisconnected as gone:
            # A server that says nothing would say nothing the second time, after as long a wait.
            if announced is None or isinstance(gone.__context__, TimeoutError):
                raise
            raise NotBegun(*gone.args) from gone

    def _envelope(self, letter: ReadyMade) -> bytes:
        size = f" size={len(letter.content)}" if self._smtp.has_extn("size") else ""
        sender, to = self._sender, letter.to[0]
        return f"MAIL FROM:<{sender}>{size}\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode("ascii")

    def _refusal(self, to: str) -> SMTPException | None:
        """Read the three answers; the first that is a refusal counts, or None."""
        found: SMTPException | None = None
        try:
            for step in ("mail", "rcpt", "data"):
                code, text = self._smtp.getreply()
                found = found or self._as_refusal(step, code, text, to)
                if code == CLOSING:
                    break
        except SMTPServerDisconnected:
            # It may hang up right after it has refused.
            if found is None:
                raise
            return found
        if found is not None:
            self._end_without_text(code)
        return found

    def _as_refusal(self, step: str, code: int, text: bytes, to: str) -> SMTPException | None:
        if step == "mail" and code != 250:
            return SMTPSenderRefused(code, text, self._sender)
        if step == "rcpt" and code not in {250, 251}:
            return SMTPRecipientsRefused({to: (code, text)})
        if step == "data" and code != GO_ON:
            return SMTPDataError(code, text)
        return None

    def _end_without_text(self, code: int) -> None:
        """Leave the connection fit for the next letter after a refusal."""
        if code == GO_ON:
            # It waits for a text to nobody, and a lone dot is how one takes that back.
            self._smtp.send(END_OF_TEXT)
            code, _ = self._smtp.getreply()
        self._start_afresh(code)

    def _after_refused_text(self, code: int) -> None:
        """The next letter is announced already, and starts afresh by that; or nothing is."""
        if code == CLOSING or self._announced is None:
            self._start_afresh(code)

    def _start_afresh(self, code: int) -> None:
        if code == CLOSING:
            self._smtp.close()
            return
        with suppress(SMTPServerDisconnected):
            self._smtp.rset()


def _as_text(letter: ReadyMade) -> bytes:
    """The content with its leading dots doubled, and its end."""
    doubled = (b"\n" + letter.content).replace(b"\n.", b"\n..")
    return doubled[1:] + END_OF_TEXT
