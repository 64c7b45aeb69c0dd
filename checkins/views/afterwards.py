"""After time together: how it was, for oneself, and what the two did so far."""

import uuid

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import for_couples
from checkins import services
from checkins.forms.afterwards import AfterthoughtForm
from checkins.views.finding import plan_at
from checkins.views.plans import show_plan

DONE_A_PAGE = 20


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def note_afterthought(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """How it was, in a line for myself; the other one never sees it."""
    found, form = plan_at(request, public_id), AfterthoughtForm(request.POST)
    if not form.is_valid():
        return show_plan(request, found, form, status=422)
    line = form.cleaned_data["line"]
    note = services.note_afterthought(found, by=request.user, line=line, at=timezone.now())
    messages.success(
        request, _("Noted, for you alone.") if note else _("Nothing was noted, and that is fine.")
    )
    return redirect("checkins:plan_detail", found.public_id)


@sensitive_variables()
@require_safe
def done_together(request: HttpRequest) -> HttpResponse:
    """What we did, the latest first, with my own lines beside it; those stay mine when alone."""
    person = request.user
    done = services.done_together(person, timezone.now())
    page = Paginator(done, DONE_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "done": services.read_done(person, list(page)),
        "is_linked": person.couple is not None,
    }
    return render(request, "checkins/done_together.html", context)
