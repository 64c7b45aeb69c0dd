"""The form in which one words anew what one shared."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText
from checkins.domain.preparation import MOST_CHARACTERS


class WordsForm(forms.Form):
    """Shared words, to be worded anew."""

    text = PrivateText(
        max_length=MOST_CHARACTERS,
        rows=5,
        label=_("In your words"),
        error_messages={
            "required": _("Write what it should say now. To share nothing here, take it back.")
        },
    )
