"""Taking no more invitations of somebody, and changing one's mind."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts import services
from accounts.adapter import INVITATION


@require_POST
def block(request: HttpRequest) -> HttpResponse:
    """Take no invitation of whoever sent this one; they find no difference."""
    found = services.find_invitation(request.session.pop(INVITATION, None), at=timezone.now())
    services.block_inviter(found, by=request.user, at=timezone.now())
    messages.success(request, _("Blocked. Nobody is told."))
    return redirect("accounts:blocks")


@require_http_methods(["GET", "HEAD", "POST"])
def blocks(request: HttpRequest) -> HttpResponse:
    """Whom I blocked; POST takes one of them back."""
    if request.method != "POST":
        return render(request, "accounts/blocks.html", {"blocks": services.blocks_of(request.user)})
    services.unblock(request.POST.get("block", ""), by=request.user)
    messages.success(request, _("Unblocked. Nobody is told."))
    return redirect("accounts:blocks")
