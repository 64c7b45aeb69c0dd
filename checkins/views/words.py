"""Pages of one's own words after the reveal: word them anew, or take them back."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import for_couples
from checkins import labels, services
from checkins.forms.words import WordsForm
from checkins.views.finding import check_in_on


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def change_words(request: HttpRequest, day: date, kind: str, position: int) -> HttpResponse:
    """Word anew what I shared; the other one sees that it was changed."""
    found, at = check_in_on(request, day), timezone.now()
    place = {"by": request.user, "kind": kind, "position": position}
    now = services.words_to_change(found, **place, at=at)
    form = WordsForm(request.POST if request.method == "POST" else None, initial={"text": now})
    if form.is_valid():
        services.change_words(found, **place, text=form.cleaned_data["text"], at=at)
        messages.success(request, _("Saved."))
        return redirect("checkins:check_in", found.meets_on)
    own = services.own_questions(request.user, [found.prompt_key])
    context = {
        "form": form,
        "check_in": found,
        "kind": kind,
        "position": position,
        "label": labels.heading(kind, found.prompt_key, own),
        "partner_name": request.couple.partner_of(request.user).called,
    }
    return render(
        request, "checkins/change_words.html", context, status=422 if form.errors else 200
    )


@for_couples
@require_POST
def take_back(request: HttpRequest, day: date, kind: str, position: int) -> HttpResponse:
    """From now on it is as if I had kept it."""
    found = check_in_on(request, day)
    services.take_back(found, by=request.user, kind=kind, position=position)
    messages.success(request, _("Taken back. It is yours alone again."))
    return redirect("checkins:check_in", found.meets_on)
