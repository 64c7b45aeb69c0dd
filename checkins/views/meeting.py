"""Pages of the meeting: beginning it, each step on the stage, and where the two go from there."""

from collections.abc import Callable
from datetime import date, datetime

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_POST, require_safe

from accounts.doors import for_couples
from checkins import content, labels, screen, services
from checkins.domain.meeting import LIGHT, REGULAR, minutes_of
from checkins.forms.agreements import AgreementForm
from checkins.forms.meeting import BeginForm, MoveForm, PauseWordForm
from checkins.forms.plans import PlanForm
from checkins.refusals import EnoughAgreements
from checkins.views.finding import check_in_on
from checkins.views.plans import offered_ideas, planned, usual_plan, with_idea

SHOWN = 3
NOT_BEGUN = -1


@for_couples
@sensitive_variables()
@require_safe
def meeting(request: HttpRequest, day: date) -> HttpResponse:
    """Where the two are in their evening, or how to begin it."""
    return _show(request, check_in_on(request, day))


@for_couples
@sensitive_variables()
@require_POST
def begin(request: HttpRequest, day: date) -> HttpResponse:
    """Begin the evening; whoever comes second joins."""
    found = check_in_on(request, day)
    form = BeginForm(request.POST)
    if not form.is_valid():
        return _show(request, found, begin_form=form)
    length = form.cleaned_data["length"]
    services.begin_meeting(found, by=request.user, length=length, at=timezone.now())
    if form.is_one_screen:
        screen.share(request, found)
    return redirect("checkins:meeting", found.meets_on)


@for_couples
@require_safe
def meeting_state(request: HttpRequest, day: date) -> HttpResponse:
    """How often something has changed, for the page of the other device; nothing else."""
    held = services.meeting_of(check_in_on(request, day))
    return JsonResponse({"version": held.version if held else NOT_BEGUN})


@for_couples
@require_POST
def move(request: HttpRequest, day: date) -> HttpResponse:
    """On, back, skip, stop here, pause: for both, and of two at once one counts."""
    found = check_in_on(request, day)
    form = MoveForm(request.POST)
    if form.is_valid():
        services.move_on(found, by=request.user, at=timezone.now(), **form.cleaned_data)
    return redirect("checkins:meeting", found.meets_on)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def pause_word(request: HttpRequest, day: date) -> HttpResponse:
    """Choose the word for a pause."""
    found = check_in_on(request, day)
    form = PauseWordForm(request.POST)
    if not form.is_valid():
        return _show(request, found, pause_form=form)
    services.choose_pause_word(form.cleaned_data["word"], by=request.user)
    return _kept(found)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def meeting_agree(request: HttpRequest, day: date) -> HttpResponse:
    """Keep a small step, as written by whoever is signed in here."""
    found = check_in_on(request, day)
    form = AgreementForm(request.POST)
    if not form.is_valid():
        return _show(request, found, agreement_form=form)
    try:
        services.agree(found, by=request.user, at=timezone.now(), **form.agreement())
    except EnoughAgreements as refused:
        form.add_error(None, refused.sentence)
        return _show(request, found, agreement_form=form)
    return _kept(found)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_POST
def meeting_plan(request: HttpRequest, day: date) -> HttpResponse:
    """Plan time together without leaving the meeting; an idea fills the form first."""
    found, at = check_in_on(request, day), timezone.now()
    if "idea" in request.POST:
        filled = {**usual_plan(request), **with_idea(request)}
        return _show(request, found, plan_form=PlanForm(initial=filled, at=at))
    form = PlanForm(request.POST, at=at)
    if not form.is_valid():
        return _show(request, found, plan_form=form)
    if planned(request, form) is None:
        return _show(request, found, plan_form=form)
    return _kept(found)


def _kept(found) -> HttpResponse:
    """Back to the stage; the other device shows it too."""
    services.show_news(found)
    return redirect("checkins:meeting", found.meets_on)


def _show(request: HttpRequest, found, **tried: Form) -> HttpResponse:
    """The stage as it is now, the page on which the meeting begins, or the week once it is over.

    `tried` is a form with something to mend, by the name the stage knows it by. Where the other
    one has moved on meanwhile it is shown all the same: nothing that was typed is lost.
    """
    at, held = timezone.now(), services.meeting_of(found)
    if not services.can_meet(found, at) and not services.is_held(found, at):
        return redirect("checkins:check_in", found.meets_on)
    status = 422 if any(form.errors for form in tried.values()) else 200
    context = {
        "check_in": found,
        "partner_name": request.couple.partner_of(request.user).called,
        "owner_name": request.user.called,
        "screen_is_shared": screen.is_shared(request),
    }
    if held is None:
        context |= _beginning(found, tried)
        return render(request, "checkins/begin.html", context, status=status)
    context |= _stage(request, found, held, at) | tried
    return render(request, "checkins/stage.html", context, status=status)


def _beginning(found, tried: dict[str, Form]) -> dict:
    steps = content.meeting(content.language())
    length = REGULAR if found.is_revealed else LIGHT
    return {
        "begin_form": BeginForm(initial={"length": length}),
        "steps": steps,
        "minutes_least": minutes_of(steps, length=REGULAR, least=True),
        "minutes_most": minutes_of(steps, length=REGULAR),
        "minutes_light": minutes_of(steps, length=LIGHT),
        "version": NOT_BEGUN,
        **tried,
    }


def _stage(request: HttpRequest, found, held, at: datetime) -> dict:
    stage = services.stage_for(request.user, found, held, language=content.language(), at=at)
    context = {
        "stage": stage,
        "scene": stage.scene,
        "step": stage.scene.step,
        "move": held.move,
        "version": held.version,
    }
    if stage.scene.step.key in BESIDE:
        context |= BESIDE[stage.scene.step.key](request, found, at)
    if stage.agrees:
        context |= {**_agreed(request, found, at), "agreement_form": AgreementForm()}
    return context


def _pausing(request: HttpRequest, found, at: datetime) -> dict:
    word = services.pause_word_of(found)
    return {"pause_form": PauseWordForm(initial={"word": word}), "pause_word": word}


def _agreed(request: HttpRequest, found, at: datetime) -> dict:
    return {"agreements": services.open_agreements(request.couple)}


def _asked(request: HttpRequest, found, at: datetime) -> dict:
    own = services.own_questions(request.user, [found.prompt_key])
    return {
        "question": labels.question(found.prompt_key, own),
        "note": labels.note(found.prompt_key),
    }


def _planning(request: HttpRequest, found, at: datetime) -> dict:
    return {
        "plan_form": PlanForm(initial=usual_plan(request), at=at),
        "ideas": offered_ideas(request, at)[:SHOWN],
        "plans": request.couple.plans.coming(at, most=SHOWN),
    }


# What a step shows beside its words.
BESIDE: dict[str, Callable[..., dict]] = {
    "arrive": _pausing,
    "last-time": _agreed,
    "prompt": _asked,
    "plan": _planning,
}
