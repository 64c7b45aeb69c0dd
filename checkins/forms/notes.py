"""What the screens of a private note say to somebody who is alone."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from checkins.domain.notes import monday_of
from checkins.domain.preparation import (
    APPRECIATION,
    ENERGY,
    GOOD_THING,
    PROMPT,
    TOPIC,
    WISH,
    Step,
)
from checkins.labels import question, starters

HEADINGS = {
    ENERGY: (
        _("How much energy do you have right now?"),
        _("Only to notice it. No answer is better than another."),
    ),
    APPRECIATION: (
        _("Something somebody did this week that you noticed"),
        _(
            "Small and particular is best: what it was, and what it says about them. "
            "One is enough, three are plenty."
        ),
    ),
    GOOD_THING: (
        _("One good thing from your week"),
        _("Something of your own that went well, however small."),
    ),
    TOPIC: (
        _("Is there one thing on your mind?"),
        _("Only if there is. Writing it down commits you to nothing."),
    ),
    WISH: (
        _("One wish for the coming week"),
        _("Something small that you could do, or could ask of somebody."),
    ),
    PROMPT: (
        "",
        _("This week’s question, as a partner would ask it. Answer it for yourself, or leave it."),
    ),
}


def heading_alone(step: Step, *, prompt_key: str, week: str) -> dict[str, Any]:
    """What a screen says above its field: the question, a line that helps, ways to begin."""
    title, lead = (str(words) for words in HEADINGS[step.kind])
    # The beginnings of an appreciation speak to a partner.
    ways = [] if step.kind == APPRECIATION else starters(step.kind, monday_of(week))
    return {"title": title or question(prompt_key), "lead": lead, "starters": ways}
