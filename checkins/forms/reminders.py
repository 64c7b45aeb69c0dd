"""One's own reminders, in one form."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import WallTimeField, WeekdayField, ZoneField
from accounts.models import Person
from checkins.domain import cadence
from checkins.reminders import schedules

USUAL_WEEKDAY = 3
USUAL_TIME = time(18, 0)
LONGEST_PAUSE = timedelta(days=366)


class RemindersForm(forms.Form):
    """Which reminders a person wants, when, and whether they rest for a while."""

    together = forms.BooleanField(label=_("Remind me by e-mail every week"), required=False)
    weekday = WeekdayField()
    wall_time = WallTimeField()
    zone = ZoneField(help_text=_("The time above is meant in this zone."))
    check_in = forms.BooleanField(
        label=_("Remind me by e-mail when preparation opens"),
        help_text=_("Two days before your weekly time."),
        required=False,
    )
    paused_until = forms.DateField(
        label=_("Send nothing before"),
        help_text=_("Reminders come again from this day on."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, person: Person, follows_slot: bool, **options: Any) -> None:
        self.at = timezone.now()
        super().__init__(*args, initial=_standing(person, self.at), **options)
        if not follows_slot:
            del self.fields["check_in"]

    def clean_paused_until(self) -> date | None:
        """Refuse a pause that is over before it begins, or that is really a farewell."""
        until = self.cleaned_data["paused_until"]
        if until is None:
            return None
        # Somewhere it is still yesterday: a day's slack, and a pause that is over does no harm.
        if until < self.at.date() - timedelta(days=1):
            raise ValidationError(_("This day is over. Choose a day to come, or leave it empty."))
        if until > self.at.date() + LONGEST_PAUSE:
            raise ValidationError(
                _("A pause lasts a year at most. To stop for good, switch the reminders off.")
            )
        return until

    def choice(self) -> schedules.Choice:
        """What was chosen; a pause ends with the first moment of its day, where the person is."""
        chosen = self.cleaned_data
        until = chosen["paused_until"]
        return schedules.Choice(
            together=chosen["together"],
            rhythm=schedules.Rhythm(chosen["weekday"], chosen["wall_time"], chosen["zone"]),
            check_in=chosen.get("check_in"),
            paused_until=cadence.at_wall_time(until, time(), chosen["zone"]) if until else None,
        )


def _standing(person: Person, at: datetime) -> dict[str, Any]:
    """What is set now, as the form shows it."""
    mine = schedules.of(person)
    together, check_in = mine.get("together"), mine.get("check_in")
    zone = together.zone if together else person.time_zone
    pauses = [schedule.paused_until for schedule in mine.values() if schedule.is_paused(at)]
    return {
        "together": bool(together and together.enabled),
        "weekday": together.weekday if together else USUAL_WEEKDAY,
        "wall_time": together.wall_time if together else USUAL_TIME,
        "zone": zone,
        "check_in": bool(check_in and check_in.enabled),
        "paused_until": cadence.local_date(max(pauses), zone) if pauses else None,
    }
