"""Second steps and passkeys: what allauth stores of them is sealed, and where passkeys can work."""

import base64
import binascii
from dataclasses import dataclass
from http import HTTPStatus
from ipaddress import ip_address
from urllib.parse import urlsplit

import segno
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.http import HttpRequest
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.models import Person
from accounts.refusals import Refusal
from accounts.sealing import KeyGone, SealBroken

PURPOSE = "mfa.Authenticator.data"


class SecondStepUnreadable(Refusal):
    """What a second step was stored as does not open: damaged, or put there from another person."""

    title = _lazy("Your second step cannot be read")
    sentence = _lazy(
        "What this site keeps of it is damaged, so a code can neither be checked nor shown. "
        "A passkey may still work. Otherwise please tell the host of this site."
    )
    status = HTTPStatus.CONFLICT
    way_out = ("account_login", _lazy("Sign in"))


def seal(text: str, *, of: Person) -> str:
    """Seal a secret or a name under its person's own key, as text for a JSON column.

    The keyring wraps that key, so that rotating the keyring or erasing the person covers this too.
    """
    return base64.b64encode(of.sealer.seal(text, PURPOSE)).decode()


def unseal(sealed: str, *, of: Person) -> str:
    """What was sealed; raises `SecondStepUnreadable`, also where it was somebody else's."""
    try:
        return of.sealer.open(base64.b64decode(sealed, validate=True), PURPOSE)
    except (binascii.Error, SealBroken, KeyGone) as fault:
        raise SecondStepUnreadable from fault


def name_of(authenticator: Authenticator) -> str:
    """What its person called a passkey."""
    try:
        return unseal(authenticator.data["name"], of=authenticator.user)
    except SecondStepUnreadable:
        return _("A passkey")


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second steps, sealed, in this site's words and under this site's name."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _lazy("That did not fit. Please try once more."),
        "unverified_email": _lazy("Please confirm your e-mail address first, then come back."),
        "cannot_generate_recovery_codes": _lazy(
            "Recovery codes belong to an app with codes or a passkey. Add one of these first."
        ),
    }

    def encrypt(self, text: str) -> str:
        """Seal for whom this request is about."""
        return seal(text, of=_whose(context.request))

    def decrypt(self, encrypted_text: str) -> str:
        """Open for whom this request is about, and for nobody else."""
        return unseal(encrypted_text, of=_whose(context.request))

    def build_totp_svg(self, url: str) -> SafeString:
        """The square to scan, as inline SVG: the policy allows no picture from a data address."""
        code = segno.make(url, error="m", micro=False)
        # segno writes plain paths; the address is in them as squares, never as text.
        return mark_safe(code.svg_inline(scale=5, border=4, omitsize=True, lineclass=None))  # noqa: S308

    def generate_authenticator_name(self, user: Person, type: str) -> str:
        """What a passkey is called until its person says otherwise."""
        count = Authenticator.objects.filter(user=user, type=type).count()
        return _("Passkey {number}").format(number=count + 1) if count else _("My passkey")

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """Passkeys belong to SITE_URL, whatever address a request came by."""
        return {"id": passkey_host(), "name": settings.SITE_NAME}

    def get_public_key_credential_user_entity(self, user: Person) -> dict:
        """The address only: a device shows this to whoever holds it."""
        entity = super().get_public_key_credential_user_entity(user)
        return {**entity, "display_name": user.email, "name": user.email}


def _whose(request: HttpRequest) -> Person:
    """The signed-in person, or the one who is half-way through signing in."""
    return request.user if request.user.is_authenticated else request._login_stage.login.user


def passkey_host() -> str:
    """The name passkeys are bound to. A browser makes none for a bare IP address."""
    return "localhost" if settings.ON_LOOPBACK else str(urlsplit(settings.SITE_URL).hostname)


@dataclass(frozen=True)
class Passkeys:
    """Whether passkeys work at the address a page was asked for, and where they would."""

    work_here: bool
    work_at: str


def passkeys_at(request: HttpRequest) -> Passkeys:
    """Browsers want a name, and https unless that name is `localhost`."""
    host, _colon, port = request.get_host().rpartition(":")
    host, port = (host, f":{port}") if host and port.isdigit() else (request.get_host(), "")
    named = not _is_ip(host)
    works = named and (request.is_secure() or host == "localhost")
    elsewhere = f"{request.scheme}://localhost{port}" if settings.ON_LOOPBACK and not works else ""
    return Passkeys(work_here=works, work_at=elsewhere)


def _is_ip(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True
