"""Who may enter the page of an attempt: its own person, and at the right time."""

import uuid
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from quizzes import services
from quizzes.refusals import AttemptFinished


def while_open(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view one's own open attempt; a finished one shows its result and takes no more."""

    @wraps(view)
    def entered(request: HttpRequest, public_id: uuid.UUID, **rest: Any) -> HttpResponse:
        attempt = services.attempt_of(request.user, public_id)
        if not attempt.is_finished:
            attempt.refuse_if_damaged()
            return view(request, attempt, **rest)
        if request.method == "POST":
            raise AttemptFinished
        return redirect("quizzes:result", public_id)

    return entered


def once_finished(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand the view one's own finished attempt; an open one goes on where it stopped."""

    @wraps(view)
    def entered(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
        attempt = services.attempt_of(request.user, public_id)
        if attempt.is_finished:
            return view(request, attempt)
        attempt.refuse_if_damaged()
        return redirect("quizzes:question", public_id, attempt.number_next)

    return entered


def if_legible(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Hand on an attempt whose answers can be read; of others there is nothing to show."""

    @wraps(view)
    def entered(request: HttpRequest, attempt: Any) -> HttpResponse:
        attempt.refuse_if_damaged()
        return view(request, attempt)

    return entered
