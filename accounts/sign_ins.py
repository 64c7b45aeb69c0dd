"""Each sign-in leaves a record for the one who signed in; changed ways in end what they opened."""

from allauth.account import signals
from allauth.account.authentication import get_authentication_records
from allauth.core.internal.httpkit import get_client_ip
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

from accounts import services, tries, unlocking, waiting
from accounts.domain.devices import device_of
from accounts.models import Person, SignIn

# The name in the session; what it holds is the public id of the sign-in that opened it.
SIGN_IN = "sign_in"

_WAYS = {
    "password": SignIn.Way.PASSWORD,
    "code": SignIn.Way.CODE,
    "socialaccount": SignIn.Way.ELSEWHERE,
}


@receiver(user_logged_in)
def record(sender: object, request: HttpRequest, user: Person, **_more: object) -> None:
    """Write down a sign-in, whichever way it came, and let its session remember it."""
    written = services.record_sign_in(
        by=user,
        way=_way(request, user),
        device=device_of(request.headers.get("user-agent", "")),
        address=_address(request),
        at=timezone.now(),
    )
    request.session[SIGN_IN] = str(written.public_id)


@receiver(signals.password_changed)
@receiver(signals.password_set)
def end_other_sessions(sender: object, request: HttpRequest, user: Person, **_more: object) -> None:
    """After a new password only the browser it was typed in stays signed in."""
    services.sign_out_elsewhere(by=user, here=request.session.session_key)


@receiver(signals.password_reset)
def end_every_session(sender: object, request: HttpRequest, user: Person, **_more: object) -> None:
    """After a reset nobody is signed in, not even here: whoever it was shows it by signing in."""
    services.sign_out_elsewhere(by=user, here=None)
    tries.forget(request, user.email)
    if request.user == user:
        logout(request)


def _way(request: HttpRequest, person: Person) -> SignIn.Way:
    """By what the session was opened: the latest proof that was no second factor."""
    for proof in reversed(get_authentication_records(request, person)):
        if proof["method"] in _WAYS:
            return _WAYS[proof["method"]]
        if proof.get("passwordless"):
            return SignIn.Way.PASSKEY
    return SignIn.Way.SIGN_UP


def _address(request: HttpRequest) -> str:
    """Whose address it was, as far as our own proxies say; empty where nobody does."""
    return get_client_ip(request) or ""


@receiver(signals.authentication_step_completed)
def change_key(sender: object, request: HttpRequest, **proof: object) -> None:
    """Who has just shown it once more gets a new key: an older copy of the cookie gains nothing.

    A lock that is open is bound to the key, and stays open; so is what waits, and comes next.
    """
    if not proof.get("reauthenticated"):
        return
    opened, waits = unlocking.opened_in(request), waiting.opened_in(request)
    request.session.cycle_key()
    waiting.hand_over(request, waits)
    if opened is not None:
        until = request.session[unlocking.UNLOCKED]["until"]
        unlocking.hold_open(request, opened, until=until)
