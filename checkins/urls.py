"""Addresses of the week, of time together and of reminders. A check-in goes by its date."""

from datetime import date

from django.urls import path, register_converter

from checkins import urls_reminders
from checkins.domain.preparation import Step, UnknownStep, step_named
from checkins.views import (
    afterwards,
    agreements,
    closing,
    feeds,
    meeting,
    moving,
    notes,
    own_prompts,
    past,
    plans,
    screen,
    sheet,
    week,
    why,
    words,
    writing,
)

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
    path("week/note/<step:step>/", notes.note, name="note"),
    path("week/past/", past.past, name="past"),
    path("week/past/search/", past.search, name="past_search"),
    path("week/past/export/", past.take_along, name="past_export"),
    path("week/past/evenings.json", past.take_along, name="past_json"),
    path("week/past/evenings.txt", past.take_along, name="past_text"),
    path("check-ins/<day:day>/", week.check_in, name="check_in"),
    path("check-ins/<day:day>/prepare/<step:step>/", week.prepare, name="prepare"),
    path("check-ins/<day:day>/ready/", week.ready, name="ready"),
    path("check-ins/<day:day>/call-off/", week.call_off, name="call_off"),
    path(
        "check-ins/<day:day>/words/<slug:kind>/<int:position>/",
        words.change_words,
        name="change_words",
    ),
    path(
        "check-ins/<day:day>/words/<slug:kind>/<int:position>/take-back/",
        words.take_back,
        name="take_back",
    ),
    path("week/questions/", own_prompts.own_prompts, name="own_prompts"),
    path("questions/<uuid:public_id>/remove/", own_prompts.remove_prompt, name="remove_prompt"),
    path("week/agreements/", agreements.agreements, name="agreements"),
    path("agreements/<uuid:public_id>/", agreements.agreement, name="agreement"),
    path("agreements/<uuid:public_id>/close/", agreements.close_agreement, name="close_agreement"),
    path("check-ins/<day:day>/meeting/", meeting.meeting, name="meeting"),
    path("check-ins/<day:day>/meeting/begin/", meeting.begin, name="begin"),
    path("check-ins/<day:day>/meeting/state/", meeting.meeting_state, name="meeting_state"),
    path("check-ins/<day:day>/meeting/move/", meeting.move, name="move"),
    path("check-ins/<day:day>/meeting/pause-word/", meeting.pause_word, name="pause_word"),
    path("check-ins/<day:day>/meeting/agree/", meeting.meeting_agree, name="meeting_agree"),
    path("check-ins/<day:day>/meeting/plan/", meeting.meeting_plan, name="meeting_plan"),
    path("check-ins/<day:day>/meeting/share-screen/", screen.share_screen, name="share_screen"),
    path("screen/end/", screen.end_shared_screen, name="end_shared_screen"),
    path("check-ins/<day:day>/close/", closing.close, name="close"),
    path("check-ins/<day:day>/sheet/", sheet.sheet, name="sheet"),
    path("check-ins/<day:day>/writing/", writing.writing, name="writing"),
    path("week/why/", why.why, name="why"),
    path("week/chart/", closing.my_chart, name="my_chart"),
    path("together/", plans.plans, name="plans"),
    path("together/new/", plans.plan, name="plan"),
    path("together/past/", afterwards.done_together, name="done_together"),
    path("together/calendar/", feeds.feed, name="feed"),
    path("together/calendar/titles/", feeds.feed_titles, name="feed_titles"),
    path("together/calendar/end/", feeds.revoke_feed, name="revoke_feed"),
    path("calendar/<str:token>/evenings.ics", feeds.feed_file, name="feed_file"),
    path("together/<uuid:public_id>/", plans.plan_detail, name="plan_detail"),
    path("together/<uuid:public_id>/evening.ics", plans.plan_calendar, name="plan_calendar"),
    path("together/<uuid:public_id>/cancel/", plans.cancel_plan, name="cancel_plan"),
    path("together/<uuid:public_id>/move/", moving.move_plan, name="move_plan"),
    path("together/<uuid:public_id>/stop/", moving.stop_repeating, name="stop_repeating"),
    path(
        "together/<uuid:public_id>/how-was-it/", afterwards.note_afterthought, name="afterthought"
    ),
    *urls_reminders.urlpatterns,
]
