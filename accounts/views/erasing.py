"""Erasing an account."""

from datetime import datetime

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services
from accounts.doors import asks_before_acting
from accounts.waiting import goes_on_with

# The name in the session of nobody, between erasing and the page that shows it once.
RECEIPT = "receipt"


@goes_on_with(_lazy("Erasing"))
@require_http_methods(["GET", "HEAD", "POST"])
@asks_before_acting
def erase(request: HttpRequest) -> HttpResponse:
    """What erasing does; POST does it, at once, by somebody who has just proven who they are."""
    if request.method == "POST":
        receipt = services.erase(by=request.user, at=timezone.now())
        logout(request)
        request.session[RECEIPT] = [receipt.code, receipt.erased_at.isoformat()]
        return redirect("accounts:erased")
    return render(request, "accounts/erase.html")


@login_not_required
@never_cache
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """What happened, with the receipt once; without one the same page for everyone."""
    context = {}
    if request.method == "GET" and RECEIPT in request.session:
        code, at = request.session[RECEIPT]
        request.session.flush()
        context = {"code": code, "erased_at": datetime.fromisoformat(at)}
    return render(request, "accounts/erased.html", context)
