"""Changing a plan: put it at another time, or let no more of a weekly one come."""

import uuid
from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.doors import for_couples
from checkins import services
from checkins.domain.cadence import zone_named
from checkins.forms.plans import MoveForm
from checkins.refusals import OverlappingPlan, PlanMoved
from checkins.views.finding import plan_at


@for_couples
@require_http_methods(["GET", "HEAD", "POST"])
def move_plan(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Put a plan at another time; either may."""
    found, at = plan_at(request, public_id), timezone.now()
    if request.method != "POST":
        if found.is_cancelled or found.is_over(at):
            return redirect("checkins:plan_detail", found.public_id)
        return _show(request, found, MoveForm(initial=_when(found), at=at), HTTPStatus.OK)
    form = MoveForm(request.POST, at=at)
    if not form.is_valid():
        return _show(request, found, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        when = {**form.when(), "seen": form.cleaned_data["seen"]}
        services.move_plan(found, by=request.user, at=at, **when)
    except OverlappingPlan as refused:
        form.ask_about(refused)
    except PlanMoved as refused:
        form.add_error(None, refused.sentence)
        found = plan_at(request, public_id)
    if form.errors:
        return _show(request, found, form, HTTPStatus.CONFLICT)
    messages.success(request, _("The plan is moved."))
    return redirect("checkins:plan_detail", found.public_id)


@for_couples
@require_POST
def stop_repeating(request: HttpRequest, public_id: uuid.UUID) -> HttpResponse:
    """Let no more of it come; either may, and nobody is asked why."""
    found = plan_at(request, public_id)
    services.stop_repeating(found, by=request.user, at=timezone.now())
    messages.success(request, _("It does not repeat any more. What you moved or did stays."))
    return redirect("checkins:plan_detail", found.public_id)


def _when(plan) -> dict:
    """Where the plan is now, on the clock it was planned by."""
    local = plan.starts_at.astimezone(zone_named(plan.zone))
    return {
        "day": local.date(),
        "wall_time": local.time(),
        "minutes": plan.minutes,
        "zone": plan.zone,
    }


def _show(request: HttpRequest, plan, form: MoveForm, status: HTTPStatus) -> HttpResponse:
    context = {"form": form, "plan": plan}
    return render(request, "checkins/move_plan.html", context, status=status)
