"""Forms of the week: its slot, and each screen of the preparation."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText, WallTimeField, WeekdayField, ZoneField
from checkins.domain.preparation import (
    APPRECIATION,
    ENERGY,
    GOOD_THING,
    MOST_CHARACTERS,
    PROMPT,
    TOPIC,
    TOPIC_WELCOME,
    WELCOME,
    WISH,
    Step,
    Written,
)
from checkins.labels import ENERGIES, NONE_OWN, Own, question, starters

KEEP, SHARE = "keep", "share"

# What each screen says above its field; %(name)s is the partner's name.
HEADINGS = {
    ENERGY: (
        _("How much energy do you have for the evening?"),
        _("It helps to know beforehand whether this is a night for much or for little."),
    ),
    APPRECIATION: (
        _("Something %(name)s did this week that you noticed"),
        _(
            "Small and particular is best: what it was, and what it says about %(name)s. "
            "One is enough, three are plenty."
        ),
    ),
    GOOD_THING: (
        _("One good thing from your week"),
        _("Something of your own that went well, however small."),
    ),
    TOPIC: (
        _("Is there one thing you would like to talk about?"),
        _("Only if there is. It can also wait until a better week."),
    ),
    WISH: (
        _("One wish for the coming week"),
        _("Something small that %(name)s could do, and could also say no to."),
    ),
    PROMPT: ("", _("This week’s question, the same for both of you.")),
}

# What stands there instead in a week that has no topic whatever the two say.
NO_TOPIC = {
    "first": _(
        "Your first meeting has no topic, so that it begins lightly. "
        "You can still write one down for yourself; it is not shown."
    ),
    "result": _(
        "There is no topic in the week in which you both shared a result: that is enough for one "
        "evening. You can still write one down for yourself; it is not shown."
    ),
}


class SlotForm(forms.Form):
    """When the two meet each week, and whether I want to hear when preparation opens."""

    weekday = WeekdayField()
    wall_time = WallTimeField()
    zone = ZoneField(help_text=_("The time above is meant in this zone."))
    remind = forms.BooleanField(
        label=_("Remind me by e-mail when preparation opens"),
        help_text=_("Two days before. This is for you alone and changes nothing for the other."),
        required=False,
    )

    def __init__(self, *args: Any, is_set: bool = False, **options: Any) -> None:
        super().__init__(*args, **options)
        if is_set:
            # A zone that was once chosen is not to be guessed again.
            del self.fields["zone"].widget.attrs["data-guess-zone"]


class ShareField(forms.ChoiceField):
    """Share or keep; what is not said is kept."""

    widget = forms.RadioSelect

    def __init__(self) -> None:
        super().__init__(
            choices=[(KEEP, _("Keep to myself")), (SHARE, _("Share"))],
            label=_("Share or keep"),
            required=False,
            initial=KEEP,
            error_messages={"invalid_choice": _("Please choose share or keep.")},
        )


class PreparationForm(forms.Form):
    """One screen of the preparation: its places to write, each to share or keep.

    A note of somebody alone (`is_note`) has the same places, and nobody to share them with.
    """

    label = _("In your words")

    def __init__(
        self,
        *args: Any,
        step: Step,
        kept: Iterable[Written] = (),
        is_note: bool = False,
        **options: Any,
    ):
        options["initial"] = _initial(step, kept)
        super().__init__(*args, **options)
        self.step, self.is_note = step, is_note
        for place in range(1, step.places + 1):
            self.fields[f"words_{place}"] = self.words(place)
            # The page says it once for all.
            self.fields[f"words_{place}"].says_optional = False
            if not is_note:
                self.fields[f"share_{place}"] = ShareField()

    def words(self, place: int) -> forms.Field:
        """The field to write in."""
        return PrivateText(max_length=MOST_CHARACTERS, rows=5, required=False, label=self.label)

    def places(self) -> list[tuple[forms.BoundField, forms.BoundField | None]]:
        """What is drawn: each place to write with its share or keep, where there is one."""
        numbers = range(1, self.step.places + 1)
        return [(self[f"words_{n}"], self._share(n)) for n in numbers]

    def pause(self) -> None:
        """Ask nothing about sharing, since nothing is shared just now."""
        for name in [*self.fields]:
            if name.startswith("share_") or name == "welcome":
                del self.fields[name]

    def _share(self, place: int) -> forms.BoundField | None:
        name = f"share_{place}"
        return self[name] if name in self.fields else None

    def written(self) -> list[Written]:
        """The entries of this screen as they were typed."""
        return [
            Written(
                kind=self.step.kind,
                position=place,
                text=self.cleaned_data[f"words_{place}"],
                shared=self.cleaned_data.get(f"share_{place}") == SHARE,
            )
            for place in range(1, self.step.places + 1)
        ]


class EnergyForm(PreparationForm):
    """How much there is left for the evening, or no answer."""

    def words(self, place: int) -> forms.Field:
        """Three answers, and one that leaves it open."""
        return forms.ChoiceField(
            choices=[*ENERGIES.items(), ("", _("I would rather leave this open"))],
            widget=forms.RadioSelect,
            required=False,
            label=_("Energy"),
            error_messages={"invalid_choice": _("Please choose one of these answers.")},
        )


class AppreciationsForm(PreparationForm):
    """Up to three things that were noticed."""

    def words(self, place: int) -> forms.Field:
        """A shorter field, since there are three."""
        label = (_("The first"), _("Another"), _("And one more"))[place - 1]
        return PrivateText(max_length=MOST_CHARACTERS, rows=3, required=False, label=label)


class TopicForm(PreparationForm):
    """One topic, and whether it may come up this week."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        if self.is_note:
            return
        self.fields["welcome"] = forms.BooleanField(
            label=_("A topic is all right for me this week"),
            help_text=_(
                "Yours or the other’s; you can tick this without writing one. A topic you share is "
                "shown only if you both tick this, and otherwise nobody sees that one of you did."
            ),
            required=False,
        )

    def written(self) -> list[Written]:
        """The topic and, where it is all right, the word that says so."""
        welcome = WELCOME if self.cleaned_data.get("welcome") else ""
        return [*super().written(), Written(TOPIC_WELCOME, 1, welcome, shared=False)]


FORMS = {ENERGY: EnergyForm, APPRECIATION: AppreciationsForm, TOPIC: TopicForm}


def form_for(
    step: Step, *args: Any, kept: Iterable[Written] = (), is_note: bool = False
) -> PreparationForm:
    """The form of a step, filled with what was kept of it so far."""
    return FORMS.get(step.kind, PreparationForm)(*args, step=step, kept=kept, is_note=is_note)


def heading_of(
    step: Step,
    *,
    name: str,
    prompt_key: str,
    on: date,
    own: Own = NONE_OWN,
    no_topic: str = "",
) -> dict[str, Any]:
    """What a screen says above its field: the question, a line that helps, ways to begin.

    `own` holds the own questions the reader may read, `no_topic` says why this week has none.
    """
    title, lead = (str(words) % {"name": name} for words in HEADINGS[step.kind])
    title = title or question(prompt_key, own)
    if step.kind == TOPIC and no_topic:
        lead = str(NO_TOPIC[no_topic])
    return {"title": title, "lead": lead, "starters": starters(step.kind, on)}


def _initial(step: Step, kept: Iterable[Written]) -> dict[str, Any]:
    initial: dict[str, Any] = {}
    for entry in kept:
        if entry.kind == step.kind:
            initial[f"words_{entry.position}"] = entry.text
            initial[f"share_{entry.position}"] = SHARE if entry.shared else KEEP
        elif entry.kind == step.beside:
            initial["welcome"] = entry.text == WELCOME
    return initial
