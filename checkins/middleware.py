"""What a shared screen answers: the meeting, help and the ways out, and a closed door elsewhere."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from accounts import consenting
from checkins import screen


class SharedScreenMiddleware:
    """Shut every view but the named ones, for every method, while two look at one screen.

    It stands before the check of form tokens, which gives back what was typed into a stale form:
    on a shared screen that could be read by the other one.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """The closed door, or nothing where the view may answer."""
        if not screen.is_shared(request):
            return None
        # Whatever is answered; the zone from before comes back with the end of the request.
        timezone.activate(screen.zone_for(request))
        # Whether its owner agreed to anything is not to be read on a screen for two.
        if screen.opens(request) and not consenting.asks(request):
            return None
        if request.headers.get("X-Autosave") == "1":
            # The text stays in the page that tried; nobody looks at this answer.
            return HttpResponse(status=HTTPStatus.FORBIDDEN)
        return _locked(request)


def _locked(request: HttpRequest) -> HttpResponse:
    """The closed door. Unlike every other page it gives back nothing of what was sent.

    A browser keeps forms it has sent and offers to send them again on *Back*. What one of the two
    wrote alone, before sharing the screen, would then stand on it in front of the other. The same
    form sent again after signing in is answered with its text, so it is late, not lost.
    """
    context = {
        "day": screen.day_of(request),
        "owner_name": screen.owner_name(request),
        "was_sent": request.method == "POST",
    }
    return render(request, "checkins/screen_locked.html", context, status=HTTPStatus.FORBIDDEN)
