"""A lock held open for a while: half of it in the browser, half in the session, neither enough.

A cookie holds a random secret and the session a box that only it opens, bound to this session and
to the moment at which it ends. Whoever has the database cannot open the box, and the cookie alone
is nothing; a new session key, as a shared screen gets one, closes it too.
"""

import binascii
from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from accounts.domain.locking import Opened, put_by, take_up

# The name in the session.
UNLOCKED = "unlocked"
LASTS = timedelta(minutes=30)


def hold_open(request: HttpRequest, opened: Opened, *, until: int | None = None) -> None:
    """Hold this lock open in this session: for half an hour from now on, or `until` this moment."""
    until = until or int((timezone.now() + LASTS).timestamp())
    secret, box = put_by(opened, _bound(request, until))
    request.session[UNLOCKED] = {"until": until, "box": box}
    # The middleware hands it to the browser; what this very request goes on to do needs it, too.
    request.unlock_cookie = urlsafe_b64encode(secret).decode()
    request.COOKIES[settings.UNLOCK_COOKIE_NAME] = request.unlock_cookie


def close(request: HttpRequest) -> None:
    """Close it, if it is open."""
    if UNLOCKED in request.session:
        del request.session[UNLOCKED]


def opened_in(request: HttpRequest) -> Opened | None:
    """The lock that this session holds open now, in this very browser."""
    cookie = request.COOKIES.get(settings.UNLOCK_COOKIE_NAME)
    if not cookie or not is_open(request):
        return None
    held = request.session[UNLOCKED]
    return take_up(_secret(cookie), held["box"], _bound(request, held["until"]))


def is_open(request: HttpRequest) -> bool:
    """Whether this session holds a lock open; asks nothing of the database."""
    held = request.session.get(UNLOCKED)
    return held is not None and timezone.now().timestamp() < held["until"]


def hand_over(request: HttpRequest, response: HttpResponse) -> None:
    """Give the browser its secret, or take it away as soon as it opens nothing any more."""
    name, cookie = settings.UNLOCK_COOKIE_NAME, getattr(request, "unlock_cookie", None)
    if cookie is not None and is_open(request):
        response.set_cookie(
            name,
            cookie,
            max_age=LASTS,
            secure=settings.HTTPS,
            httponly=True,
            samesite="Lax",
        )
    elif name in request.COOKIES and request.session.accessed and not is_open(request):
        close(request)
        response.delete_cookie(name, samesite="Lax")
        response.cookies[name]["secure"] = settings.HTTPS or ""


def _bound(request: HttpRequest, until: int) -> bytes:
    return f"{request.session.session_key}|{until}".encode()


def _secret(cookie: str) -> bytes:
    try:
        return urlsafe_b64decode(cookie)
    except (binascii.Error, ValueError):
        return b""
