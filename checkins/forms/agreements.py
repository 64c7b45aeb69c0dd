"""The forms in which two people agree on something, and change the words of it."""

import uuid
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText
from checkins.labels import AGREEMENTS
from checkins.models import Agreement

MOST_CHARACTERS = 400
STEP = Agreement.Kind.STEP.value
NO_WORDS = _("A few words are enough: what, when, where.")


class AgreedText(PrivateText):
    """The words of an agreement. Both read them; a small step needs some, which the help says."""

    says_optional = False

    def __init__(self) -> None:
        super().__init__(
            max_length=MOST_CHARACTERS,
            rows=3,
            required=False,
            label=_("What, when, where"),
            error_messages={"required": NO_WORDS},
            help_text=_(
                "For a small step: “A walk to the river, Thursday after supper.” "
                "What you accept for now needs no words. Both of you see this."
            ),
        )


class AgreementForm(forms.Form):
    """A small step, or something that may stay as it is for now."""

    # Made with the form: it becomes the agreement's public id, so a form sent twice makes one.
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    kind = forms.ChoiceField(
        choices=AGREEMENTS,
        initial=STEP,
        widget=forms.RadioSelect,
        label=_("What do you agree on?"),
        error_messages={
            "required": _("Please choose one of the two."),
            "invalid_choice": _("Please choose one of the two."),
        },
    )
    text = AgreedText()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_token(self) -> uuid.UUID:
        """A form that came without its id makes an agreement all the same."""
        return self.cleaned_data["token"] or uuid.uuid4()

    def clean(self) -> dict[str, Any]:
        """A small step says what it is."""
        cleaned = super().clean()
        if cleaned.get("kind") == STEP and cleaned.get("text") == "":
            self.add_error("text", NO_WORDS)
        return cleaned

    def agreement(self) -> dict[str, Any]:
        """What the service needs to know."""
        chosen = {name: self.cleaned_data[name] for name in ("kind", "text")}
        return {"public_id": self.cleaned_data["token"], **chosen}


class WordingForm(forms.Form):
    """Other words for an agreement, and which ones the writer had before them."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    text = AgreedText()

    def __init__(self, *args: Any, agreement: Agreement, **options: Any) -> None:
        super().__init__(*args, **options)
        self.agreement = agreement
        newest = agreement.newest
        self.now = newest.number if newest else 0
        self.initial = {"seen": self.now, "text": newest.text if newest else ""}
        # A small step goes on saying what it is.
        self.fields["text"].required = agreement.kind == STEP

    def clean_seen(self) -> int:
        """A form that does not say what it showed has seen nothing."""
        return self.cleaned_data["seen"] or 0

    def now_seen(self) -> None:
        """Show the typed text again, beside the newest words: sent once more, it takes effect."""
        self.data = {**self.data.dict(), "seen": self.now}
