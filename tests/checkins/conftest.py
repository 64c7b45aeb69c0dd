"""A Friday evening in December, with Alex and Sam's Sunday meeting open for preparation."""

from datetime import UTC, datetime, time

import pytest

from accounts.models import Couple
from checkins import services
from checkins.models import CheckIn
from tests.support.people import Someone

FRIDAY = datetime(2026, 12, 4, 20, 0, tzinfo=UTC)


@pytest.fixture
def friday(time_machine) -> datetime:
    """The clock stands at Friday, 4 December 2026, 21:00 in Berlin."""
    time_machine.move_to(FRIDAY, tick=False)
    return FRIDAY


@pytest.fixture
def check_in(friday: datetime, couple: Couple, alex: Someone) -> CheckIn:
    """They meet on Sundays at 19:30 in Berlin; preparation opened an hour and a half ago."""
    services.set_slot(
        by=alex.person, weekday=6, wall_time=time(19, 30), zone="Europe/Berlin", at=friday
    )
    services.open_check_in(couple=couple, at=friday)
    return couple.check_ins.get()
