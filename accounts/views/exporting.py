"""Take everything along: what the export holds, and the two forms of it."""

from allauth.account.decorators import reauthentication_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts import export, export_page, unlocking
from accounts.doors import asks_before_acting
from accounts.limits import count
from accounts.privacy import OWNER, REASONS
from accounts.waiting import goes_on_with

NAME = _lazy("Taking everything along")


@goes_on_with(NAME)
@sensitive_variables()
@require_safe
@reauthentication_required
def take_along(request: HttpRequest) -> HttpResponse:
    """What is in it, what is not and why."""
    person = request.user
    context = {
        "partner_name": person.partner.called if person.partner else None,
        "reasons": [reason for reason in REASONS if reason is not OWNER],
        "is_locked": person.lock_public is not None and not unlocking.is_open(request),
    }
    return render(request, "accounts/export.html", context)


@goes_on_with(NAME, page="accounts:export")
@sensitive_variables()
@require_POST
@asks_before_acting
def as_json(request: HttpRequest) -> HttpResponse:
    """All of it as a file, for a program; its name tells nothing to whoever sees the folder."""
    count(request, "export")
    pieces = export.as_json(request.user, timezone.now())
    response = StreamingHttpResponse(pieces, content_type="application/json")
    response["Content-Disposition"] = 'attachment; filename="evenings.json"'
    return response


@goes_on_with(NAME, page="accounts:export")
@sensitive_variables()
@require_POST
@asks_before_acting
def to_read(request: HttpRequest) -> HttpResponse:
    """All of it as a page, chapter by chapter."""
    count(request, "export")
    page = render_to_string("accounts/export_read.html", {"now": timezone.now()}, request)
    return StreamingHttpResponse(export_page.as_page(page, request.user))
