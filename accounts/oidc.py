"""Signing in with an account somewhere else, by OpenID Connect, where the host has set that up."""

from typing import Any

from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialLogin
from django.db.models import Model
from django.forms import Form
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.models import Person


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Keeps of the other account only which one it is.

    An account here is never connected because an address is the same. Whoever runs the other site
    says what addresses its people have, and may be the very person somebody is afraid of. Who has
    an account already signs in to it and connects the two.
    """

    error_messages = {
        **DefaultSocialAccountAdapter.error_messages,
        "email_taken": _(
            "There is an account with this address already. "
            "Sign in to it first, then connect it with %s under Me."
        ),
        "no_password": _("Choose a password first. Without one you could not sign in any more."),
        "no_verified_email": _("Please confirm your e-mail address first."),
    }

    def populate_user(
        self, request: HttpRequest, sociallogin: SocialLogin, data: dict[str, Any]
    ) -> Person:
        """The address is taken over, to be looked at; names, pictures and the rest are dropped."""
        sociallogin.account.extra_data = {}
        return super().populate_user(request, sociallogin, {"email": data.get("email")})

    def save_user(
        self, request: HttpRequest, sociallogin: SocialLogin, form: Form | None = None
    ) -> Person:
        """Make the account with the address from the form, and with no other that site may name.

        One it calls confirmed would otherwise take the place of the one that was typed.
        """
        if form is not None:
            typed = form.cleaned_data["email"].casefold()
            told = sociallogin.email_addresses
            sociallogin.email_addresses = [one for one in told if one.email.casefold() == typed]
        return super().save_user(request, sociallogin, form)

    def serialize_instance(self, instance: Model) -> dict[str, Any]:
        """Of a person a session carries nothing but who it is, or which address they may get."""
        if isinstance(instance, Person):
            return {"pk": instance.pk, "email": instance.email}
        return super().serialize_instance(instance)

    def deserialize_instance(self, model: type[Model], data: dict[str, Any]) -> Model:
        """The same backwards: everything else of a person is made anew."""
        return Person(**data) if model is Person else super().deserialize_instance(model, data)
