"""One's own settings."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.forms.fields import NameField, ZoneField


class MeForm(forms.Form):
    """How a person is called, and how times and words are shown to them."""

    name = NameField(
        label=_("Your name here"), error_messages={"required": _("Please fill this in.")}
    )
    # Chosen once already: the browser's guess must not replace it unasked.
    time_zone = ZoneField(widget=forms.Select(attrs={"autocomplete": "off"}))
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
