"""The form for a question of one's own."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText

MOST_CHARACTERS = 160


class OneLine(PrivateText):
    """A question stands above a page later on, so it is one line however it was typed."""

    def to_python(self, value: Any) -> str:
        """The same words with single spaces between them."""
        return " ".join(super().to_python(value).split())


class OwnPromptForm(forms.Form):
    """A question for both."""

    text = OneLine(
        max_length=MOST_CHARACTERS,
        rows=2,
        label=_("A question for a week to come"),
        help_text=_("One that both of you could answer. “What” and “when” open more than “why”."),
        error_messages={"required": _("Write a question first.")},
    )
