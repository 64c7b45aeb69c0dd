"""The form for seven minutes of writing."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText

# Seven minutes fill about a third of this, by hand or by thumb.
MOST_IN_VIEW = 8000


class OutsideViewForm(forms.Form):
    """One's own text, for nobody else."""

    text = PrivateText(
        max_length=MOST_IN_VIEW,
        rows=14,
        required=False,
        label=_("How it looks from outside"),
    )

    def places(self) -> list[tuple[forms.BoundField, None]]:
        """Where one writes, and no share or keep beside it."""
        return [(self["text"], None)]
