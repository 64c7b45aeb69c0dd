"""For how long one's own words are kept."""

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from accounts.domain.retention import CHOICES

ALWAYS = 0
_MONTHS = ngettext_lazy("Keep for %(number)d month", "Keep for %(number)d months", "number")
TERMS = {ALWAYS: _("Keep until I erase it"), **{n: _MONTHS % {"number": n} for n in CHOICES}}


class KeepingForm(forms.Form):
    """One of the terms; 0 is none."""

    months = forms.TypedChoiceField(
        label=_("My own words"),
        choices=list(TERMS.items()),
        coerce=int,
        empty_value=None,
        error_messages={
            "required": _("Please choose one."),
            "invalid_choice": _("Choose one of these."),
        },
        widget=forms.RadioSelect,
    )
