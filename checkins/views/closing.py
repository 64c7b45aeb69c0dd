"""Each alone: the close of an evening, and the chart of one's own evenings."""

from datetime import date, datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_safe

from accounts.doors import for_couples
from accounts.refusals import Locked
from checkins import charts, services
from checkins.forms.closing import ClosingForm
from checkins.views.finding import check_in_on


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, day: date) -> HttpResponse:
    """How this evening was for me; the other one never sees it."""
    found = check_in_on(request, day)
    person, at = request.user, timezone.now()
    sent = request.POST if request.method == "POST" else None
    form = ClosingForm(sent, initial=_noted(request, found, at))
    if form.is_valid():
        note = services.close(found, by=person, at=at, **form.cleaned_data)
        kept, nothing = _("Noted, for you alone."), _("Nothing was noted, and that is fine.")
        messages.success(request, kept if note else nothing)
        return redirect("checkins:check_in", found.meets_on)
    context = {
        "form": form,
        "check_in": found,
        "partner_name": request.couple.partner_of(person).called,
    }
    return render(request, "checkins/close.html", context, status=422 if form.errors else 200)


def _noted(request: HttpRequest, found, at: datetime) -> dict:
    """What I noted before; what is locked stands in nobody's way who notes it anew."""
    try:
        return services.closing_of(found, by=request.user, at=at)
    except Locked:
        if request.method == "POST":
            return {}
        raise


@sensitive_variables()
@require_safe
def my_chart(request: HttpRequest) -> HttpResponse:
    """My own evenings so far, in words first; it stays mine when alone."""
    runs = request.GET.get("runs") == "on"
    pictures = charts.pictures(services.evenings_of(request.user), runs=runs)
    context = {
        "pictures": pictures,
        "runs": runs,
        "is_drawn": any(picture.dots for picture in pictures),
    }
    return render(request, "checkins/my_chart.html", context)
