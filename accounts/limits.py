"""Limits on tries, counted in the cache that all processes share (ACCOUNT_RATE_LIMITS)."""

from allauth.core import ratelimit
from django.http import HttpRequest

from accounts.refusals import TooManyTries


def count(request: HttpRequest, action: str) -> None:
    """Count one try at `action`; raises `TooManyTries` beyond the limit. GET is never counted."""
    if not ratelimit.consume(request, action=action):
        raise TooManyTries
