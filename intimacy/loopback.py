"""Whether a request comes from this very machine, and the site is meant for it alone."""

from django.conf import settings
from django.http import HttpRequest

_FORWARDED = ("HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP")


def is_on_this_machine(request: HttpRequest) -> bool:
    """True only on the embedded mail set-up, with a loopback address, peer and no proxy between."""
    return (
        not settings.HAS_SMTP
        and settings.ON_LOOPBACK
        and request.META.get("REMOTE_ADDR") in {"127.0.0.1", "::1"}
        and not any(header in request.META for header in _FORWARDED)
    )
