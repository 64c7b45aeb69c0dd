"""What the week and the plans refuse, each in a sentence."""

from http import HTTPStatus

from django.utils.translation import gettext_lazy as _

from accounts.refusals import Refusal


class CheckInClosed(Refusal):
    """A change came after the reveal, after *not this week*, or after the day was over."""

    title = _("This week is closed")
    sentence = _(
        "The preparation for this meeting has ended, so nothing in it can be changed any more."
    )
    way_out = ("checkins:week", _("To the week"))


class TimeHasPassed(Refusal):
    """A plan was to begin in the past."""

    title = _("That time has passed")
    sentence = _("That time has already passed. Choose one that is still to come.")
    status = HTTPStatus.UNPROCESSABLE_ENTITY
    way_out = ("checkins:plan", _("Plan time together"))
