"""What of the quiz an unlink ends, told to the one who thinks of it."""

from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import Person
from quizzes.services.focus import named_focus
from quizzes.services.sharing import pair_of


def what_ends(person: Person, at: datetime) -> list[str]:
    """A sentence for each thing that both see now and nobody sees after an unlink."""
    sentences = []
    if pair_of(person):
        sentences.append(_("Your two results side by side: each keeps their own."))
    if focus := named_focus(person):
        sentences.append(_("The focus you both chose, %(area)s.") % {"area": focus.name})
    return sentences
