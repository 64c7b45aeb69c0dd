"""Opens a person's own lock for the length of a request, and answers where it is closed."""

from collections.abc import Callable
from http import HTTPStatus
from urllib.parse import urlsplit

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import add_never_cache_headers
from django.utils.http import url_has_allowed_host_and_scheme

from accounts import unlocking
from accounts.forms.locking import UnlockForm
from accounts.locking import Hold
from accounts.refusals import Locked
from accounts.typed import typed_texts


class LockMiddleware:
    """What is read in a request is read with what its session holds open."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with Hold(request.user, lambda: unlocking.opened_in(request)):
            response = self.get_response(request)
        unlocking.hand_over(request, response)
        return response

    def process_exception(self, request: HttpRequest, fault: Exception) -> HttpResponse | None:
        """The page that asks for the passphrase, wherever something locked was needed."""
        return locked(request) if isinstance(fault, Locked) else None


def locked(request: HttpRequest) -> HttpResponse:
    """*This is locked*: the way to open it, the way back, and what was typed."""
    if request.headers.get("X-Autosave") == "1":
        # The text stays in the page that tried.
        return JsonResponse({"errors": {"__all__": [Locked.sentence]}}, status=Locked.status)
    context = {
        "form": UnlockForm(initial={"back": _way_back(request)}),
        "typed": typed_texts(request),
        "is_refused": True,
        # The page says it already.
        "met_locked_words": False,
    }
    response = render(request, "accounts/unlock.html", context, status=HTTPStatus.LOCKED)
    add_never_cache_headers(response)
    return response


def safe_way_back(address: str) -> str:
    """An address of this site to go back to; nothing where it is another's."""
    is_ours = url_has_allowed_host_and_scheme(address, allowed_hosts=None)
    return address if is_ours and address.startswith("/") else ""


def _way_back(request: HttpRequest) -> str:
    """The page that was asked for, or for a form the page it was sent from."""
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    sent_from = urlsplit(request.headers.get("referer", ""))
    return sent_from.path if sent_from.netloc == request.get_host() else ""
