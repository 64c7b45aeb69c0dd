"""The couple's check-in of a day, for every page that is about one."""

from datetime import date

from django.http import Http404, HttpRequest


def check_in_on(request: HttpRequest, day: date):
    """The couple's check-in that goes by this date, with its meeting; 404 where there is none."""
    found = request.couple.check_ins.called(day).select_related("meeting").first()
    if found is None:
        raise Http404
    return found
