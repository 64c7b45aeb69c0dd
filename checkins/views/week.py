"""Pages of the week: when we meet, the private preparation, the reveal."""

from datetime import date, time

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.doors import for_couples
from checkins import labels, services
from checkins.domain import preparation
from checkins.domain.preparation import Step
from checkins.forms.week import PreparationForm, SlotForm, form_for, heading_of
from checkins.refusals import CheckInClosed
from checkins.reminders import schedules
from checkins.views import notes
from checkins.views.finding import check_in_on
from checkins.views.keeping import autosaved, given_back, is_autosave, not_autosaved

USUAL_SLOT = {"weekday": 6, "wall_time": time(19, 30)}


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The check-in of this week, or when the next one opens; one's own note while alone."""
    couple = request.user.couple
    if couple is None:
        return notes.this_week(request)
    at = timezone.now()
    slot = services.open_check_in(couple=couple, at=at)
    current = couple.check_ins.current(at).first()
    if current is not None:
        return redirect("checkins:check_in", current.meets_on)
    context = {
        "slot": slot,
        "usual": slot.occurrence(at).starts_at if slot else None,
        "last": couple.check_ins.revealed().first(),
        "partner_name": couple.partner_of(request.user).called,
    }
    return render(request, "checkins/week.html", context)


@for_couples
@require_http_methods(["GET", "HEAD", "POST"])
def slot(request: HttpRequest) -> HttpResponse:
    """Set or change when the two meet; either may."""
    at, there = timezone.now(), getattr(request.couple, "slot", None)
    initial = _usual_slot(request, there)
    form = SlotForm(request.POST or None, initial=initial, is_set=there is not None)
    if request.method == "POST" and form.is_valid():
        chosen = services.set_slot(by=request.user, at=at, **form.cleaned_data)
        is_later = there is not None and chosen.begins_next_week(at)
        messages.success(
            request, _("Saved. The new time begins next week.") if is_later else _("Saved.")
        )
        return redirect("checkins:week")
    usual = there.occurrence(at).starts_at if there else None
    context = {"form": form, "slot": there, "usual": usual}
    return render(request, "checkins/slot.html", context, status=422 if form.errors else 200)


@for_couples
@sensitive_variables()
@require_safe
def check_in(request: HttpRequest, day: date) -> HttpResponse:
    """One week as it stands: preparing, ready, revealed, called off or gone."""
    found = check_in_on(request, day)
    if found.meets_on != day:
        return redirect("checkins:check_in", found.meets_on)
    at, person = timezone.now(), request.user
    stage = found.stage(at)
    context = {
        "check_in": found,
        "partner_name": request.couple.partner_of(person).called,
        "can_meet": services.can_meet(found, at),
        "is_held": services.is_held(found, at),
        "can_close": services.may_close(found, at),
    }
    if stage == "revealed":
        context |= {"is_current": found.is_current(at), **_revealed(found, person)}
    if stage == "preparing":
        context |= {"is_ready": found.is_ready(person), **_prepared(found, person)}
    return render(request, f"checkins/{stage}.html", context)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, day: date, step: Step) -> HttpResponse:
    """One screen of the preparation; the script saves it here too, while one types."""
    found = check_in_on(request, day)
    if request.method == "POST":
        return _keep(request, found, form_for(step, request.POST))
    if not found.is_open(timezone.now()):
        return redirect("checkins:check_in", found.meets_on)
    kept = found.words_of(request.user, step.kinds)
    return _show_step(request, found, form_for(step, kept=kept))


@for_couples
@require_POST
def ready(request: HttpRequest, day: date) -> HttpResponse:
    """I am ready; the second of the two reveals."""
    found = check_in_on(request, day)
    services.get_ready(found, by=request.user, at=timezone.now())
    return redirect("checkins:check_in", found.meets_on)


@for_couples
@require_POST
def call_off(request: HttpRequest, day: date) -> HttpResponse:
    """Not this week: one tap, no reason."""
    found = check_in_on(request, day)
    services.call_off(found, by=request.user, at=timezone.now())
    return redirect("checkins:check_in", found.meets_on)


def _usual_slot(request: HttpRequest, there) -> dict:
    """What the form begins with: what is set, or a usual time in one's own zone."""
    reminded = schedules.of(request.user).get("check_in")
    chosen = there.chosen() if there else {"zone": request.user.time_zone, **USUAL_SLOT}
    return {**chosen, "remind": reminded is not None and reminded.enabled}


def _revealed(found, person) -> dict:
    """What both see: the other one's words, and my own by the places I know them by."""
    own = services.own_questions(person, [found.prompt_key])
    return {
        "theirs": labels.for_the_listener(found.words_for(person), found.prompt_key, own),
        "given": labels.grouped(found.given_by(person), found.prompt_key, own),
    }


def _prepared(found, person) -> dict:
    """Each step of the preparation with what it is called and what I wrote in it."""
    words = found.told_of(person)
    by_kind = {group.kind: group for group in labels.grouped(words, found.prompt_key)}
    welcomes = preparation.welcomes_a_topic(words)
    steps = [
        {
            "slug": step.slug,
            "label": labels.KINDS[step.kind],
            "said": by_kind[step.kind].said if step.kind in by_kind else (),
            "note": labels.KINDS[step.beside] if step.beside and welcomes else "",
        }
        for step in preparation.STEPS
    ]
    return {"steps": steps, "has_begun": bool(words)}


def _show_step(
    request: HttpRequest, found, form: PreparationForm, status: int = 200
) -> HttpResponse:
    step, name = form.step, request.couple.partner_of(request.user).called
    no_topic = services.why_no_topic(found) if step.kind == preparation.TOPIC else ""
    if no_topic:
        del form.fields["welcome"]
    if request.user.sharing_paused_at:
        form.pause()
    own = services.own_questions(request.user, [found.prompt_key])
    about = {"prompt_key": found.prompt_key, "own": own, "no_topic": no_topic}
    context = {
        "form": form,
        "check_in": found,
        "step": step,
        "before": preparation.before(step),
        "number": preparation.number_of(step),
        "steps": len(preparation.STEPS),
        "label": labels.KINDS[step.kind],
        **heading_of(step, name=name, on=found.meets_on, **about),
    }
    return render(request, "checkins/prepare.html", context, status=status)


def _keep(request: HttpRequest, found, form: PreparationForm) -> HttpResponse:
    """Keep what was typed, or give it back with the reason why not."""
    at = timezone.now()
    try:
        if not found.is_open(at):
            raise CheckInClosed
        if not form.is_valid():
            return _not_kept(request, found, form)
        services.prepare(found, by=request.user, step=form.step, written=form.written(), at=at)
    except CheckInClosed as closed:
        return given_back(request, form, closed)
    return _kept(request, found, form.step)


def _kept(request: HttpRequest, found, step: Step) -> HttpResponse:
    """Saved: on to the next screen, or back to the overview after the last."""
    if is_autosave(request):
        return autosaved()
    following = preparation.after(step)
    if following is None or "overview" in request.POST:
        return redirect("checkins:check_in", found.meets_on)
    return redirect("checkins:prepare", found.meets_on, following)


def _not_kept(request: HttpRequest, found, form: PreparationForm) -> HttpResponse:
    """What could not be taken, with the reason beside it."""
    if is_autosave(request):
        return not_autosaved(form)
    return _show_step(request, found, form, status=422)
