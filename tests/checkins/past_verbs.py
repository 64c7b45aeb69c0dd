"""What people do with their past weeks and their private notes, in their browser."""

import re
from datetime import timedelta

from django.http import HttpResponse

from accounts.models import Couple
from checkins.domain.cadence import iso_week
from checkins.models import CheckIn
from tests.support.people import Someone

_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
PAST, SEARCH = "/week/past/", "/week/past/search/"


def looks_back(someone: Someone, page: int = 1) -> str:
    """Past weeks as this person sees them now."""
    return someone.sees(f"{PAST}?page={page}").decode()


def looks_for(someone: Someone, words: str) -> str:
    """What a search shows, without the form tokens."""
    return _TOKEN.sub("", someone.sends(SEARCH, {"words": words}).content.decode())


def notes(someone: Someone, text: str, step: str = "wish", **more: str) -> HttpResponse:
    """Writes one thing into the private note."""
    return someone.sends(f"/week/note/{step}/", {"words_1": text, **more})


def weeks_later(couple: Couple, first: CheckIn, number: int, *, after: int = 1) -> list[CheckIn]:
    """So many revealed weeks after the first one, with nothing written in them."""
    return [
        couple.check_ins.create(
            meets_on=first.meets_on + later,
            week=iso_week(first.meets_on + later),
            meets_at=first.meets_at + later,
            opens_at=first.opens_at + later,
            prompt_key=first.prompt_key,
            revealed_at=first.opens_at + later,
        )
        for later in (timedelta(weeks=week) for week in range(after, after + number))
    ]
