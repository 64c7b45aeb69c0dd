"""The bytes of a letter, cast in a mould that is made once for all letters with the same words.

Rendering three templates and building a message takes most of the time of sending it, and from one
person to the next only four things differ: address, Message-ID, date and the link that stops it.
So the message is built once with stand-ins for these, by the same function as every other letter,
and its bytes are cut where they stand. A mould is used only after it was seen to give, for somebody
else, exactly the bytes that function gives; where it does not, or where an address needs more than
plain signs, there is no casting, and the letter is built in the ordinary way.
"""

import re
import secrets
from email.utils import formatdate
from functools import lru_cache
from typing import Any, NamedTuple

from accounts.mail import letter
from accounts.models import Person

# Nothing in it that would be quoted or encoded, and short enough to stay on the line of its header.
PLAIN_ADDRESS = re.compile(r"[a-z0-9_+-]+(\.[a-z0-9_+-]+)*@([a-z0-9-]{1,30}\.){1,3}[a-z]{2,12}")
LONGEST_ADDRESS = 60
PLAIN_MESSAGE_ID = re.compile(r"<[A-Za-z0-9@.-]+>")
# What neither HTML nor a header would write in another way.
PLAIN_LINK = re.compile(r"[A-Za-z0-9:/._-]+")
MOST_MOULDS = 256


class Personal(NamedTuple):
    """What differs from one person's letter to the next; the link is the one that stops them."""

    to: str
    message_id: str
    date: str
    link: str

    def can_be_cast(self) -> bool:
        """Whether all of it stands in a message just as it is."""
        return bool(
            len(self.to) <= LONGEST_ADDRESS
            and PLAIN_ADDRESS.fullmatch(self.to)
            and PLAIN_MESSAGE_ID.fullmatch(self.message_id)
            and PLAIN_LINK.fullmatch(self.link)
        )


class Words(NamedTuple):
    """What is the same for many, with `link_stand_in` where each has their own link."""

    template: str
    language: str
    sender: str
    context: tuple[tuple[str, str], ...]
    headers: tuple[tuple[str, str], ...]
    link_stand_in: str
    message_id_length: int


class Mould(NamedTuple):
    """The bytes between the personal parts, and which part (by number) goes into each gap."""

    pieces: tuple[bytes, ...]
    gaps: tuple[int, ...]

    def cast(self, personal: Personal) -> bytes:
        """The whole message for one person."""
        parts = [part.encode() for part in personal]
        filled = [self.pieces[0]]
        for gap, piece in zip(self.gaps, self.pieces[1:], strict=True):
            filled += parts[gap], piece
        return b"".join(filled)


def cast(personal: Personal, words: Words) -> bytes | None:
    """The bytes of `accounts.mail.letter` for one person, or None where they cannot be cast."""
    mould = _mould_for(words) if personal.can_be_cast() else None
    return mould.cast(personal) if mould else None


def _token(length: int) -> str:
    """Signs nobody else would write, as many as of what they stand for: lines break alike."""
    return (secrets.token_hex(8) + "x" * length)[:length]


stand_in = lru_cache(maxsize=8)(_token)


@lru_cache(maxsize=MOST_MOULDS)
def _mould_for(words: Words) -> Mould | None:
    """The mould for these words, if it proves true for somebody else than it was made from."""
    boundary = secrets.token_hex(16)
    first, other = (_somebody(words, name) for name in ("a", "somebody.else"))
    mould = _cut(_built(words, first, boundary), first)
    return mould if mould.cast(other) == _built(words, other, boundary) else None


def _somebody(words: Words, name: str) -> Personal:
    """A person who is not there, with everything as long as theirs whom the mould is for."""
    return Personal(
        to=f"{name}{_token(16)}@example.org",
        message_id=f"<{_token(words.message_id_length - 2)}>",
        date=_token(len(formatdate())),
        link=_token(len(words.link_stand_in)),
    )


def _built(words: Words, personal: Personal, boundary: str) -> bytes:
    """The message as every other letter is built."""
    context, headers = (
        {name: text.replace(words.link_stand_in, personal.link) for name, text in pairs}
        for pairs in (words.context, words.headers)
    )
    message: Any = letter(
        to=Person(email=personal.to, language=words.language),
        template=words.template,
        context=context,
        headers={**headers, "Date": personal.date},
        message_id=personal.message_id,
    ).message()
    message.set_boundary(boundary)
    return message.as_bytes(linesep="\r\n")


def _cut(content: bytes, personal: Personal) -> Mould:
    """Cut a message where its personal parts stand."""
    parts = [part.encode() for part in personal]
    seam = re.compile(b"|".join(re.escape(part) for part in parts))
    gaps = tuple(parts.index(found) for found in seam.findall(content))
    return Mould(tuple(seam.split(content)), gaps)
