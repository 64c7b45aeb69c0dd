"""Limits on tries, counted in the cache that all processes share (ACCOUNT_RATE_LIMITS)."""

from allauth.core import ratelimit
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from accounts.refusals import TooManyTries


def unreadable_key(key: str, prefix: str, version: int) -> str:
    """The name under which the cache stores `key`: the same each time, and telling nothing."""
    return salted_hmac("cache key", f"{prefix}:{version}:{key}", algorithm="sha256").hexdigest()


def count(request: HttpRequest, action: str) -> None:
    """Count one try at `action`; raises `TooManyTries` beyond the limit. GET is never counted."""
    if not ratelimit.consume(request, action=action):
        raise TooManyTries
