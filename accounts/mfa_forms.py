"""allauth's forms for second steps and passkeys, in this site's words, and hard to break."""

import re
import struct
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from allauth.account.adapter import get_adapter as get_account_adapter
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as base_forms
from allauth.mfa.models import Authenticator
from allauth.mfa.totp import forms as totp_forms
from allauth.mfa.webauthn import forms as passkey_forms
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from django import forms
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from accounts import tries
from accounts.account_forms import OurWords
from accounts.mfa import name_of, seal

LONGEST_NAME = 60
# Letters. What a browser sends of a passkey is a tenth of it.
LONGEST_CREDENTIAL = 32_000
# Seconds for which a code of an app is taken: its own period, and one before and after.
TOTP_WINDOW = 90
CODE_FROM_APP = _("Code from your app, or a recovery code")
BASE64 = re.compile(r"[A-Za-z0-9_-]+=*")
# What reading bytes that are no passkey ends in, in `fido2` and below it.
UNFIT = (
    *(ValueError, TypeError, KeyError, IndexError, AttributeError, OverflowError, RecursionError),
    *(struct.error, InvalidSignature, UnsupportedAlgorithm),
)


@contextmanager
def unfit_is_refused() -> Iterator[None]:
    """A credential that makes no sense is a wrong one, whatever it breaks on."""
    try:
        yield
    except UNFIT as fault:
        raise get_adapter().validation_error("incorrect_code") from fault


class CredentialField(forms.JSONField):
    """What a browser made of a passkey: an object of JSON, never shown again."""

    widget = forms.HiddenInput

    def to_python(self, value: str | None) -> dict[str, Any] | None:
        """The object; everything else is refused."""
        with unfit_is_refused():
            if len(value or "") > LONGEST_CREDENTIAL:
                raise ValueError("no passkey is as long")
            found = super().to_python(value)
            if not isinstance(found, dict | None):
                raise TypeError("no object")
        return found

    def bound_data(self, data: str | None, initial: Any) -> None:
        """Nothing: a credential is good for one try."""

    def prepare_value(self, value: Any) -> str:
        """Nothing, for the same reason."""
        return ""


class Guarded:
    """Counts tries at a code, and takes the one of an app once.

    allauth forgets a used code before it stops to be valid.
    """

    user: Any
    authenticator: Authenticator

    def clean_code(self) -> str:
        """The code, if it is right and was not used before."""
        tried = tries.count(context.request, f"second step of {self.user.pk}")
        if tried is None:
            raise get_account_adapter().validation_error("too_many_login_attempts")
        code = super().clean_code()  # type: ignore[misc]
        used = f"code of {self.authenticator.pk} used: {code}"
        is_of_app = self.authenticator.type == Authenticator.Type.TOTP
        if is_of_app and not cache.add(used, True, timeout=TOTP_WINDOW):
            raise get_adapter().validation_error("incorrect_code")
        tried.rollback()
        return code


class Checked:
    """A form that checks a passkey somebody has; what the browser sends may be any bytes."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credential"] = CredentialField()  # type: ignore[attr-defined]

    def clean_credential(self) -> Authenticator:
        """The passkey it proves, or a refusal."""
        with unfit_is_refused():
            return super().clean_credential()  # type: ignore[misc]


class Named:
    """A form in which a passkey gets its name, which is sealed like everything a person names."""

    user: Any

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["name"] = forms.CharField(  # type: ignore[attr-defined]
            label=_("What do you call it?"),
            help_text=_("Only you see this. It helps to say which device it is on."),
            max_length=LONGEST_NAME,
            widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        )

    def clean_name(self) -> str:
        """The name, sealed."""
        return seal(self.cleaned_data["name"], of=self.user)  # type: ignore[attr-defined]


class ActivateTOTPForm(OurWords, totp_forms.ActivateTOTPForm):
    """The first code of an app, which proves that it was set up."""

    labels = {"code": _("The code your app shows now")}


class AuthenticateForm(Guarded, OurWords, base_forms.AuthenticateForm):
    """A code, as the second step of signing in."""

    labels = {"code": CODE_FROM_APP}


class ReauthenticateForm(Guarded, OurWords, base_forms.ReauthenticateForm):
    """A code, before something grave."""

    labels = {"code": CODE_FROM_APP}


class AuthenticatePasskeyForm(Checked, passkey_forms.AuthenticateWebAuthnForm):
    """A passkey, as the second step of signing in."""


class ReauthenticatePasskeyForm(Checked, passkey_forms.ReauthenticateWebAuthnForm):
    """A passkey, before something grave."""


class LoginPasskeyForm(Checked, passkey_forms.LoginWebAuthnForm):
    """A passkey and nothing else."""


class AddPasskeyForm(Named, OurWords, passkey_forms.AddWebAuthnForm):
    """A new passkey."""

    labels = {"passwordless": _("Let it sign me in without my password")}
    helps = {"passwordless": _("Your device then asks for your face, your finger or its PIN.")}
    field_order = ["name", "passwordless", "credential"]

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["credential"] = CredentialField()
        self.fields["passwordless"].initial = True
        self.order_fields(self.field_order)

    def clean_credential(self) -> dict[str, Any]:
        """What of it is needed later, and nothing else a browser may send along."""
        with unfit_is_refused():
            return _needed(self.cleaned_data["credential"])

    def clean(self) -> dict[str, Any]:
        """Whether the new passkey answers what was asked of it."""
        with unfit_is_refused():
            return super().clean()


class RenamePasskeyForm(Named, passkey_forms.EditWebAuthnForm):
    """Another name for a passkey."""

    def __init__(self, *args: Any, instance: Authenticator, **options: Any) -> None:
        self.user = instance.user
        options.setdefault("initial", {})["name"] = name_of(instance)
        super().__init__(*args, instance=instance, **options)


def _needed(credential: dict[str, Any]) -> dict[str, Any]:
    """The parts that are stored; raises `ValueError` or `KeyError` where one is missing or odd."""
    answer, extras = credential["response"], credential.get("clientExtensionResults") or {}
    is_resident = (extras.get("credProps") or {}).get("rk")
    return {
        "type": "public-key",
        **{name: _base64(credential[name]) for name in ("id", "rawId")},
        "response": {
            name: _base64(answer[name]) for name in ("clientDataJSON", "attestationObject")
        },
        "clientExtensionResults": {"credProps": {"rk": is_resident}}
        if isinstance(is_resident, bool)
        else {},
    }


def _base64(text: Any) -> str:
    if not BASE64.fullmatch(text):
        raise ValueError("no base64")
    return text
