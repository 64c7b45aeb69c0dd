"""Forms of the meeting: how to begin it, where to go on, the word for a pause."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText
from checkins.domain.meeting import (
    BACK,
    LIGHT,
    NEXT,
    PAUSE,
    REGULAR,
    RESUME,
    SKIP,
    STOP,
    TALK,
    WRITE,
)

OWN, ONE = "own", "one"
MOST_IN_PAUSE_WORD = 30
MOVES = (NEXT, BACK, SKIP, STOP, PAUSE, RESUME, TALK, WRITE)


class BeginForm(forms.Form):
    """How long the evening is to be, and on how many screens."""

    length = forms.ChoiceField(
        choices=[(REGULAR, _("The whole evening")), (LIGHT, _("The light one"))],
        label=_("How long"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Please choose one of these."),
            "invalid_choice": _("Please choose one of these."),
        },
    )
    screen = forms.ChoiceField(
        choices=[(OWN, _("Each on our own screen")), (ONE, _("This one screen for both"))],
        label=_("On which screen"),
        widget=forms.RadioSelect,
        required=False,
        initial=OWN,
        error_messages={"invalid_choice": _("Please choose one of these.")},
    )

    @property
    def is_one_screen(self) -> bool:
        """Whether both look at this screen."""
        return self.cleaned_data["screen"] == ONE


class MoveForm(forms.Form):
    """Where to go, and how many moves the page had seen."""

    to = forms.ChoiceField(choices=[(move, move) for move in MOVES])
    seen = forms.IntegerField(min_value=0, max_value=2**31 - 1)


class PauseWordForm(forms.Form):
    """The couple's word for a pause."""

    word = PrivateText(
        max_length=MOST_IN_PAUSE_WORD,
        required=False,
        label=_("Your pause word"),
        help_text=_("Any word you both remember. It stays for the next weeks."),
    )
