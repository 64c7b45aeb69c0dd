"""Signing up."""

from django import forms
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts import services
from accounts.consents import WORDINGS
from accounts.forms.fields import NameField, ZoneField
from accounts.models import Consent, Person


class SignUpForm(forms.Form):
    """What allauth's sign-up asks besides address and password."""

    name = NameField(
        label=_("What should your partner see you called?"),
        help_text=_("A first name or a nickname. You can change it later."),
        error_messages={"required": _("Please fill this in.")},
    )
    time_zone = ZoneField(initial="UTC", help_text=_("So that a time here means your time."))
    adult = forms.BooleanField(
        label=_("I am an adult, 18 or older"),
        error_messages={"required": _("This site is for adults. Tick this if you are one.")},
    )
    host_can_read = forms.BooleanField(
        label=_("I have read who could technically read what I type here"),
        error_messages={"required": _("Please read the lines above, then tick this.")},
    )

    sensitive_data = forms.BooleanField(
        label=_("I agree to this"),
        help_text=_("You can take it back at any time."),
        error_messages={
            "required": _("Without this we may not keep what you write. Tick it if you agree.")
        },
    )

    field_order = [
        *("name", "email", "password1", "time_zone"),
        *("adult", "host_can_read", "sensitive_data"),
    ]

    sensitive_wording = WORDINGS[Consent.Kind.SENSITIVE_DATA]

    def signup(self, request: HttpRequest, person: Person) -> None:
        """Called by allauth once the account exists."""
        person.name = self.cleaned_data["name"]
        person.time_zone = self.cleaned_data["time_zone"]
        person.save(update_fields=["name", "time_zone"])
        services.confirm_sign_up(by=person, at=timezone.now())
