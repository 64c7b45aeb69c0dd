"""Joining: the link or the code of an invitation, and what its holder does with it."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits, services
from accounts.adapter import INVITATION
from accounts.forms import CodeForm
from accounts.refusals import AlreadyLinked, InvitationClosed, InvitationUnknown, Refusal


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
    invitation, is_linked = _remembered_invitation(request)
    context = {
        "inviter_name": invitation.inviter.called,
        "needs_sign_in": not request.user.is_authenticated,
        "is_linked": is_linked,
    }
    status = HTTPStatus.CONFLICT if is_linked else HTTPStatus.OK
    return render(request, "accounts/join.html", context, status=status)


def _remembered_invitation(request: HttpRequest) -> tuple["services.Invitation", bool]:
    """The invitation this browser opened, and whether its holder is linked with somebody already.

    Who is may still decline or block; one that cannot be accepted for other reasons is forgotten.
    """
    try:
        invitation = services.find_invitation(request.session[INVITATION], at=timezone.now())
        if request.user.is_authenticated:
            services.refuse_unless_acceptable(invitation, by=request.user)
    except AlreadyLinked:
        return invitation, True
    except Refusal:
        del request.session[INVITATION]
        raise
    return invitation, False


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


@login_not_required
@require_POST
def decline(request: HttpRequest) -> HttpResponse:
    """Say no, and want no more letters; the person who sent it finds no difference."""
    found = services.find_invitation(request.session.pop(INVITATION, None), at=timezone.now())
    services.decline_invitation(found, at=timezone.now())
    messages.success(request, _("Declined. Nobody is told, and no further letter is sent."))
    return redirect("home")
