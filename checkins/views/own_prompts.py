"""Pages of a couple's own questions."""

import uuid

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import for_couples
from checkins import services
from checkins.forms.own_prompts import OwnPromptForm
from checkins.refusals import EnoughQuestions

MOST_ASKED = 100


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def own_prompts(request: HttpRequest) -> HttpResponse:
    """The questions that wait for a week, and a new one."""
    form = OwnPromptForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _added(request, form):
        messages.success(request, _("Added. It has its week when its turn comes."))
        return redirect("checkins:own_prompts")
    ours = request.couple.own_prompts.readable()
    context = {
        "form": form,
        "waiting": ours.waiting(),
        "asked": ours.asked()[:MOST_ASKED],
        "partner_name": request.couple.partner_of(request.user).called,
    }
    return render(request, "checkins/own_prompts.html", context, status=422 if form.errors else 200)


@for_couples
@require_POST
def remove_prompt(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Take a question out before it is asked; either may."""
    services.remove_prompt(public_id, by=request.user, at=timezone.now())
    messages.success(request, _("Taken out."))
    return redirect("checkins:own_prompts")


def _added(request: HttpRequest, form: OwnPromptForm) -> bool:
    """Whether there was room for it; if not, the form says so and keeps what was typed."""
    try:
        services.add_prompt(by=request.user, text=form.cleaned_data["text"], at=timezone.now())
    except EnoughQuestions as full:
        form.add_error("text", full.sentence)
        return False
    return True
