"""For how long a person's own words are kept, if not until they erase them."""

from calendar import monthrange
from datetime import datetime

# Months, the longest first; without one of these, words stay.
CHOICES = (24, 12, 6)
_MONTHS_A_YEAR = 12


def months_before(moment: datetime, months: int) -> datetime:
    """The same day and time so many calendar months earlier, or that month's last day.

    >>> from datetime import UTC
    >>> months_before(datetime(2026, 8, 31, 12, tzinfo=UTC), 6).isoformat()
    '2026-02-28T12:00:00+00:00'
    >>> months_before(datetime(2026, 12, 6, tzinfo=UTC), 24).isoformat()
    '2024-12-06T00:00:00+00:00'
    """
    counted = moment.year * _MONTHS_A_YEAR + moment.month - 1 - months
    year, month = divmod(counted, _MONTHS_A_YEAR)
    day = min(moment.day, monthrange(year, month + 1)[1])
    return moment.replace(year=year, month=month + 1, day=day)


def iso_week(moment: datetime) -> str:
    """The name of the week this moment is in; such names sort by time.

    >>> from datetime import UTC
    >>> iso_week(datetime(2027, 1, 1, tzinfo=UTC))
    '2026-W53'
    """
    year, week, _day = moment.isocalendar()
    return f"{year}-W{week:02}"
