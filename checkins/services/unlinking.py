"""What of the week an unlink ends, told to the one who thinks of it."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Couple, Person


def what_ends(person: Person, at: datetime) -> list[str]:
    """A sentence for each thing that both see now and nobody sees after an unlink.

    Only what both know is counted, so that the page tells nothing about what was kept.
    """
    return list(_sentences(person.couple, at))


def _sentences(couple: Couple, at: datetime) -> Iterator[str]:
    if hasattr(couple, "slot"):
        yield _("The weekly time you set, with this week’s meeting.")
    for sentence, number in (
        (_plans, couple.plans.ahead(at).count()),
        (_agreements, couple.agreements.open().count()),
        (_questions, couple.own_prompts.waiting().count()),
        (_weeks, couple.check_ins.revealed().count()),
    ):
        if number:
            yield sentence(number) % {"number": number}


def _plans(number: int) -> str:
    return ngettext(
        "%(number)s plan that is still to come.",
        "%(number)s plans that are still to come.",
        number,
    )


def _agreements(number: int) -> str:
    return ngettext("%(number)s thing you agreed on.", "%(number)s things you agreed on.", number)


def _questions(number: int) -> str:
    return ngettext(
        "%(number)s question of your own that waits.",
        "%(number)s questions of your own that wait.",
        number,
    )


def _weeks(number: int) -> str:
    return ngettext(
        "%(number)s week that opened to both: each keeps their own words of it.",
        "%(number)s weeks that opened to both: each keeps their own words of them.",
        number,
    )
