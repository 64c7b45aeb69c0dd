"""Inviting somebody, and joining."""

from unicodedata import normalize

from django import forms
from django.utils.translation import gettext_lazy as _


class CodeForm(forms.Form):
    """The short code of an invitation."""

    code = forms.CharField(
        label=_("Short code"),
        max_length=40,
        error_messages={"required": _("Type the code your partner sees.")},
        help_text=_("Ten letters and digits, as your partner sees them."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )


class AddressForm(forms.Form):
    """Where the site shall send an invitation."""

    address = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        error_messages={
            "required": _("Type the address it shall go to."),
            "invalid": _("This is no whole e-mail address. Please look at it again."),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_address(self) -> str:
        """The address as two spellings of it are compared; one that only looks alike is refused."""
        address = self.cleaned_data["address"]
        if normalize("NFKC", address) != address:
            raise forms.ValidationError(
                _("This address holds a sign that only looks like a letter. Please type it anew.")
            )
        return address.casefold()
