"""The couple's week, time together, and reminders."""

from checkins.models.check_in import CheckIn, Entry, Preparation
from checkins.models.plan import Plan
from checkins.models.reminder import Beat, Kind, OwedMail, Schedule
from checkins.models.week import Slot

__all__ = [
    "Beat",
    "CheckIn",
    "Entry",
    "Kind",
    "OwedMail",
    "Plan",
    "Preparation",
    "Schedule",
    "Slot",
]
