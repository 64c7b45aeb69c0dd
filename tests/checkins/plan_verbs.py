"""What people do with their time together, in their browser."""

import uuid

from django.http import HttpResponse
from django.urls import reverse

from checkins.models import Plan
from tests.support.people import Someone

SATURDAY = {
    "title": "The pottery place on Mill Street",
    "day": "2026-12-05",
    "wall_time": "15:00",
    "minutes": "120",
    "zone": "Europe/Berlin",
}
NEW = "/together/new/"
LIST = "/together/"
PAST = "/together/past/"
FEED = "/together/calendar/"


def plans(someone: Someone, **changes: object) -> HttpResponse:
    """Sends the form: Saturday at three, or what is named."""
    return someone.sends(NEW, {"token": str(uuid.uuid4()), **SATURDAY, **changes})


def plans_weekly(someone: Someone, **changes: object) -> list[Plan]:
    """Plans Saturday at three for every week; gives what came of it, the first one first."""
    assert plans(someone, every_week="on", **changes).status_code == 302
    return list(Plan.objects.exclude(repeat=None).order_by("starts_at"))


def page(name: str, plan: Plan) -> str:
    """The address of one of the plan's pages."""
    return reverse(f"checkins:{name}", args=[plan.public_id])


def moves(someone: Someone, plan: Plan, **changes: object) -> HttpResponse:
    """Sends the form that puts a plan at another time: Sunday at three, or what is named."""
    when = {name: SATURDAY[name] for name in ("wall_time", "minutes", "zone")}
    sunday = {**when, "day": "2026-12-06", "seen": plan.sequence}
    return someone.sends(page("move_plan", plan), {**sunday, **changes})


def notes(someone: Someone, plan: Plan, line: str) -> HttpResponse:
    """Says how it was."""
    return someone.sends(page("afterthought", plan), {"line": line})


def lets_go(someone: Someone, plan: Plan) -> HttpResponse:
    """Presses *Let it go*."""
    return someone.sends(page("cancel_plan", plan))


def stops(someone: Someone, plan: Plan) -> HttpResponse:
    """Presses *Stop repeating*."""
    return someone.sends(page("stop_repeating", plan))
