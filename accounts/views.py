"""Linking, unlinking, one's own settings and erasing."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, services
from accounts.adapter import INVITATION
from accounts.doors import for_couples
from accounts.forms import CodeForm, EraseForm, MeForm
from accounts.invitations import link_of, qr_of
from accounts.refusals import InvitationClosed, InvitationUnknown, Refusal


@require_safe
def partner(request: HttpRequest) -> HttpResponse:
    """Whom I am linked with, or how to link."""
    person = request.user
    context = {
        "partner_name": person.partner.name if person.partner else None,
        "invitation": services.open_invitation(of=person, at=timezone.now()),
    }
    return render(request, "accounts/partner.html", context)


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


@require_POST
def revoke(request: HttpRequest) -> HttpResponse:
    """Withdraw my invitation."""
    services.revoke_invitation(by=request.user, at=timezone.now())
    messages.success(request, _("The invitation is withdrawn. Its link no longer works."))
    return redirect("accounts:partner")


@login_not_required
@never_cache
@require_safe
def join_link(request: HttpRequest, token: str) -> HttpResponse:
    """Remember which invitation was opened, and go on to an address without the token in it."""
    invitation = services.find_invitation_by_token(token, at=timezone.now())
    request.session[INVITATION] = invitation.pk
    return redirect("accounts:join")


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def join_code(request: HttpRequest) -> HttpResponse:
    """Type the short code instead of opening the link."""
    form = CodeForm(request.POST or None)
    status = HTTPStatus.OK
    if request.method == "POST" and form.is_valid():
        limits.count(request, "invitation_code")
        try:
            found = services.find_invitation_by_code(form.cleaned_data["code"], at=timezone.now())
        except (InvitationUnknown, InvitationClosed) as refused:
            form.add_error("code", refused.sentence)
            status = refused.status
        else:
            request.session[INVITATION] = found.pk
            return redirect("accounts:join")
    elif form.errors:
        status = HTTPStatus.UNPROCESSABLE_ENTITY
    return render(request, "accounts/join_code.html", {"form": form}, status=status)


@login_not_required
@never_cache
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """Show who invites; opening this page changes nothing."""
    if INVITATION not in request.session:
        return redirect("accounts:join_code")
    invitation = _remembered_invitation(request)
    context = {
        "inviter_name": invitation.inviter.name,
        "needs_sign_in": not request.user.is_authenticated,
    }
    return render(request, "accounts/join.html", context)


def _remembered_invitation(request: HttpRequest) -> "services.Invitation":
    """The invitation this browser opened; one that cannot be accepted is forgotten."""
    try:
        invitation = services.find_invitation(request.session[INVITATION], at=timezone.now())
        if request.user.is_authenticated:
            services.refuse_unless_acceptable(invitation, by=request.user)
    except Refusal:
        del request.session[INVITATION]
        raise
    return invitation


@require_POST
def link(request: HttpRequest) -> HttpResponse:
    """Link us."""
    invitation = services.find_invitation(request.session.pop(INVITATION, None), at=timezone.now())
    services.accept_invitation(invitation, by=request.user, at=timezone.now())
    messages.success(request, _("You are linked."))
    return redirect("home")


@login_not_required
@require_POST
def not_now(request: HttpRequest) -> HttpResponse:
    """Forget the invitation in this browser; the person who sent it learns nothing."""
    request.session.pop(INVITATION, None)
    return redirect("home")


@for_couples
@require_http_methods(["GET", "HEAD", "POST"])
def unlink(request: HttpRequest) -> HttpResponse:
    """Show exactly what unlinking does; POST does it, at once."""
    if request.method == "POST":
        services.unlink(by=request.user, at=timezone.now())
        messages.success(request, _("You are not linked to anyone."))
        return redirect("home")
    name = request.couple.partner_of(request.user).name
    return render(request, "accounts/unlink.html", {"partner_name": name})


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """My name, zone and language."""
    person = request.user
    now = {"name": person.name, "time_zone": person.time_zone, "language": person.language}
    form = MeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.change_me(by=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    status = 422 if form.errors else 200
    return render(request, "accounts/me.html", {"form": form}, status=status)


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest) -> HttpResponse:
    """Erase my account, after the password."""
    form = EraseForm(request.POST or None, person=request.user)
    if request.method == "POST":
        limits.count(request, "erase")
        if form.is_valid():
            services.erase(by=request.user, at=timezone.now())
            logout(request)
            return redirect("accounts:erased")
    status = 422 if form.errors else 200
    return render(request, "accounts/erase.html", {"form": form}, status=status)


@login_not_required
@require_safe
def erased(request: HttpRequest) -> HttpResponse:
    """What happened; the same page for everyone who opens it."""
    return render(request, "accounts/erased.html")
