"""Planned time: when two of them meet in time, and how long one is asked how it was."""

from collections.abc import Iterable
from datetime import datetime, timedelta

# Asked for a week; what was noted by then stays.
LOOKS_BACK = timedelta(weeks=1)

# From when to when, in UTC.
Span = tuple[datetime, datetime]


def meets(span: Span, others: Iterable[Span]) -> bool:
    """Whether a span shares a moment with one of the others; touching is not sharing.

    >>> from datetime import UTC
    >>> three, four, five = (datetime(2026, 12, 5, hour, tzinfo=UTC) for hour in (15, 16, 17))
    >>> meets((three, five), [(four, five)]), meets((three, four), [(four, five)])
    (True, False)
    """
    begins, ends = span
    return any(begins < other_ends and other_begins < ends for other_begins, other_ends in others)
