"""The form in which time together is planned, and the ideas offered beside it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText, WallTimeField, ZoneField
from checkins import content
from checkins.domain.cadence import EveryWeek, at_wall_time
from checkins.domain.ideas import LONGEST, SHORTEST, Idea
from checkins.labels import length
from checkins.refusals import OverlappingPlan

MOST_IN_TITLE = 120
FURTHEST = timedelta(days=366)

KINDS = {"new": _("New"), "familiar": _("Familiar")}
PLACES = {"home": _("at home"), "out": _("out")}
COSTS = {"free": _("costs nothing"), "little": _("costs little"), "some": _("costs something")}


class WhenForm(forms.Form):
    """On which day, at what time, for how long."""

    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        error_messages={
            "required": _("Choose a day."),
            "invalid": _("We cannot read this day. Write it like 2026-12-06."),
        },
    )
    wall_time = WallTimeField()
    minutes = forms.IntegerField(
        label=_("How long, in minutes"),
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
    )
    zone = ZoneField()
    # The name of the button that plans it although something else is planned then.
    anyway = forms.BooleanField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        # What is planned already where this would be; `ask_about` fills it.
        self.overlapping: Sequence[Any] = ()

    def clean_minutes(self) -> int:
        """Refuse what is no evening any more."""
        minutes = self.cleaned_data["minutes"]
        if not SHORTEST <= minutes <= LONGEST:
            raise forms.ValidationError(_("Plan at least 15 minutes and at most 12 hours."))
        return minutes

    def clean_day(self) -> date:
        """Refuse a day nobody plans for; the exact moment is looked at with the time and zone."""
        day = self.cleaned_data["day"]
        if day > self.at.date() + FURTHEST:
            raise forms.ValidationError(_("Choose a day within a year from now."))
        if day < self.at.date() - timedelta(days=1):
            raise forms.ValidationError(_("That day has passed. Choose one still to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """Work out the moment, and refuse one that has passed."""
        cleaned = super().clean()
        if {"day", "wall_time", "zone"} <= cleaned.keys():
            starts_at = at_wall_time(cleaned["day"], cleaned["wall_time"], cleaned["zone"])
            if starts_at <= self.at:
                self.add_error("wall_time", _("That time has passed. Choose one still to come."))
            cleaned["starts_at"] = starts_at
        return cleaned

    def when(self) -> dict[str, Any]:
        """What the service needs to know about the time."""
        names = ("starts_at", "minutes", "zone", "anyway")
        return {name: self.cleaned_data[name] for name in names}

    def ask_about(self, refused: OverlappingPlan) -> None:
        """Show what is planned there already, and ask whether this shall be planned as well."""
        self.overlapping = refused.plans
        self.add_error(None, refused.sentence)


class MoveForm(WhenForm):
    """Another time for a plan; `seen` is its sequence as it was when the form was shown."""

    seen = forms.IntegerField(min_value=0, max_value=32767, widget=forms.HiddenInput)


class PlanForm(WhenForm):
    """What, on which day, at what time, for how long, and whether every week."""

    # Made with the form: it becomes the plan's public id, so a form sent twice makes one plan.
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = PrivateText(
        max_length=MOST_IN_TITLE,
        label=_("What will you do?"),
        help_text=_("Both of you see this. The calendar shows a neutral word instead."),
        error_messages={"required": _("A few words are enough: a walk, a soup, the sofa.")},
    )
    # The key of the idea that filled the form, so that it rests once it is done.
    taken = forms.CharField(required=False, widget=forms.HiddenInput)
    every_week = forms.BooleanField(
        required=False,
        label=_("Every week"),
        help_text=_("Until you stop it. Each one can be moved or let go by itself."),
    )

    field_order = ["token", "title", "taken", "day", "wall_time", "minutes", "zone", "every_week"]

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, at=at, **options)
        self.initial.setdefault("token", uuid.uuid4())

    def clean_token(self) -> uuid.UUID:
        """A form that came without its id makes a plan all the same."""
        return self.cleaned_data["token"] or uuid.uuid4()

    def clean_taken(self) -> str:
        """A key that is in no catalogue (any more) is left out."""
        key = self.cleaned_data["taken"]
        return key if key in content.ideas() else ""

    def plan(self) -> dict[str, Any]:
        """What the service needs to know."""
        typed = self.cleaned_data
        every_week = EveryWeek(typed["day"], typed["wall_time"]) if typed["every_week"] else None
        what = {"public_id": typed["token"], "title": typed["title"], "idea": typed["taken"]}
        return {**what, **self.when(), "every_week": every_week}


@dataclass(frozen=True)
class Offer:
    """An idea as it is offered."""

    key: str
    title: str
    how: str
    note: str


def offers(ideas: Iterable[Idea]) -> list[Offer]:
    """Ideas with a line that says what they take."""
    return [Offer(idea.key, idea.title, idea.how, _note(idea)) for idea in ideas]


def _note(idea: Idea) -> str:
    parts = (KINDS[idea.kind], PLACES[idea.place], length(idea.minutes), COSTS[idea.cost])
    return ", ".join(str(part) for part in parts)
