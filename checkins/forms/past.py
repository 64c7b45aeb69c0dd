"""The form that looks for words in past weeks."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText
from checkins.domain.search import MOST_CHARACTERS, wanted


class SearchForm(forms.Form):
    """One or more words to look for."""

    words = PrivateText(
        label=_("Words to look for"),
        max_length=MOST_CHARACTERS,
        error_messages={"required": _("Type a word you remember from that week.")},
    )

    def clean_words(self) -> str:
        """Refuse what holds no letter or sign to look for."""
        words = self.cleaned_data["words"]
        if not wanted(words):
            raise ValidationError(self.fields["words"].error_messages["required"])
        return words
