"""A mail server that takes everything at once, keeps nothing, and counts (a process of its own).

Besides SMTP it knows `COUNT` (answers how many mails it took, and how many different Message-IDs
they had) and `CLEAR`. It writes its port on standard output and ends with its standard input.
"""

import asyncio
import re
import sys

MESSAGE_ID = re.compile(rb"^Message-ID:\s*(\S+)", re.MULTILINE | re.IGNORECASE)
END_OF_MAIL = b"\r\n.\r\n"
ANSWERS = {
    b"EHLO": b"250-sink\r\n250-PIPELINING\r\n250 8BITMIME\r\n",
    b"DATA": b"354 Go on\r\n",
    b"QUIT": b"221 Goodbye\r\n",
}


class Taken:
    """What came in: how many mails, and their ids."""

    def __init__(self) -> None:
        self.clear()

    def clear(self) -> None:
        """Forget all of it."""
        self.mails = 0
        self.ids: set[bytes] = set()


class Sink(asyncio.Protocol):
    """One connection."""

    def __init__(self, taken: Taken) -> None:
        self.taken = taken
        self.waiting = b""
        self.is_in_mail = False

    def connection_made(self, transport: asyncio.Transport) -> None:
        self.transport = transport
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        self.waiting += data
        answers = []
        while answer := self._take_mail() if self.is_in_mail else self._take_line():
            answers.append(answer)
        self.transport.write(b"".join(answers))

    def _take_mail(self) -> bytes:
        mail, end, rest = self.waiting.partition(END_OF_MAIL)
        if not end:
            return b""
        self.waiting, self.is_in_mail = rest, False
        self.taken.mails += 1
        found = MESSAGE_ID.search(mail)
        self.taken.ids.add(found[1] if found else b"")
        return b"250 Taken\r\n"

    def _take_line(self) -> bytes:
        line, end, rest = self.waiting.partition(b"\r\n")
        if not end:
            return b""
        self.waiting = rest
        verb = line[:4].upper()
        self.is_in_mail = verb == b"DATA"
        if line == b"COUNT":
            return b"250 %d %d\r\n" % (self.taken.mails, len(self.taken.ids))
        if line == b"CLEAR":
            self.taken.clear()
        return ANSWERS.get(verb, b"250 Fine\r\n")


async def main() -> None:
    """Serve until standard input is closed."""
    taken, loop = Taken(), asyncio.get_running_loop()
    server = await loop.create_server(lambda: Sink(taken), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await loop.run_in_executor(None, sys.stdin.read)
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
