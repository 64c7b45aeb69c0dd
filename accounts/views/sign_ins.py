"""Where I am signed in, and when I signed in before."""

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts import services
from accounts.waiting import goes_on_with

NAME = _lazy("Where you are signed in")


@goes_on_with(NAME)
@sensitive_variables()
@require_safe
@reauthentication_required
def sign_ins(request: HttpRequest) -> HttpResponse:
    """Every browser that is signed in as me now, and my sign-ins of 90 days."""
    person, now = request.user, timezone.now()
    context = {
        "places": services.places_of(person, here=request.session.session_key, at=now),
        "record": services.sign_ins_of(person, at=now),
    }
    return render(request, "accounts/sign_ins.html", context)


@goes_on_with(NAME, page="accounts:sign_ins")
@require_POST
@reauthentication_required
def sign_out_there(request: HttpRequest) -> HttpResponse:
    """End one of the others."""
    services.sign_out_there(request.POST.get("which", ""), by=request.user)
    messages.success(request, _("That browser is signed out."))
    return redirect("accounts:sign_ins")


@goes_on_with(NAME, page="accounts:sign_ins")
@require_POST
@reauthentication_required
def sign_out_elsewhere(request: HttpRequest) -> HttpResponse:
    """End all but this one."""
    services.sign_out_elsewhere(by=request.user, here=request.session.session_key)
    messages.success(request, _("You are signed in here and nowhere else."))
    return redirect("accounts:sign_ins")
