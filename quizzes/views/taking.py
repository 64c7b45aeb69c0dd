"""Take the quiz: start, answer, say what matters, finish."""

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from accounts import services as accounts
from quizzes import content, results, services
from quizzes.doors import while_open
from quizzes.forms import MattersForm, QuestionForm, StartForm
from quizzes.refusals import TooSoon

takes_a_form = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def overview(request: HttpRequest) -> HttpResponse:
    """Where I am with the quiz: not taken, open, or my results."""
    context = {
        "linked": request.user.couple is not None,
        "overview": services.overview(request.user, timezone.now()),
        "instrument": content.current(request.user.language),
        "statistics_allowed": accounts.allows_quiz_statistics(request.user),
    }
    return render(request, "quizzes/overview.html", context)


@sensitive_post_parameters()
@takes_a_form
def start(request: HttpRequest) -> HttpResponse:
    """Ask about optional areas first, then open an attempt; one that is open is resumed.

    Before its time the page leads to the overview, which says from when on it is possible; a form
    that was open meanwhile meets TooSoon.
    """
    instrument = content.current(request.user.language)
    form = StartForm(_posted(request), instrument=instrument)
    if form.is_valid():
        attempt = services.start(by=request.user, optional=form.optional, at=timezone.now())
        return redirect("quizzes:question", attempt.public_id, attempt.number_next)
    if attempt := services.open_attempt_of(request.user):
        return redirect("quizzes:question", attempt.public_id, attempt.number_next)
    try:
        services.refuse_if_too_soon(request.user, timezone.now())
    except TooSoon:
        return redirect("quizzes:overview")
    return render(request, "quizzes/start.html", {"form": form}, status=_status(form))


@sensitive_post_parameters()
@takes_a_form
@while_open
def question(request: HttpRequest, attempt: Any, number: int) -> HttpResponse:
    """One question; its answer is stored by POST, then comes the next."""
    # One past the last question lies what comes after the questions.
    if number == len(attempt.items) + 1:
        return redirect("quizzes:matters", attempt.public_id)
    asked = attempt.asked(number)
    form = QuestionForm(_posted(request), asked=asked)
    if form.is_valid():
        services.answer(attempt, by=request.user, number=number, value=form.value)
        return redirect("quizzes:question", attempt.public_id, number + 1)
    context = {"attempt": attempt, "asked": asked, "form": form}
    return render(request, "quizzes/question.html", context, status=_status(form))


@sensitive_post_parameters()
@takes_a_form
@while_open
def matters(request: HttpRequest, attempt: Any) -> HttpResponse:
    """Pick up to two areas that matter most."""
    areas = results.area_choices(attempt)
    form = MattersForm(_posted(request), areas=areas, stored=attempt.matters)
    if form.is_valid():
        services.say_what_matters(attempt, by=request.user, areas=form.cleaned_data["matters"])
        return redirect("quizzes:finish", attempt.public_id)
    context = {"attempt": attempt, "form": form}
    return render(request, "quizzes/matters.html", context, status=_status(form))


@takes_a_form
def finish(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """What is still unanswered; POST finishes, and pressing twice shows the same result."""
    attempt = services.attempt_of(request.user, public_id)
    if request.method == "POST":
        services.finish(attempt, by=request.user, at=timezone.now())
    if request.method == "POST" or attempt.is_finished:
        return redirect("quizzes:result", public_id)
    attempt.refuse_if_damaged()
    context = {"attempt": attempt, "too_few": results.too_few(attempt)}
    return render(request, "quizzes/finish.html", context)


def _posted(request: HttpRequest) -> QueryDict | None:
    """What a form is bound to: also an empty POST is one, and gets its sentence."""
    return request.POST if request.method == "POST" else None


def _status(form: Any) -> int:
    return 422 if form.errors else 200
