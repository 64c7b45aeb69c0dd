"""Let my partner see a result or keep it; and both results side by side, once both said yes."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import for_couples
from quizzes import services
from quizzes.doors import once_finished
from quizzes.forms import ShareForm
from quizzes.together import side_by_side
from quizzes.views.results import page


@require_POST
@for_couples
@once_finished
def share(request: HttpRequest, attempt: Any) -> HttpResponse:
    """Store my choice; where both have now said yes, show what that opens."""
    form = ShareForm(request.POST)
    if not form.is_valid():
        return render(request, "quizzes/result.html", page(request, attempt, form), status=422)
    if form.cleaned_data["choice"] == "keep":
        return _keep(request, attempt)
    services.share(attempt, by=request.user, at=timezone.now())
    if (pair := services.pair_of(request.user)) and pair.mine.pk == attempt.pk:
        return redirect("quizzes:together")
    messages.success(request, _("Saved."))
    return redirect("quizzes:result", attempt.public_id)


@require_POST
@once_finished
def keep(request: HttpRequest, attempt: Any) -> HttpResponse:
    """Take my yes back, at once and without asking anybody."""
    return _keep(request, attempt)


@require_safe
@for_couples
def together(request: HttpRequest) -> HttpResponse:
    """Both results side by side; until both said yes, the same page for everybody."""
    pair = services.pair_of(request.user)
    context = {
        "partner_name": request.user.partner.called,
        "pair": pair,
        "both": side_by_side(pair.mine, pair.theirs) if pair else None,
    }
    return render(request, "quizzes/together.html", context)


def _keep(request: HttpRequest, attempt: Any) -> HttpResponse:
    services.keep(attempt, by=request.user)
    messages.success(request, _("Kept to yourself. Nobody else sees this result."))
    return redirect("quizzes:result", attempt.public_id)
