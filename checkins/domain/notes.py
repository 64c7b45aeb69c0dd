"""The private note of somebody alone: which weeks it may still be written for."""

from datetime import date, datetime, timedelta

from checkins.domain.cadence import iso_week, local_date

# A screen left open over Sunday night still belongs to the week it was opened in; somebody who has
# just flown west may have begun a Monday that is a Sunday again.
DAYS_AROUND = (0, -7, 1)


def open_weeks(moment: datetime, zone: str) -> tuple[str, ...]:
    """The weeks whose notes may be written at this moment, the one that is now first.

    >>> from datetime import UTC
    >>> open_weeks(datetime(2026, 12, 4, 12, tzinfo=UTC), "Europe/Berlin")
    ('2026-W49', '2026-W48')
    >>> sunday = datetime(2026, 12, 6, 23, 30, tzinfo=UTC)
    >>> open_weeks(sunday, "Europe/London")[0], open_weeks(sunday, "Europe/Berlin")[0]
    ('2026-W49', '2026-W50')
    """
    today = local_date(moment, zone)
    weeks = [iso_week(today + timedelta(days=days)) for days in DAYS_AROUND]
    return tuple(dict.fromkeys(weeks))


def monday_of(week: str) -> date:
    """The first day of a week by its name.

    >>> monday_of("2026-W49").isoformat()
    '2026-11-30'
    """
    return date.fromisocalendar(int(week[:4]), int(week[6:]), 1)
