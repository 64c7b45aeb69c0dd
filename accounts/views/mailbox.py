"""Whether my mailbox may let me in."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.doors import asks_before_acting
from accounts.waiting import goes_on_with


@goes_on_with(_lazy("Signing in by e-mail"))
@require_http_methods(["GET", "HEAD", "POST"])
@asks_before_acting
def mailbox(request: HttpRequest) -> HttpResponse:
    """Say what a mailbox opens; POST stops that, or lets it again where the form says *yes*."""
    if request.method != "POST":
        context = {"has_recovery_codes": services.has_recovery_codes(request.user)}
        return render(request, "accounts/mailbox.html", context)
    if request.POST.get("opens") == "yes":
        services.open_mailbox(by=request.user)
        messages.success(request, _("Codes and links by e-mail work again."))
    else:
        services.close_mailbox(by=request.user)
        messages.success(request, _("No e-mail lets anybody in any more."))
    return redirect("accounts:mailbox")
