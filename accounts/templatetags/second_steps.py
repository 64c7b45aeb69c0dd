"""What pages about second steps and passkeys show."""

import json
from typing import Any

from allauth.mfa import app_settings
from allauth.mfa.models import Authenticator
from django import template

from accounts.mfa import Passkeys, name_of, passkeys_at

register = template.Library()


@register.simple_tag(takes_context=True)
def passkeys_here(context: template.Context) -> Passkeys:
    """Whether passkeys work at the address this page was asked for."""
    return passkeys_at(context["request"])


@register.filter
def called(authenticator: Authenticator) -> str:
    """What its person called a passkey."""
    return name_of(authenticator)


@register.filter
def codes_left(recovery_codes: Authenticator) -> int:
    """How many were not used yet, counted without opening any."""
    return app_settings.RECOVERY_CODE_COUNT - recovery_codes.data["used_mask"].bit_count()


@register.filter
def in_fours(secret: str) -> str:
    """A long secret in groups that can be typed without losing one's place."""
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


@register.filter
def as_json(value: Any) -> str:
    """For a data attribute; the template escapes it."""
    return json.dumps(value)
