"""Ending the couple."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.doors import asks_before_acting, for_couples
from accounts.waiting import goes_on_with


@goes_on_with(_lazy("Unlinking"))
@require_http_methods(["GET", "HEAD", "POST"])
@for_couples
@asks_before_acting
def unlink(request: HttpRequest) -> HttpResponse:
    """What unlinking ends; POST does it, at once, by somebody who has just proven who they are."""
    at = timezone.now()
    if request.method == "POST":
        services.unlink(by=request.user, at=at)
        messages.success(request, _("You are not linked to anyone."))
        return redirect("home")
    context = {
        "partner_name": request.couple.partner_of(request.user).called,
        "ending": services.what_unlinking_ends(by=request.user, at=at),
    }
    return render(request, "accounts/unlink.html", context)
