"""A real SMTP server on loopback that keeps what it gets and misbehaves for certain recipients.

The part of the address before the @ chooses the fault (a `+tag` after it is ignored):

- `later`      451 at RCPT: a temporary refusal of this one person
- `nobody`     550 at RCPT: there is no such mailbox
- `unwanted`   554 after DATA: the text itself is refused for good
- `closing`    421 at RCPT, and the connection ends
- `gruff`      550 at RCPT, and the connection ends
- `lost`       the mail is kept, but the first time the connection ends before the answer
- `silent`     no answer at RCPT until the server stops
- `slow`       the answer to DATA takes its time
- `last`       the mail is taken, and right behind the answer the connection ends
- `leaving`    421 after DATA, and the connection ends
"""

import asyncio
import email
import email.policy
import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

# It would print every command, addresses included.
logging.getLogger("mail.log").setLevel(logging.ERROR)

SLOW_SECONDS = 3.0
REFUSED_AT_RCPT = {
    "later": "451 4.3.0 Try again later",
    "nobody": "550 5.1.1 No such mailbox",
    "closing": "421 4.3.2 Shutting down",
    "gruff": "550 5.7.1 Enough of you",
}


class SmtpServer:
    """The server's address, what it has got, and switches for faults that concern everybody."""

    def __init__(self) -> None:
        self.host = "127.0.0.1"
        self.port = 0
        self.messages: list[EmailMessage] = []
        self.recipients: list[str] = []
        self.connections = 0
        # Set to an answer such as "421 4.3.2 Not now" to turn everybody away at the door.
        self.refusal = ""
        # Set to an answer such as "550 5.7.1 Not you" to refuse our sender address.
        self.sender_refusal = ""
        # Set to announce PIPELINING to whoever says EHLO from now on.
        self.pipelines = False
        # Set to let a connection be made and then say nothing to anybody.
        self.hangs = False
        # Set to make every letter take so long before, and so long after, it is kept.
        self.seconds_before = self.seconds_after = 0.0
        # How many have waited at RCPT for an answer that does not come.
        self.unanswered = 0

    @property
    def url(self) -> str:
        """What EMAIL_URL is set to for this server."""
        return f"smtp://{self.host}:{self.port}"

    def to(self, address: str) -> list[EmailMessage]:
        """The messages that were accepted for `address`, in their order."""
        pairs = zip(self.recipients, self.messages, strict=True)
        return [message for recipient, message in pairs if recipient == address]

    async def handle_EHLO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, name: str, answers: list[str]
    ) -> list[str]:
        session.host_name = name
        return [*answers[:-1], *(["250-PIPELINING"] if self.pipelines else []), answers[-1]]

    async def handle_MAIL(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self.sender_refusal:
            return self.sender_refusal
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        fault = _fault(address)
        if fault == "silent":
            self.unanswered += 1
            await asyncio.Event().wait()
        if answer := REFUSED_AT_RCPT.get(fault):
            if fault in {"closing", "gruff"}:
                asyncio.get_running_loop().call_soon(server.transport.close)
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        fault = _fault(envelope.rcpt_tos[0])
        if fault == "unwanted":
            return "554 5.6.0 Not accepted"
        if fault == "leaving":
            await _ends(server, "421 4.3.2 Shutting down")
        await asyncio.sleep(self.seconds_before)
        message = email.message_from_bytes(envelope.content, policy=email.policy.default)
        for recipient in envelope.rcpt_tos:
            self.recipients.append(recipient)
            self.messages.append(message)
        if fault == "lost" and self.recipients.count(envelope.rcpt_tos[0]) == 1:
            server.transport.abort()
        if fault == "last":
            await _ends(server, "250 OK")
        await asyncio.sleep(SLOW_SECONDS if fault == "slow" else self.seconds_after)
        return "250 OK"

    def new_connection(self) -> asyncio.Protocol:
        """The protocol for one connection."""
        self.connections += 1
        if self.hangs:
            return asyncio.Protocol()
        if self.refusal:
            return _TurnedAway(self.refusal)
        return SMTP(self, enable_SMTPUTF8=True, loop=asyncio.get_running_loop())


class _TurnedAway(asyncio.Protocol):
    """Says one line and ends the connection."""

    def __init__(self, line: str) -> None:
        self.line = line

    def connection_made(self, transport: asyncio.Transport) -> None:
        transport.write(f"{self.line}\r\n".encode())
        transport.close()


async def _ends(server: SMTP, answer: str) -> None:
    """Say this and no more, whatever has come in already."""
    await server.push(answer)
    server.transport.close()
    await asyncio.Event().wait()


def _fault(address: str) -> str:
    return address.partition("@")[0].partition("+")[0]


@contextmanager
def smtp_server() -> Iterator[SmtpServer]:
    """A server on a free port, in a thread of its own, gone when the block ends."""
    server, loop, started = SmtpServer(), asyncio.new_event_loop(), threading.Event()
    stop = asyncio.Event()

    async def serve() -> None:
        listening = await loop.create_server(server.new_connection, server.host, 0)
        server.port = listening.sockets[0].getsockname()[1]
        started.set()
        await stop.wait()
        listening.close()
        for task in asyncio.all_tasks() - {asyncio.current_task()}:
            task.cancel()
        await asyncio.sleep(0)

    thread = threading.Thread(target=loop.run_until_complete, args=[serve()], daemon=True)
    thread.start()
    if not started.wait(10):
        raise RuntimeError("the SMTP server did not start")
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)
        loop.close()
