"""The line in which somebody says, for themselves, how it was."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText

MOST_IN_LINE = 300


class AfterthoughtForm(forms.Form):
    """One line; an empty one takes away what was noted."""

    line = PrivateText(
        max_length=MOST_IN_LINE,
        rows=2,
        required=False,
        label=_("One line, for you alone"),
    )
