"""Addresses of the week, of time together and of reminders. A check-in goes by its date."""

from datetime import date

from django.urls import path, register_converter

from checkins import urls_reminders
from checkins.domain.preparation import Step, UnknownStep, step_named
from checkins.views import plans, week

app_name = "checkins"


class DayConverter:
    """A date such as 2026-12-06; one the calendar does not have is no address."""

    regex = r"\d{4}-\d{2}-\d{2}"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        return value if isinstance(value, str) else value.isoformat()


class StepConverter:
    """A step of the preparation by its name."""

    regex = r"[a-z-]+"

    def to_python(self, value: str) -> Step:
        try:
            return step_named(value)
        except UnknownStep as unknown:
            raise ValueError from unknown

    def to_url(self, value: Step | str) -> str:
        return value.slug if isinstance(value, Step) else value


register_converter(DayConverter, "day")
register_converter(StepConverter, "step")

urlpatterns = [
    path("week/", week.week, name="week"),
    path("week/slot/", week.slot, name="slot"),
    path("week/mine/", week.my_words, name="my_words"),
    path("check-ins/<day:day>/", week.check_in, name="check_in"),
    path("check-ins/<day:day>/prepare/<step:step>/", week.prepare, name="prepare"),
    path("check-ins/<day:day>/ready/", week.ready, name="ready"),
    path("check-ins/<day:day>/call-off/", week.call_off, name="call_off"),
    path("together/", plans.plans, name="plans"),
    path("together/new/", plans.plan, name="plan"),
    path("together/<uuid:public_id>/", plans.plan_detail, name="plan_detail"),
    path("together/<uuid:public_id>/evening.ics", plans.plan_calendar, name="plan_calendar"),
    path("together/<uuid:public_id>/cancel/", plans.cancel_plan, name="cancel_plan"),
    *urls_reminders.urlpatterns,
]
