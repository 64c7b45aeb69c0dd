"""Who may enter a view."""

import time
from collections.abc import Callable
from functools import wraps

from allauth.account import app_settings as allauth_settings
from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    STATE_SESSION_KEY,
    get_reauthentication_flows,
)
from django.http import HttpRequest, HttpResponse

from accounts.refusals import NotLinked, SignedInTooLongAgo


def for_couples(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let in people who are linked, with `request.couple` set; others meet `NotLinked`."""

    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.couple = request.user.couple
        if request.couple is None:
            raise NotLinked
        return view(request, *args, **kwargs)

    return entered


def after_asking_again(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let anybody read the page, and act only those who have just proven once more who they are.

    By password or second factor. Who has neither, and so only ever signs in elsewhere, must have
    signed in just now; others meet `SignedInTooLongAgo`.
    """

    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if request.method == "POST" and not get_reauthentication_flows(request.user):
            _refuse_unless_signed_in_just_now(request)
        return view(request, *args, **kwargs)

    asked_first = reauthentication_required(entered)

    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        opens = entered if request.method in ("GET", "HEAD") else asked_first
        return opens(request, *args, **kwargs)

    return door


def forget_what_waits(request: HttpRequest) -> None:
    """Drop the form, or the connection with another site, that waits for proof of who one is.

    Whoever is asked again for something else proves it for that alone. Otherwise somebody with a
    minute at an open browser could leave a form waiting for its owner's next password.
    """
    request.session.pop(STATE_SESSION_KEY, None)


def _refuse_unless_signed_in_just_now(request: HttpRequest) -> None:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    if time.time() - latest > allauth_settings.REAUTHENTICATION_TIMEOUT:
        raise SignedInTooLongAgo
