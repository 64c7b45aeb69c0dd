"""Pages of what two people agreed on: the open ones, one with its history, closing it."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import for_couples
from checkins import services
from checkins.forms.agreements import AgreementForm, WordingForm
from checkins.refusals import (
    AgreementChanged,
    AgreementClosed,
    EnoughAgreements,
    NothingToAgreeOnYet,
    WordedTooOften,
)

CLOSED_A_PAGE = 10


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def agreements(request: HttpRequest) -> HttpResponse:
    """What is agreed, a form to add to it, and what was closed."""
    form = AgreementForm(request.POST or None)
    if request.method != "POST":
        return _show_all(request, form)
    if not form.is_valid():
        return _show_all(request, form, status=422)
    check_in = services.latest_met(request.couple)
    try:
        if check_in is None:
            raise NothingToAgreeOnYet
        services.agree(check_in, by=request.user, at=timezone.now(), **form.agreement())
    except (EnoughAgreements, NothingToAgreeOnYet) as refusal:
        form.add_error(None, refusal.sentence)
        return _show_all(request, form, status=refusal.status)
    messages.success(request, _("Agreed."))
    return redirect("checkins:agreements")


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One agreement with all it ever said, and a form to change its words."""
    found = _agreement(request, public_id)
    form = WordingForm(request.POST or None, agreement=found)
    if request.method != "POST":
        return _show_one(request, form)
    if not form.is_valid():
        return _show_one(request, form, status=422)
    try:
        services.change_agreement(found, by=request.user, at=timezone.now(), **form.cleaned_data)
    except (AgreementChanged, AgreementClosed, WordedTooOften) as refusal:
        return _not_changed(request, public_id, refusal)
    messages.success(request, _("Saved."))
    return redirect("checkins:agreement", public_id)


@for_couples
@sensitive_variables()
@require_POST
def close_agreement(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Close an agreement; either may, and nobody is named."""
    at = timezone.now()
    services.close_agreement(_agreement(request, public_id), by=request.user, at=at)
    current = request.couple.check_ins.current(at).first()
    if request.POST.get("back") == "meeting" and current is not None:
        services.show_news(current)
        return redirect("checkins:meeting", current.meets_on)
    messages.success(request, _("Closed."))
    return redirect("checkins:agreements")


def _agreement(request: HttpRequest, public_id: uuid.UUID):
    found = request.couple.agreements.readable().filter(public_id=public_id).first()
    if found is None:
        raise Http404
    return found


def _not_changed(request: HttpRequest, public_id: uuid.UUID, refusal) -> HttpResponse:
    """What it says now, and what was typed, to be sent once more or copied."""
    form = WordingForm(request.POST, agreement=_agreement(request, public_id))
    form.now_seen()
    return _show_one(request, form, status=refusal.status, refusal=refusal)


def _show_all(request: HttpRequest, form: AgreementForm, status: int = 200) -> HttpResponse:
    closed = request.couple.agreements.closed().readable()
    page = Paginator(closed, CLOSED_A_PAGE).get_page(request.GET.get("page"))
    still_open = services.open_agreements(request.couple)
    context = {
        "form": form,
        "open": still_open,
        "page": page,
        # Whoever agreed on something has met.
        "has_met": bool(still_open or page) or services.latest_met(request.couple) is not None,
        "has_room": len(still_open) < services.MOST_OPEN or form.is_bound,
        "evening": _evening(request),
    }
    return render(request, "checkins/agreements.html", context, status=status)


def _show_one(
    request: HttpRequest, form: WordingForm, status: int = 200, refusal=None
) -> HttpResponse:
    context = {
        "agreement": form.agreement,
        "form": form,
        "refusal": refusal,
        "evening": _evening(request),
    }
    return render(request, "checkins/agreement.html", context, status=status)


def _evening(request: HttpRequest):
    """The check-in the two are meeting for now, to go back to; None where they are not."""
    at = timezone.now()
    current = request.couple.check_ins.current(at).select_related("meeting").first()
    is_going_on = current is not None and services.is_held(current, at)
    return current if is_going_on and not current.meeting.is_at_its_close else None
