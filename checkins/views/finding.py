"""The couple's check-in of a day, and a plan of theirs, for every page about one."""

import uuid
from datetime import date

from django.http import Http404, HttpRequest


def check_in_on(request: HttpRequest, day: date):
    """The couple's check-in that goes by this date, with its meeting; 404 where there is none."""
    found = request.couple.check_ins.called(day).select_related("meeting").first()
    if found is None:
        raise Http404
    return found


def plan_at(request: HttpRequest, public_id: uuid.UUID):
    """The couple's plan of this address, ready to be read; 404 where there is none."""
    plans = request.couple.plans.readable().with_repeats()
    found = plans.filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found
