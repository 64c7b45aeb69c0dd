"""The couple's week, its meeting, time together, and reminders."""

from checkins.models.afterthought import Afterthought
from checkins.models.agreement import Agreement, AgreementWording
from checkins.models.beat import Beat
from checkins.models.check_in import CheckIn
from checkins.models.closing import Closing
from checkins.models.feed import Feed
from checkins.models.mailbox import Mailbox
from checkins.models.meeting import Meeting, OutsideView, PauseWord
from checkins.models.owed_mail import OwedMail
from checkins.models.own_prompt import OwnPrompt
from checkins.models.plan import Plan
from checkins.models.preparation import EarlierWords, Entry, Preparation
from checkins.models.repeat import Repeat
from checkins.models.schedule import Kind, Schedule
from checkins.models.week import Slot

__all__ = [
    "Afterthought",
    "Agreement",
    "AgreementWording",
    "Beat",
    "CheckIn",
    "Closing",
    "EarlierWords",
    "Entry",
    "Feed",
    "Kind",
    "Mailbox",
    "Meeting",
    "OutsideView",
    "OwedMail",
    "OwnPrompt",
    "PauseWord",
    "Plan",
    "Preparation",
    "Repeat",
    "Schedule",
    "Slot",
]
