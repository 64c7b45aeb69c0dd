"""What people choose in the quiz."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText
from quizzes.domain.instrument import Instrument
from quizzes.models import Asked

MOST_MATTERS = 2
MOST_IN_LINE = 300


class StartForm(forms.Form):
    """Whether an optional area is asked about; each starts as no."""

    def __init__(self, data: Any = None, *, instrument: Instrument) -> None:
        super().__init__(data)
        for area in instrument.optional:
            self.fields[area.key] = forms.ChoiceField(
                label=_("Ask about %(area)s?") % {"area": area.name.lower()},
                choices=[("no", _("Leave it out")), ("yes", _("Ask me"))],
                initial="no",
                widget=forms.RadioSelect,
                error_messages={
                    "required": _("Please choose one of the two."),
                    "invalid_choice": _("Please choose one of the two."),
                },
            )

    @property
    def optional(self) -> list[str]:
        """Keys of the optional areas that are wanted."""
        return [key for key, wanted in self.cleaned_data.items() if wanted == "yes"]


class QuestionForm(forms.Form):
    """One answer, or a skip; `value` is what to store: an answer's code, or None."""

    answer = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=int,
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
        error_messages={"invalid_choice": _("Please choose one of the answers below.")},
    )
    skip = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, asked: Asked) -> None:
        super().__init__(data, initial={"answer": asked.answer})
        self.fields["answer"].choices = [(one.code, one.label) for one in asked.options]

    @property
    def value(self) -> int | None:
        return None if self.cleaned_data["skip"] else self.cleaned_data["answer"]

    def clean(self) -> dict[str, Any]:
        """Refuse a form that neither answers nor skips."""
        cleaned = super().clean()
        empty = "answer" in cleaned and cleaned["answer"] is None
        if empty and not cleaned.get("skip"):
            self.add_error("answer", _("Choose the answer that fits best, or skip this one."))
        return cleaned


class MattersForm(forms.Form):
    """Up to two areas that matter most."""

    matters = forms.MultipleChoiceField(
        label=_("Areas"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Please choose from the areas below."),
            "invalid_list": _("Please choose from the areas below."),
        },
    )

    def __init__(self, data: Any = None, *, areas: list[tuple[str, str]], stored: Any) -> None:
        super().__init__(data, initial={"matters": list(stored)})
        self.fields["matters"].choices = areas

    def clean_matters(self) -> list[str]:
        """Refuse more than two: what matters most is a choice."""
        matters = self.cleaned_data["matters"]
        if len(set(matters)) > MOST_MATTERS:
            raise ValidationError(_("Please choose two at most."))
        return matters


class LineForm(forms.Form):
    """One line for oneself when an exercise is done; an empty one is fine."""

    line = PrivateText(
        max_length=MOST_IN_LINE,
        rows=2,
        required=False,
        label=_("One line, for you alone"),
        help_text=_("What it was like, or what you would like to remember. Nobody else sees it."),
    )


class StatisticsForm(forms.Form):
    """Whether one's answers may count in the host's report."""

    agree = forms.ChoiceField(choices=[("no", _("No")), ("yes", _("Yes"))])


class ShareForm(forms.Form):
    """Whether one's partner may see a result, once both have said so."""

    choice = forms.ChoiceField(
        label=_("Who may see this result"),
        choices=[("keep", _("Keep to myself")), ("share", _("Share"))],
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one of the two."),
            "invalid_choice": _("Please choose one of the two."),
        },
    )
