"""A ready-made letter over an open SMTP connection, in two exchanges where the server allows it.

`smtplib` waits for an answer to MAIL, to RCPT, to DATA and to the text. A server that announces
PIPELINING (RFC 2920; nearly all do) takes the first three at once, so half the waiting is saved.
What goes wrong is raised as `SMTP.sendmail` raises it.
"""

import re
from contextlib import suppress
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

# "Service not available, closing transmission channel", whenever it comes.
CLOSING = 421
GO_ON = 354
LEADING_DOT = re.compile(rb"^\.", re.MULTILINE)


def send(smtp: SMTP, sender: str, to: str, content: bytes) -> None:
    """Hand one letter over; the addresses are bare ones, the lines of `content` end in CRLF."""
    smtp.ehlo_or_helo_if_needed()
    if not smtp.has_extn("pipelining"):
        smtp.sendmail(sender, [to], content)
        return
    size = f" size={len(content)}" if smtp.has_extn("size") else ""
    smtp.send(f"MAIL FROM:<{sender}>{size}\r\nRCPT TO:<{to}>\r\nDATA\r\n".encode("ascii"))
    refusal = _refusal(smtp, sender, to)
    if refusal is not None:
        raise refusal
    smtp.send(LEADING_DOT.sub(b"..", content) + b".\r\n")
    code, text = smtp.getreply()
    if code != 250:
        _start_afresh(smtp, code)
        raise SMTPDataError(code, text)


def _refusal(smtp: SMTP, sender: str, to: str) -> SMTPException | None:
    """Read the three answers; the first that is a refusal counts, or None."""
    found: SMTPException | None = None
    try:
        for step in ("mail", "rcpt", "data"):
            code, text = smtp.getreply()
            found = found or _as_refusal(step, code, text, sender, to)
            if code == CLOSING:
                break
    except SMTPServerDisconnected:
        # It may hang up right after it has refused.
        if found is None:
            raise
        return found
    if found is not None:
        _end_without_text(smtp, code)
    return found


def _as_refusal(step: str, code: int, text: bytes, sender: str, to: str) -> SMTPException | None:
    if step == "mail" and code != 250:
        return SMTPSenderRefused(code, text, sender)
    if step == "rcpt" and code not in {250, 251}:
        return SMTPRecipientsRefused({to: (code, text)})
    if step == "data" and code != GO_ON:
        return SMTPDataError(code, text)
    return None


def _end_without_text(smtp: SMTP, code: int) -> None:
    """Leave the connection fit for the next letter after a refusal."""
    if code == GO_ON:
        # It waits for a text to nobody, and a lone dot is how one takes that back.
        smtp.send(b".\r\n")
        code, _ = smtp.getreply()
    _start_afresh(smtp, code)


def _start_afresh(smtp: SMTP, code: int) -> None:
    if code == CLOSING:
        smtp.close()
        return
    with suppress(SMTPServerDisconnected):
        smtp.rset()
