"""What a calendar feed may say."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FeedForm(forms.Form):
    """Whether the calendar shows what is planned, or a neutral word."""

    shows_titles = forms.BooleanField(
        required=False,
        label=_("Show what we planned"),
        help_text=_(
            "Whoever sees your calendar then reads what the two of you typed. "
            "Without it every entry says “Evening”."
        ),
    )
