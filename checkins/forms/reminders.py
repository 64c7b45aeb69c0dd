"""One's own reminders, in one form."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.forms import WallTimeField, WeekdayField, ZoneField
from accounts.models import Person
from checkins.domain import announcing, cadence
from checkins.reminders import schedules

USUAL_WEEKDAY = 3
USUAL_TIME = time(18, 0)
USUAL_LEAD = announcing.THREE_HOURS
LONGEST_PAUSE = timedelta(days=366)


def _in_hours(lead: timedelta) -> int:
    return lead // timedelta(hours=1)


def _hours(text: str) -> timedelta:
    return timedelta(hours=int(text))


LEADS = [
    (_in_hours(announcing.AN_HOUR), _("One hour")),
    (_in_hours(announcing.THREE_HOURS), _("Three hours")),
    (_in_hours(announcing.A_DAY), _("A day")),
]


class RemindersForm(forms.Form):
    """Which reminders a person wants, when, and whether they rest for a while."""

    together = forms.BooleanField(label=_("Remind me by e-mail every week"), required=False)
    weekday = WeekdayField()
    wall_time = WallTimeField()
    zone = ZoneField(help_text=_("The times on this page are meant in this zone."))
    check_in = forms.BooleanField(
        label=_("Remind me by e-mail when preparation opens"),
        help_text=_("Two days before your weekly time."),
        required=False,
    )
    plan = forms.BooleanField(label=_("Remind me by e-mail of what we planned"), required=False)
    lead = forms.TypedChoiceField(
        label=_("How long before"),
        choices=LEADS,
        coerce=_hours,
        empty_value=USUAL_LEAD,
        required=False,
    )
    retest = forms.BooleanField(
        label=_("Tell me by e-mail when it makes sense to take the quiz again"),
        help_text=_("Twelve weeks after the last time. You need not be linked for this."),
        required=False,
    )
    retest_time = WallTimeField(label=_("At this hour"), required=False)
    paused_until = forms.DateField(
        label=_("Send nothing before"),
        help_text=_("Reminders come again from this day on."),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def __init__(self, *args: Any, person: Person, follows_slot: bool, **options: Any) -> None:
        self.at = timezone.now()
        super().__init__(*args, initial=_standing(person, self.at), **options)
        for name in ("lead", "retest_time"):
            self.fields[name].says_optional = False
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

    def clean(self) -> dict[str, Any]:
        """Ask for the hour only of those who want a mail at it."""
        chosen = super().clean()
        is_missing = chosen.get("retest_time") is None and "retest_time" not in self.errors
        if chosen.get("retest") and is_missing:
            self.add_error("retest_time", _("Choose a time."))
        return chosen

    def choice(self) -> schedules.Choice:
        """What was chosen; a pause ends with the first moment of its day, where the person is."""
        chosen = self.cleaned_data
        until = chosen["paused_until"]
        return schedules.Choice(
            together=chosen["together"],
            rhythm=schedules.Rhythm(chosen["weekday"], chosen["wall_time"], chosen["zone"]),
            check_in=chosen.get("check_in"),
            plan=chosen["plan"],
            lead=chosen["lead"],
            retest=chosen["retest"],
            hour=schedules.Hour(chosen["retest_time"] or USUAL_TIME, chosen["zone"]),
            paused_until=cadence.at_wall_time(until, time(), chosen["zone"]) if until else None,
        )


def _standing(person: Person, at: datetime) -> dict[str, Any]:
    """What is set now, as the form shows it."""
    mine = schedules.of(person)
    together, check_in = mine.get("together"), mine.get("check_in")
    plan, retest = mine.get("plan"), mine.get("retest")
    timed = together or retest
    zone = timed.zone if timed else person.time_zone
    pauses = [schedule.paused_until for schedule in mine.values() if schedule.is_paused(at)]
    return {
        "together": bool(together and together.enabled),
        "weekday": together.weekday if together else USUAL_WEEKDAY,
        "wall_time": together.wall_time if together else USUAL_TIME,
        "zone": zone,
        "check_in": bool(check_in and check_in.enabled),
        "plan": bool(plan and plan.enabled),
        "lead": _in_hours(plan.lead if plan else USUAL_LEAD),
        "retest": bool(retest and retest.enabled),
        "retest_time": retest.wall_time if retest else USUAL_TIME,
        "paused_until": cadence.local_date(max(pauses), zone) if pauses else None,
    }
