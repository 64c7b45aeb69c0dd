"""The form of an evening's close: two figures and a word, each of which may be left open."""

from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from checkins.domain.control_chart import HIGHEST, LOWEST
from checkins.labels import FITS

LEAVE_OPEN = ("", _("I would rather leave this open"))


class FigureField(forms.TypedChoiceField):
    """A figure from 0 to 10, or nothing. `low` and `high` say what the two ends mean."""

    widget = forms.RadioSelect
    says_optional = False

    def __init__(self, *, label: Promise, low: Promise, high: Promise) -> None:
        figures = [(str(n), str(n)) for n in range(LOWEST, HIGHEST + 1)]
        super().__init__(
            choices=[*figures, LEAVE_OPEN],
            coerce=int,
            empty_value=None,
            required=False,
            label=label,
            error_messages={
                "invalid_choice": _("Please choose a number from 0 to 10, or leave this open.")
            },
        )
        self.low, self.high = low, high


class ClosingForm(forms.Form):
    """How the evening was, for oneself."""

    heard = FigureField(
        label=_("How much did you feel heard this evening?"),
        low=_("not at all"),
        high=_("completely"),
    )
    close = FigureField(
        label=_("How close do you feel right now?"),
        low=_("far apart"),
        high=_("very close"),
    )
    fit = forms.ChoiceField(
        label=_("Was this the right format for this evening?"),
        choices=[*FITS.items(), LEAVE_OPEN],
        widget=forms.RadioSelect,
        required=False,
        error_messages={"invalid_choice": _("Please choose one of these answers.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["fit"].says_optional = False

    def figures(self) -> list[Any]:
        """The two questions that are answered on the scale."""
        return [self["heard"], self["close"]]
