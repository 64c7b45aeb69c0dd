"""The sign-up form of somebody who came from another site."""

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import PasswordField
from allauth.socialaccount import forms as allauth_forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.account_forms import ADDRESS, GOOD_PASSWORD, PASSWORD, OurWords

WHAT_FOR = _("It is asked for before grave steps, so that an open browser is not enough for them.")


class _WithPassword(allauth_forms.SignupForm):
    """Asks for a password too.

    Without one nothing could be asked before unlinking, erasing or an export: whoever holds the
    phone is signed in at the other site as well.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["password1"] = PasswordField(autocomplete="new-password")
        self.order_fields(self.field_order)

    def clean(self) -> dict[str, Any]:
        """Refuse a weak password."""
        cleaned = super().clean()
        if cleaned.get("password1"):
            try:
                get_adapter().clean_password(cleaned["password1"], user=self.sociallogin.user)
            except ValidationError as weak:
                self.add_error("password1", weak)
        return cleaned


class SignupForm(OurWords, _WithPassword):
    """What every sign-up asks, and a password for later."""

    labels = {"email": ADDRESS, "password1": PASSWORD}
    helps = {"password1": f"{GOOD_PASSWORD} {WHAT_FOR}"}
