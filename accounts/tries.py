"""How often a password or a code may be tried, counted so that nobody can shut somebody else out.

A limit for each account alone would let anybody who knows the address keep its owner out, by being
wrong five times every five minutes. So tries are counted for an account *and* the network they come
from. Where an account is tried from many networks, each of them has one try left: guessing gets
slow, and whoever knows the password is in with the first one. Whoever is signed in is counted for
their session, since the other one in the same home shares their network.
"""

from allauth.core.internal.ratelimit import RateLimitUsage, clear, consume, get_ip
from django.http import HttpRequest


def count(request: HttpRequest, whose: str) -> RateLimitUsage | None:
    """Count one try at what opens `whose` account; None beyond the limit.

    `rollback()` on what is given takes it back, once the try turned out to be right.
    """
    here = _here(request, whose)
    used = [_consume(request, "try", here)]
    if not request.user.is_authenticated:
        used.append(_consume(request, "try_from_network"))
    if all(used):
        anywhere = _consume(request, "try_anywhere", _account(whose))
        used.append(anywhere or _consume(request, "try_one_of_many", here))
    return RateLimitUsage([one for each in used for one in each.usage]) if all(used) else None


def forget(request: HttpRequest, whose: str) -> None:
    """Begin anew from here: whoever has just reset a password shall not wait to use it."""
    clear(request, app="allauth.account", action="try", key=_here(request, whose))


def _here(request: HttpRequest, whose: str) -> str:
    return f"{_origin(request)} {_account(whose)}"


def _account(whose: str) -> str:
    # One name for all spellings that the database takes for the same address.
    return whose.casefold()


def _origin(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"session {request.session.session_key}"
    return f"network {get_ip(request)}"


def _consume(request: HttpRequest, action: str, key: str = "") -> RateLimitUsage | None:
    return consume(request, app="allauth.account", action=action, key=key)
