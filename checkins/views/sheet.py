"""The page of the evening on paper."""

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_safe

from accounts.doors import for_couples
from checkins import content, services
from checkins.domain.meeting import LENGTHS
from checkins.views.finding import check_in_on

SHOWN = ("preparing", "revealed")


@for_couples
@sensitive_variables()
@require_safe
def sheet(request: HttpRequest, day: date) -> HttpResponse:
    """The evening to print, the same for both of them."""
    found = check_in_on(request, day)
    if found.stage(timezone.now()) not in SHOWN:
        return redirect("checkins:check_in", found.meets_on)
    wished = request.GET.get("length")
    length = wished if wished in LENGTHS else services.usual_length(found)
    made = services.sheet_for(request.user, found, length=length, language=content.language())
    return render(request, "checkins/sheet.html", {"check_in": found, "sheet": made})
