"""What people do with their week, in their browser."""

from datetime import timedelta

from django.http import HttpResponse
from django.urls import reverse

from checkins.models import CheckIn
from tests.support.people import Someone

SUNDAY_AT_HALF_PAST_SEVEN = {"weekday": "6", "wall_time": "19:30", "zone": "Europe/Berlin"}


def page(name: str, check_in: CheckIn, *more: object) -> str:
    """The address of one of the check-in's pages."""
    return reverse(f"checkins:{name}", args=[check_in.meets_on, *more])


def sets_slot(someone: Someone, **changes: str) -> HttpResponse:
    """Chooses the weekly time: Sunday at 19:30 in Berlin, or what is named."""
    return someone.sends(reverse("checkins:slot"), {**SUNDAY_AT_HALF_PAST_SEVEN, **changes})


def writes(someone: Someone, check_in: CheckIn, step: str = "wish", **fields: str) -> HttpResponse:
    """Sends one screen of the preparation."""
    return someone.sends(page("prepare", check_in, step), fields)


def shares(
    someone: Someone, check_in: CheckIn, text: str, step: str = "wish", **more: str
) -> HttpResponse:
    """Writes one entry, to share."""
    return writes(someone, check_in, step, words_1=text, share_1="share", **more)


def keeps(
    someone: Someone, check_in: CheckIn, text: str, step: str = "wish", **more: str
) -> HttpResponse:
    """Writes one entry, to keep."""
    return writes(someone, check_in, step, words_1=text, share_1="keep", **more)


def gets_ready(someone: Someone, check_in: CheckIn) -> HttpResponse:
    """Presses *I'm ready*."""
    return someone.sends(page("ready", check_in))


def reveal(check_in: CheckIn, *people: Someone) -> None:
    """Everybody gets ready."""
    for someone in people:
        gets_ready(someone, check_in)
    check_in.refresh_from_db()


def have_met_before(check_in: CheckIn, *, weeks: int = 4, **fields: object) -> CheckIn:
    """Give the couple a meeting both were ready for, so many weeks earlier."""
    then = check_in.meets_at - timedelta(weeks=weeks)
    usual = {"prompt_key": f"earlier-{weeks}", "opens_at": then, "revealed_at": then}
    earlier = CheckIn(couple=check_in.couple, **(usual | fields))
    earlier.meet(on=check_in.meets_on - timedelta(weeks=weeks), at=then)
    return earlier


def reads(someone: Someone, check_in: CheckIn) -> str:
    """The week as this person sees it now."""
    return raw(someone, check_in).decode()


def raw(someone: Someone, check_in: CheckIn) -> bytes:
    """The same as bytes, without the one thing that differs by design: the form tokens."""
    return someone.sees(page("check_in", check_in))
