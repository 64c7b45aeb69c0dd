"""What is opened right now: the half of a lock that its owner opened, for one request or stream.

Rows bring their authors as other instances of the same person, so the opened half hangs on none of
them but on the context in which they are read. Nothing is ever opened in the background.
"""

from collections.abc import Callable, Iterator
from contextvars import ContextVar, Token
from functools import cached_property
from types import TracebackType
from typing import Any

from accounts.domain.locking import Opened


class Hold:
    """What is opened for one person while it is entered, any number of times.

    `find` is asked for it once, and only if something locked is read. `was_met` says that something
    of theirs was read meanwhile that stayed locked.
    """

    def __init__(self, person: Any, find: Callable[[], Opened | None]) -> None:
        self.person, self._find, self.was_met = person, find, False
        self._tokens: list[Token] = []

    @cached_property
    def opened(self) -> Opened | None:
        """The half that opens this person's locked words, while they have it opened."""
        return self._find()

    def __enter__(self) -> "Hold":
        self._tokens.append(_current.set(self))
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        fault: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        _current.reset(self._tokens.pop())


_current: ContextVar[Hold | None] = ContextVar("hold", default=None)


def opened_now() -> Opened | None:
    """The half that is opened here and now."""
    hold = _current.get()
    return hold.opened if hold else None


def opened_for(person: Any) -> Hold:
    """What is opened for `person` as this is called, to be entered later.

    A stream is made after its request has ended: its view asks for this, and its generator enters
    it around each piece.
    """
    hold = _current.get()
    opened = hold.opened if hold is not None and hold.person.pk == person.pk else None
    return Hold(person, lambda: opened)


def kept_open(person: Any, pieces: Iterator[Any]) -> Iterator[Any]:
    """The pieces of a stream, each made with what is opened for `person` as this is called."""
    return _each(opened_for(person), pieces)


def meet(author_id: object) -> None:
    """Note that a text of this author stayed locked, for the page to say it to them."""
    hold = _current.get()
    if hold is not None and hold.person.pk == author_id:
        hold.was_met = True


def was_met() -> bool:
    """Whether something of one's own stayed locked so far."""
    hold = _current.get()
    return hold is not None and hold.was_met


def _each(hold: Hold, pieces: Iterator[Any]) -> Iterator[Any]:
    ended = object()
    while True:
        with hold:
            piece = next(pieces, ended)
        if piece is ended:
            return
        yield piece
