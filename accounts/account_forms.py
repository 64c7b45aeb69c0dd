"""allauth's forms, with the words this site uses for the same things."""

from typing import Any

from allauth.account import forms as allauth_forms
from allauth.account.adapter import get_adapter
from django.utils.translation import gettext_lazy as _

ADDRESS = _("E-mail address")
PASSWORD = _("Password")
NEW_PASSWORD = _("New password")
ONCE_MORE = _("New password, once more")
GOOD_PASSWORD = _("Ten characters or more, and not one that many people use.")


class OurWords:
    """Gives each field of a form the label, help and error this site uses."""

    labels: dict[str, Any] = {}
    helps: dict[str, Any] = {}

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            field.label = self.labels.get(name, field.label)
            field.help_text = self.helps.get(name, field.help_text)
            if name in self.labels:
                field.error_messages["required"] = _("Please fill this in.")


class LoginForm(OurWords, allauth_forms.LoginForm):
    """Signing in."""

    labels = {
        "login": ADDRESS,
        "password": PASSWORD,
        "remember": _("Keep me signed in on this device"),
    }


class SignupForm(OurWords, allauth_forms.SignupForm):
    """Signing up; the rest of its fields are `accounts.forms.SignUpForm`."""

    labels = {"email": ADDRESS, "password1": PASSWORD}
    helps = {"password1": GOOD_PASSWORD}


class ChangePasswordForm(OurWords, allauth_forms.ChangePasswordForm):
    """A new password, by someone who knows the old one."""

    labels = {
        "oldpassword": _("Your password now"),
        "password1": NEW_PASSWORD,
        "password2": ONCE_MORE,
    }
    helps = {"password1": GOOD_PASSWORD}

    def clean_oldpassword(self) -> str:
        """The old one, if it is right: counted like every other try at it."""
        password = self.cleaned_data["oldpassword"]
        if not get_adapter().reauthenticate(self.user, password):
            raise get_adapter().validation_error("enter_current_password")
        return password


class ResetPasswordForm(OurWords, allauth_forms.ResetPasswordForm):
    """Asking for a way to choose a new password."""

    labels = {"email": ADDRESS}


class ResetPasswordKeyForm(OurWords, allauth_forms.ResetPasswordKeyForm):
    """A new password, by someone who opened the link in the mail."""

    labels = {"password1": NEW_PASSWORD, "password2": ONCE_MORE}
    helps = {"password1": GOOD_PASSWORD}


class UserTokenForm(allauth_forms.UserTokenForm):
    """The link itself. One from before its owner closed their mailbox works no more."""

    def clean(self) -> dict[str, Any]:
        """Whose link it is, if it still works."""
        cleaned = super().clean()
        if not self.reset_user.mailbox_opens:
            self.reset_user = None
            raise get_adapter().validation_error("invalid_password_reset")
        return cleaned


class RequestLoginCodeForm(OurWords, allauth_forms.RequestLoginCodeForm):
    """Asking for a code to sign in with."""

    labels = {"email": ADDRESS}


class AddEmailForm(OurWords, allauth_forms.AddEmailForm):
    """A new address."""

    labels = {"email": _("New e-mail address")}


class ReauthenticateForm(OurWords, allauth_forms.ReauthenticateForm):
    """The password once more, before something grave."""

    labels = {"password": _("Your password")}
