"""The close of an evening: what one may note about it for oneself, and until when."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from checkins.domain.control_chart import HIGHEST, LOWEST

# What each does alone stays open for this long after the time of the meeting.
STAYS_OPEN = timedelta(days=7)

HEARD, CLOSE, FIT = "heard", "close", "fit"
# What is given as a figure from 0 to 10, in the order of the page.
MEASURES = (HEARD, CLOSE)

# Whether the format was right: just right, too long, too short, not the right kind.
FITS = ("right", "long", "short", "other")


class Standing(StrEnum):
    """Whether the close of an evening can be noted now."""

    TOO_EARLY = "too-early"
    OPEN = "open"
    TOO_LATE = "too-late"


@dataclass(frozen=True, slots=True)
class Evening:
    """One past evening as its author noted it: when, and 0 to 10 or nothing for each measure."""

    meets_at: datetime
    heard: int | None = None
    close: int | None = None


def standing(
    at: datetime, *, meets_at: datetime, is_revealed: bool, began_at: datetime | None
) -> Standing:
    """Whether the close is open at this moment; `began_at` is None for a meeting nobody began.

    It opens when the meeting begins. Without one it opens at the time of the meeting, provided
    that both were ready. It ends seven days after that time either way.

    >>> from datetime import UTC
    >>> sunday = datetime(2026, 12, 6, 18, 30, tzinfo=UTC)
    >>> standing(sunday, meets_at=sunday, is_revealed=True, began_at=None).value
    'open'
    """
    if at >= ends_at(meets_at):
        return Standing.TOO_LATE
    opens_at = began_at or (meets_at if is_revealed else None)
    return Standing.TOO_EARLY if opens_at is None or at < opens_at else Standing.OPEN


def ends_at(meets_at: datetime) -> datetime:
    """When what each does alone at the end of an evening can no longer be changed."""
    return meets_at + STAYS_OPEN


def to_keep(*, heard: int | None, close: int | None, fit: str) -> dict[str, int | str]:
    """What is kept of a close: only what was said, so that what was left open is never a zero.

    Raises ValueError for a figure outside 0 to 10 and for a fit there is no word for.

    >>> to_keep(heard=0, close=None, fit="")
    {'heard': 0}
    """
    figures = {HEARD: heard, CLOSE: close}
    said: dict[str, int | str] = {name: n for name, n in figures.items() if n is not None}
    if any(not LOWEST <= n <= HIGHEST for n in figures.values() if n is not None):
        raise ValueError(f"figures must be {LOWEST} to {HIGHEST}")
    if fit:
        said[FIT] = FITS[FITS.index(fit)]
    return said
