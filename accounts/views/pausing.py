"""Pausing what one shares."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services


@require_http_methods(["GET", "HEAD", "POST"])
def pause(request: HttpRequest) -> HttpResponse:
    """Say what pausing does; POST begins it, or ends it where the form says *off*."""
    if request.method != "POST":
        return render(request, "accounts/pause.html")
    if request.POST.get("sharing") == "on":
        services.resume_sharing(by=request.user)
        messages.success(request, _("You can share again. What you kept meanwhile stays kept."))
    else:
        services.pause_sharing(by=request.user, at=timezone.now())
        messages.success(request, _("Sharing is paused. Nobody is told."))
    return redirect("accounts:pause")
