"""What waits until whoever sent it has shown once more who they are, and what it is called.

allauth puts a form, or a connection with another site, into the session until then: with all that
was typed and the cookies that came along. It is sealed before the session is saved, under the key
of the person and bound to this session, and opened for the one request that carries it out.
"""

import base64
import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from allauth.account.internal.flows.reauthentication import STATE_SESSION_KEY
from allauth.account.utils import get_next_redirect_url
from allauth.core.internal.urlkit import script_aware_resolve
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import Resolver404, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.domain.sealing import Sealer
from accounts.sealing import KeyGone, SealBroken

WAITS = timedelta(minutes=15)


@dataclass(frozen=True)
class Door:
    """What is asked for behind *Is it you?*, in neutral words, and the page its form stands on."""

    name: str | Promise
    page: str = ""


SECOND_STEPS = Door(_("A second step, and passkeys"))
OTHER_SITE = Door(_("Signing in with another site"))
# allauth's own doors, by the names of their addresses.
ELSEWHERE = {
    "account_email": Door(_("E-mail address")),
    "mfa_activate_totp": SECOND_STEPS,
    "mfa_deactivate_totp": SECOND_STEPS,
    "mfa_add_webauthn": SECOND_STEPS,
    "mfa_edit_webauthn": SECOND_STEPS,
    "mfa_remove_webauthn": SECOND_STEPS,
    "mfa_generate_recovery_codes": SECOND_STEPS,
    "mfa_view_recovery_codes": SECOND_STEPS,
    "mfa_download_recovery_codes": SECOND_STEPS,
    "socialaccount_connections": OTHER_SITE,
}
HOSTS = Door(_("Looking after this site"))

LAPSED = _("This waited for more than 15 minutes, so nothing was carried out.")
NOTHING_WAITED = _("Nothing was carried out. If you still want it, please press once more.")


def goes_on_with(name: str | Promise, *, page: str = "") -> Callable[[Callable], Callable]:
    """Give a door its name for *Is it you?*; one that shows no page says where its form stands."""

    def named(view: Callable) -> Callable:
        view.asked_for = Door(name, page)
        return view

    return named


def asked_for(request: HttpRequest) -> Door | None:
    """What goes on after the answer; None where nobody asked for anything that has a name."""
    waits = opened_in(request)
    if waits is not None and "callback" in waits["state"]:
        return OTHER_SITE
    return _door(request)


def seal_what_waits(request: HttpRequest) -> None:
    """Seal what was put into the session in plain, with the moment at which it lapses."""
    state = request.session.get(STATE_SESSION_KEY)
    if not isinstance(state, dict):
        return
    sealer = _sealer(request)
    if sealer is None:
        del request.session[STATE_SESSION_KEY]
        return
    until = (timezone.now() + WAITS).timestamp()
    sealed = sealer.seal(json.dumps({"until": until, "state": state}), _bound(request))
    request.session[STATE_SESSION_KEY] = base64.b64encode(sealed).decode()


def opened_in(request: HttpRequest) -> dict[str, Any] | None:
    """What waits in this session: `state` as allauth made it, and `until` when.

    None where nothing waits, or what is there is damaged, somebody else's or another session's.
    """
    sealed, sealer = request.session.get(STATE_SESSION_KEY), _sealer(request)
    if not isinstance(sealed, str) or sealer is None:
        return None
    try:
        return json.loads(sealer.open(base64.b64decode(sealed, validate=True), _bound(request)))
    except (ValueError, SealBroken):
        return None


def hand_over(request: HttpRequest, waits: dict[str, Any] | None) -> None:
    """Let allauth, which comes next, carry out what waits, or lead back to where it was asked for.

    `waits` was opened before the session got its new key. allauth takes out what it finds here.
    """
    request.session.pop(STATE_SESSION_KEY, None)
    if waits is not None and timezone.now().timestamp() < waits["until"]:
        request.session[STATE_SESSION_KEY] = waits["state"]
    elif waits is not None:
        _have_led_back(request, _page_of(request, waits["state"]), LAPSED)
    elif (door := _door(request)) is not None and door.page:
        # Its own address takes forms only, and would answer that it shows nothing.
        _have_led_back(request, reverse(door.page), NOTHING_WAITED)


def lead_back(request: HttpRequest, state: dict[str, str]) -> HttpResponse:
    """To the page itself, with a sentence; nothing was carried out."""
    messages.info(request, state["sentence"])
    return redirect(state["page"])


def _have_led_back(request: HttpRequest, page: str, sentence: str | Promise) -> None:
    told = {"page": page, "sentence": str(sentence)}
    callback = f"{lead_back.__module__}.{lead_back.__name__}"
    request.session[STATE_SESSION_KEY] = {"callback": callback, "state": told}


def _page_of(request: HttpRequest, state: dict[str, Any]) -> str:
    """Where that can be asked for anew."""
    if "callback" in state:
        return reverse("socialaccount_connections")
    door = _door(request)
    if door is not None and door.page:
        return reverse(door.page)
    return get_next_redirect_url(request) or reverse("home")


def _door(request: HttpRequest) -> Door | None:
    """The door one came from, if it has a name."""
    try:
        match = script_aware_resolve(urlsplit(get_next_redirect_url(request) or "").path)
    except (Resolver404, ValueError):
        return None
    if "admin" in match.app_names:
        # To anybody else a name would tell that there is something at this address.
        return HOSTS if request.user.is_host else None
    return getattr(match.func, "asked_for", None) or ELSEWHERE.get(match.view_name)


def _sealer(request: HttpRequest) -> Sealer | None:
    """What seals for the person of this session; None for nobody, or where their key is gone."""
    try:
        return request.user.sealer if request.user.is_authenticated else None
    except (KeyGone, SealBroken):
        return None


def _bound(request: HttpRequest) -> str:
    return f"what waits in the session {request.session.session_key}"
