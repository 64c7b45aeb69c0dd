"""The form in which time together is planned, and the ideas offered beside it."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms import PrivateText, WallTimeField, ZoneField
from checkins.domain.cadence import at_wall_time
from checkins.domain.ideas import LONGEST, SHORTEST, Idea
from checkins.labels import length

MOST_IN_TITLE = 120
FURTHEST = timedelta(days=366)

KINDS = {"new": _("New"), "familiar": _("Familiar")}
PLACES = {"home": _("at home"), "out": _("out")}
COSTS = {"free": _("costs nothing"), "little": _("costs little"), "some": _("costs something")}


class PlanForm(forms.Form):
    """What, on which day, at what time, for how long."""

    # Made with the form: it becomes the plan's public id, so a form sent twice makes one plan.
    token = forms.UUIDField(required=False, widget=forms.HiddenInput)
    title = PrivateText(
        max_length=MOST_IN_TITLE,
        label=_("What will you do?"),
        help_text=_("Both of you see this. The calendar shows a neutral word instead."),
        error_messages={"required": _("A few words are enough: a walk, a soup, the sofa.")},
    )
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

    def __init__(self, *args: Any, at: datetime, **options: Any) -> None:
        super().__init__(*args, **options)
        self.at = at
        self.initial.setdefault("token", uuid.uuid4())

    def clean_token(self) -> uuid.UUID:
        """A form that came without its id makes a plan all the same."""
        return self.cleaned_data["token"] or uuid.uuid4()

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

    def plan(self) -> dict[str, Any]:
        """What the service needs to know."""
        names = ("title", "starts_at", "minutes", "zone")
        chosen = {name: self.cleaned_data[name] for name in names}
        return {"public_id": self.cleaned_data["token"], **chosen}


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
