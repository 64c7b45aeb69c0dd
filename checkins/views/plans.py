"""Pages of time together: what is planned, planning it, its calendar file."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

import quizzes.content
import quizzes.services
from accounts.doors import for_couples
from accounts.locking import was_met
from checkins import calendar, content, services
from checkins.domain.ideas import SHORTEST, Idea, suggest
from checkins.domain.prompts import CLOSENESS
from checkins.forms.afterwards import AfterthoughtForm
from checkins.forms.plans import Offer, PlanForm, offers
from checkins.refusals import EnoughRepeats, OverlappingPlan
from checkins.views.finding import plan_at
from quizzes.domain.guides import exercise

AHEAD = timedelta(weeks=4)
MOST_PLANS = 100
USUAL_MINUTES = 120
OFFERED_AT_ONCE = 4


@sensitive_variables()
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """The coming four weeks, what is planned beyond them, and what has just been."""
    couple = request.user.couple
    if couple is None:
        return render(request, "checkins/alone.html", {"nav": "together"})
    at = timezone.now()
    services.make_weekly_plans(couple, at)
    ahead = couple.plans.with_repeats().coming(at, most=MOST_PLANS)
    context = {
        "soon": [plan for plan in ahead if plan.starts_at <= at + AHEAD],
        "later": [plan for plan in ahead if plan.starts_at > at + AHEAD],
        "lately": services.done_lately(request.user, at),
    }
    return render(request, "checkins/plans.html", context)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def plan(request: HttpRequest) -> HttpResponse:
    """Plan time together: an idea or one's own words, a day and a time."""
    at = timezone.now()
    if request.method != "POST":
        initial = {**usual_plan(request), **_from_exercise(request)}
        return _show_form(request, PlanForm(initial=initial, at=at))
    if "idea" in request.POST:
        return _show_form(request, PlanForm(initial=with_idea(request), at=at))
    form = PlanForm(request.POST, at=at)
    if not form.is_valid():
        return _show_form(request, form, status=422)
    made = planned(request, form)
    if made is None:
        return _show_form(request, form, status=409 if form.overlapping else 422)
    return redirect("checkins:plan_detail", made.public_id)


@for_couples
@sensitive_variables()
@require_safe
def plan_detail(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """One plan."""
    return show_plan(request, plan_at(request, public_id))


@for_couples
@sensitive_variables()
@require_safe
def plan_calendar(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """The plan as a file for a calendar, under a neutral name."""
    file = calendar.evening(
        plan_at(request, public_id),
        host=settings.SITE_HOST,
        summary=_("Evening"),
        at=timezone.now(),
    )
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8; method=PUBLISH")
    response["Content-Disposition"] = 'attachment; filename="evening.ics"'
    return response


@for_couples
@require_POST
def cancel_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let a plan go; either may, and nobody is asked why."""
    found = plan_at(request, public_id)
    services.cancel_plan(found, by=request.user, at=timezone.now())
    messages.success(request, _("The plan is let go."))
    return redirect("checkins:plan_detail", found.public_id)


def usual_plan(request: HttpRequest) -> dict:
    """What the form begins with: a usual length, and the couple's zone.

    Not one's own zone, which would tell where one is.
    """
    slot = getattr(request.couple, "slot", None)
    return {"zone": slot.zone if slot else request.user.time_zone, "minutes": USUAL_MINUTES}


def with_idea(request: HttpRequest) -> dict:
    """What was typed so far, with the chosen idea's title and length put in."""
    typed = {name: text for name, text in request.POST.items() if text}
    idea = _ideas().get(request.POST["idea"])
    if idea is None:
        return typed
    return {**typed, "title": idea.title, "minutes": idea.minutes, "taken": idea.key}


def offered_ideas(request: HttpRequest, at: datetime) -> list[Offer]:
    """Ideas for the couple, the ones that suit them best in front."""
    focus = quizzes.services.focus_of(request.couple)
    on, closeness = timezone.localdate(at), focus == CLOSENESS
    done = services.ideas_done(request.couple, at)
    return offers(suggest(_ideas().values(), on=on, focus=focus, closeness=closeness, done=done))


def planned(request: HttpRequest, form: PlanForm):
    """Plan what a valid form says; None where it was refused and the form now says why."""
    try:
        return services.plan_time(by=request.user, at=form.at, **form.plan())
    except OverlappingPlan as refused:
        form.ask_about(refused)
    except EnoughRepeats as refused:
        form.add_error("every_week", refused.sentence)
    return None


def show_plan(
    request: HttpRequest, plan, form: AfterthoughtForm | None = None, status: int = 200
) -> HttpResponse:
    """The page of a plan; `form` is a line about it that needs another look.

    A line that is locked is not offered to be changed: an empty field would take its place.
    """
    at = timezone.now()
    line = services.afterthought_of(request.user, plan) if plan.is_over(at) else ""
    if not services.may_look_back(plan, at):
        form = None
    elif form is None and not was_met():
        form = AfterthoughtForm(initial={"line": services.line_to_change(request.user, plan)})
    context = {
        "plan": plan,
        "is_over": plan.is_over(at),
        "is_ahead": not plan.is_cancelled and not plan.is_over(at),
        "line": line,
        "form": form,
    }
    return render(request, "checkins/plan_detail.html", context, status=status)


def _ideas() -> dict[str, Idea]:
    return content.ideas(content.language())


def _from_exercise(request: HttpRequest) -> dict:
    """What an exercise presets that somebody puts on the week; nothing for an unknown one."""
    guides = quizzes.content.guides(content.language())
    found = exercise(guides, request.GET.get("exercise", ""))
    return {"title": found.title, "minutes": max(found.minutes, SHORTEST)} if found else {}


def _show_form(request: HttpRequest, form: PlanForm, status: int = 200) -> HttpResponse:
    offered = offered_ideas(request, form.at)
    context = {
        "form": form,
        "ideas": offered[:OFFERED_AT_ONCE],
        "more_ideas": offered[OFFERED_AT_ONCE:],
    }
    return render(request, "checkins/plan.html", context, status=status)
