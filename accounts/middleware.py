"""Who is signed in, in which zone they read times, and what a refusal looks like."""

from collections.abc import Callable, Sequence
from http import HTTPStatus

from allauth.core.exceptions import ReauthenticationRequired
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from requests import RequestException

from accounts import consenting
from accounts.consents import WORDINGS
from accounts.doors import forget_what_waits
from accounts.models import Consent, Person
from accounts.refusals import OtherSiteSilent, Refusal
from accounts.typed import typed_texts
from accounts.waiting import seal_what_waits


class SignedInMiddleware(LoginRequiredMiddleware):
    """Every view needs a signed-in person unless it says otherwise.

    A form sent after the session ended is answered with what was typed in it: losing four
    minutes of writing to a sign-in page is not acceptable.
    """

    def handle_no_permission(self, request: HttpRequest, view_func: Callable) -> HttpResponse:
        if request.method != "POST":
            return super().handle_no_permission(request, view_func)
        return not_saved(request, "signed_out")


def not_saved(request: HttpRequest, reason: str) -> HttpResponse:
    """What was typed, given back to somebody who has to sign in first; no browser stores it."""
    context = {
        "typed": typed_texts(request),
        "sign_in_url": reverse(settings.LOGIN_URL),
        "reason": reason,
    }
    response = render(request, "typed_text.html", context, status=403)
    add_never_cache_headers(response)
    return response


def refused(
    request: HttpRequest, refusal: Refusal, typed: Sequence[tuple[object, object]]
) -> HttpResponse:
    """What happened and what to do, with what was typed given back to copy."""
    way_out_url, way_out_label = refusal.way_out
    context = {
        "refusal": refusal,
        "typed": typed,
        "way_out_url": reverse(way_out_url),
        "way_out_label": way_out_label,
    }
    return render(request, "refused.html", context, status=int(refusal.status))


class PersonMiddleware:
    """Show times in the person's zone and words in their language, and let nothing be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return self.get_response(request)
        with timezone.override(request.user.time_zone), translation.override(request.user.language):
            response = self.get_response(request)
        add_never_cache_headers(response)
        if not request.user.is_authenticated:
            # Signed out just now, by whatever page: nothing stays in the browser either.
            response.headers["Clear-Site-Data"] = '"storage"'
        return response


class ConsentMiddleware:
    """Ask for the consent to store words about feelings before any page that does.

    Whoever had none when it was introduced, or took it back, or gave it to another text, meets the
    question on the next page; what they were sending is given back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable, args: tuple, kwargs: dict
    ) -> HttpResponse | None:
        """The question, or nothing where the view may answer."""
        if not consenting.asks(request):
            return None
        if request.headers.get("X-Autosave") == "1":
            # The text stays in the page that tried; nobody looks at this answer.
            return HttpResponse(status=HTTPStatus.FORBIDDEN)
        context = {
            "wording": WORDINGS[Consent.Kind.SENSITIVE_DATA],
            "typed": typed_texts(request),
            "next": request.get_full_path() if request.method == "GET" else "",
        }
        return render(request, "accounts/consent_first.html", context, status=HTTPStatus.FORBIDDEN)


class WaitingMiddleware:
    """Seal what waits for its sender to show who they are, before the session is saved."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        # Asked of the session itself it would count as used, and every answer as personal.
        if request.session.modified:
            seal_what_waits(request)
        return response


class RefusalMiddleware:
    """Answer a refusal raised in a view with a page that says what happened and what to do."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page of a refusal; every other fault goes on as it was."""
        if isinstance(fault, ReauthenticationRequired):
            # allauth answers it; what is being asked for now takes the place of what waited.
            forget_what_waits(request)
        if isinstance(fault, DatabaseError | Person.DoesNotExist) and _was_erased_meanwhile(
            request
        ):
            logout(request)
            return not_saved(request, "signed_out")
        if isinstance(fault, RequestException):
            # We ask nobody but the site one can sign in with.
            fault = OtherSiteSilent()
        if not isinstance(fault, Refusal):
            return None
        return refused(request, fault, typed_texts(request))


def _was_erased_meanwhile(request: HttpRequest) -> bool:
    """Whether the account went, in another browser, while this request was writing to it."""
    person = request.user
    return person.is_authenticated and not Person.objects.filter(pk=person.pk).exists()
