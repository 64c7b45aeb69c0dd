"""What I agreed to, and taking it back."""

from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import ConsentForm


@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: HttpRequest) -> HttpResponse:
    """Each with its text and the day I gave it; POST gives one or takes it back."""
    form = ConsentForm(request.POST or None)
    if form.is_valid():
        _decide(request, **form.cleaned_data)
        return redirect(get_next_redirect_url(request) or "accounts:consents")
    context = {"asked": services.consents_of(request.user)}
    status = 422 if request.method == "POST" else 200
    return render(request, "accounts/consents.html", context, status=status)


def _decide(request: HttpRequest, kind: str, version: str, decision: str) -> None:
    if decision == "agree":
        services.agree(kind, version=version, by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. This is noted."))
    else:
        services.withdraw(kind, by=request.user)
        messages.success(request, _("You have taken this back."))
