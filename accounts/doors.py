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
    is_reauthentication_required,
)
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from accounts.refusals import NotLinked, SignedInTooLongAgo

View = Callable[..., HttpResponse]


def for_couples(view: View) -> View:
    """Let in people who are linked, with `request.couple` set; others meet `NotLinked`."""

    @wraps(view)
    def entered(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        request.couple = request.user.couple
        if request.couple is None:
            raise NotLinked
        return view(request, *args, **kwargs)

    return entered


def asks_before_acting(view: View) -> View:
    """Let anybody read the page, and act only those who have just proven once more who they are.

    By password or second factor; the form waits in the session and then goes on. Who has neither,
    and so only ever signs in elsewhere, must have signed in just now; others meet
    `SignedInTooLongAgo`.
    """

    def proven(request: HttpRequest) -> View:
        if request.method == "POST" and not get_reauthentication_flows(request.user):
            _refuse_unless_signed_in_just_now(request)
        return view

    asked_first = reauthentication_required(_door(view, proven))
    return _door(view, lambda request: view if request.method in ("GET", "HEAD") else asked_first)


def asks_before_showing(view: View) -> View:
    """Show the page only to those who have just proven who they are, and let no form wait for it.

    A passphrase that came too late must not lie in the session: who sends one types it again.
    """
    asked_first = reauthentication_required(view)

    def in_time(request: HttpRequest) -> View:
        is_late = request.method == "POST" and is_reauthentication_required(request, app="")
        return _back_to_the_page if is_late else asked_first

    return sensitive_post_parameters()(sensitive_variables()(_door(view, in_time)))


def forget_what_waits(request: HttpRequest) -> None:
    """Drop the form, or the connection with another site, that waits for proof of who one is.

    Whoever is asked again for something else proves it for that alone. Otherwise somebody with a
    minute at an open browser could leave a form waiting for its owner's next password.
    """
    request.session.pop(STATE_SESSION_KEY, None)


def _door(view: View, leads_to: Callable[[HttpRequest], View]) -> View:
    """Stand before `view`; `leads_to` says of each request what it comes to instead."""

    @wraps(view)
    def door(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        return leads_to(request)(request, *args, **kwargs)

    return door


def _back_to_the_page(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
    return redirect(request.path)


def _refuse_unless_signed_in_just_now(request: HttpRequest) -> None:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    if time.time() - latest > allauth_settings.REAUTHENTICATION_TIMEOUT:
        raise SignedInTooLongAgo
