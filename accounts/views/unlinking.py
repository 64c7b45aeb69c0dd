"""Ending the couple."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.doors import after_asking_again, for_couples


@require_http_methods(["GET", "HEAD", "POST"])
@for_couples
@after_asking_again
def unlink(request: HttpRequest) -> HttpResponse:
    """What unlinking ends; POST does it, at once, by somebody who has just proven who they are."""
    at = timezone.now()
    if request.method == "POST":
        services.unlink(by=request.user, at=at)
        messages.success(request, _("You are not linked to anyone."))
        return redirect("home")
    context = {
        "partner_name": request.couple.partner_of(request.user).name,
        "ending": services.what_unlinking_ends(by=request.user, at=at),
    }
    return render(request, "accounts/unlink.html", context)
