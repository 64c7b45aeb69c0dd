"""Pages about areas: what to do about each, the exercises, what I did, the couple's focus."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import for_couples
from accounts.sealing import DAMAGED, legible, told
from quizzes import guidance, services
from quizzes.forms import LineForm

PRACTICES_A_PAGE = 20


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    """All areas; of the other's wish nothing shows unless it is both's."""
    context = {
        "areas": guidance.areas(request.user.language),
        "focus": services.focus_for(request.user, timezone.now()),
    }
    return render(request, "quizzes/areas.html", context)


@require_safe
def area(request: HttpRequest, area: str) -> HttpResponse:
    """One area: what it is, what gets in its way, what to do, and when to leave it alone."""
    language, focus = request.user.language, services.focus_for(request.user, timezone.now())
    context = {
        "area": guidance.area(area, language),
        "focus": focus,
        "my_other_wish": guidance.name_of(focus.mine, language) if focus.mine != area else "",
        "partner_name": request.user.partner.called if request.user.partner else None,
    }
    return render(request, "quizzes/area.html", context)


@for_couples
@require_POST
def wish_for_focus(request: HttpRequest, area: str) -> HttpResponse:
    """Let this be our focus; it is once both said so."""
    services.wish_for_focus(area, by=request.user, at=timezone.now())
    return redirect("quizzes:area", area)


@for_couples
@require_POST
def take_focus_back(request: HttpRequest, area: str) -> HttpResponse:
    """Take my choice back, whatever the other one chose."""
    found = guidance.area(area, request.user.language)
    services.take_focus_back(by=request.user)
    messages.success(request, _("Taken back."))
    return redirect("quizzes:area", found.key)


@require_safe
def exercise(request: HttpRequest, exercise: str) -> HttpResponse:
    """One exercise; once begun, with its clock and the line at the end."""
    return _show_exercise(request, exercise, LineForm())


@require_POST
def begin(request: HttpRequest, exercise: str) -> HttpResponse:
    """Begin it; one that is begun goes on."""
    services.begin_exercise(exercise, by=request.user, at=timezone.now())
    return redirect("quizzes:exercise", exercise)


@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def done(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Mark it done, with a line for oneself or without."""
    practice = services.practice_of(request.user, public_id)
    form = LineForm(request.POST)
    if not form.is_valid():
        return _show_exercise(request, legible(practice, "exercise"), form, status=422)
    line = form.cleaned_data["line"]
    services.mark_done(practice, by=request.user, line=line, at=timezone.now())
    return redirect("quizzes:practices")


@require_POST
def forget(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Delete it, with its line."""
    practice = services.practice_of(request.user, public_id)
    services.forget_practice(practice, by=request.user)
    messages.success(request, _("Deleted."))
    return redirect("quizzes:practices")


@sensitive_variables()
@require_safe
def practices(request: HttpRequest) -> HttpResponse:
    """What I did, and nobody else."""
    done = services.done_practices(request.user)
    page = Paginator(done, PRACTICES_A_PAGE).get_page(request.GET.get("page"))
    titles = guidance.titles(request.user.language)
    context = {"page": page, "practices": [_told(row, titles) for row in page]}
    return render(request, "quizzes/practices.html", context)


def _told(row: Any, titles: Mapping[str, str]) -> dict[str, Any]:
    """What I did as it is shown; a sentence stands in place of what is locked or damaged."""
    key = legible(row, "exercise", locked="")
    title = titles.get(key, "") if key else told(row, "exercise")
    line = legible(row, "line", str(DAMAGED), locked="")
    return {"row": row, "key": key, "title": title, "line": line}


def _show_exercise(
    request: HttpRequest, key: str, form: LineForm, status: int = 200
) -> HttpResponse:
    person, at = request.user, timezone.now()
    found = guidance.exercise(key, person.language)
    context = {
        "exercise": found,
        "area": guidance.area(found.area, person.language),
        "running": services.running(person, found, at),
        "form": form,
        "linked": person.couple is not None,
    }
    return render(request, "quizzes/exercise.html", context, status=status)
