"""Inviting: by link and code, and by a letter the site sends."""

from http import HTTPStatus
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST, require_safe

from accounts import limits, services
from accounts.forms import AddressForm
from accounts.invitations import link_of, qr_of
from accounts.sealing import legible


@require_safe
def partner(request: HttpRequest) -> HttpResponse:
    """Whom I am linked with, or how to link."""
    return render(request, "accounts/partner.html", _about(request, AddressForm()))


@require_POST
def invite(request: HttpRequest) -> HttpResponse:
    """Make an invitation and show link, picture and code: once, since only hashes are kept."""
    limits.count(request, "invite")
    fresh = services.invite(by=request.user, at=timezone.now())
    link = link_of(fresh.token)
    context = {
        "link": link,
        "code": fresh.code,
        "qr_svg": qr_of(link),
        "expires_at": fresh.expires_at,
    }
    return render(request, "accounts/invitation_made.html", context)


@sensitive_post_parameters()
@require_POST
def invite_by_mail(request: HttpRequest) -> HttpResponse:
    """Have an invitation sent; the answer is the same whoever has that address."""
    form = AddressForm(request.POST)
    if not form.is_valid():
        context = _about(request, form)
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return render(request, "accounts/partner.html", context, status=status)
    limits.count(request, "invitation_mail")
    address = form.cleaned_data["address"]
    services.invite_by_mail(by=request.user, to=address, at=timezone.now())
    messages.success(request, _("Sent."))
    return redirect("accounts:partner")


@require_POST
def send_again(request: HttpRequest) -> HttpResponse:
    """Have the same invitation sent once more, with a new link."""
    limits.count(request, "invitation_mail")
    services.send_again(by=request.user, at=timezone.now())
    messages.success(request, _("Sent."))
    return redirect("accounts:partner")


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Withdraw my invitation."""
    services.revoke_invitation(by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("accounts:partner")


def _about(request: HttpRequest, form: AddressForm) -> dict[str, Any]:
    """What the page of the two shows; nothing in it comes from whoever was invited."""
    person = request.user
    invitation = services.open_invitation(of=person, at=timezone.now())
    return {
        "partner_name": person.partner.called if person.partner else None,
        "invitation": invitation,
        "sent_to": legible(invitation, "sent_to") if invitation else "",
        "address_form": form,
        "can_send": settings.HAS_SMTP,
        "has_blocked": bool(services.blocks_of(person)),
    }
