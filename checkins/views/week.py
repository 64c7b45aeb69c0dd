"""Pages of the week: when we meet, the private preparation, the reveal."""

from datetime import date, time

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
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

USUAL_SLOT = {"weekday": 6, "wall_time": time(19, 30)}
WEEKS_A_PAGE = 12


@require_safe
def week(request: HttpRequest) -> HttpResponse:
    """The check-in of this week, or when the next one opens."""
    couple = request.user.couple
    if couple is None:
        return render(request, "checkins/alone.html")
    at = timezone.now()
    slot = services.open_check_in(couple=couple, at=at)
    current = couple.check_ins.current(at).first()
    if current is not None:
        return redirect("checkins:check_in", current.meets_on)
    context = {
        "slot": slot,
        "usual": slot.occurrence(at).starts_at if slot else None,
        "last": couple.check_ins.revealed().first(),
        "partner_name": couple.partner_of(request.user).name,
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
@require_safe
def check_in(request: HttpRequest, day: date) -> HttpResponse:
    """One week as it stands: preparing, ready, revealed, called off or gone."""
    found = _check_in(request, day)
    if found.meets_on != day:
        return redirect("checkins:check_in", found.meets_on)
    stage = found.stage(timezone.now())
    person = request.user
    context = {"check_in": found, "partner_name": request.couple.partner_of(person).name}
    if stage == "revealed":
        context["theirs"] = labels.for_the_listener(found.words_for(person), found.prompt_key)
        context["shared"] = labels.grouped(found.words_shared_by(person), found.prompt_key)
    if stage == "preparing":
        mine = labels.grouped(found.words_of(person), found.prompt_key)
        context |= {"mine": mine, "steps": _steps(mine), "is_ready": found.is_ready(person)}
    return render(request, f"checkins/{stage}.html", context)


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def prepare(request: HttpRequest, day: date, step: Step) -> HttpResponse:
    """One screen of the preparation; the script saves it here too, while one types."""
    found = _check_in(request, day)
    if request.method == "POST":
        return _keep(request, found, form_for(step, request.POST))
    if not found.is_open(timezone.now()):
        return redirect("checkins:check_in", found.meets_on)
    return _show_step(request, found, form_for(step, kept=found.words_of(request.user)))


@for_couples
@require_POST
def ready(request: HttpRequest, day: date) -> HttpResponse:
    """I am ready; the second of the two reveals."""
    found = _check_in(request, day)
    services.get_ready(found, by=request.user, at=timezone.now())
    return redirect("checkins:check_in", found.meets_on)


@for_couples
@require_POST
def call_off(request: HttpRequest, day: date) -> HttpResponse:
    """Not this week: one tap, no reason."""
    found = _check_in(request, day)
    services.call_off(found, by=request.user, at=timezone.now())
    return redirect("checkins:check_in", found.meets_on)


@sensitive_variables()
@require_safe
def my_words(request: HttpRequest) -> HttpResponse:
    """What I wrote in past weeks, and nobody else's words; it stays mine when alone."""
    weeks = request.user.preparations.with_words()
    page = Paginator(weeks, WEEKS_A_PAGE).get_page(request.GET.get("page"))
    couple = request.user.couple
    context = {
        "page": page,
        "weeks": [
            {
                "check_in": week.check_in,
                "mine": labels.grouped(week.words(), week.check_in.prompt_key),
                "is_ours": couple is not None and week.check_in.couple_id == couple.pk,
            }
            for week in page
        ],
    }
    return render(request, "checkins/my_words.html", context)


def _usual_slot(request: HttpRequest, there) -> dict:
    """What the form begins with: what is set, or a usual time in one's own zone."""
    reminded = schedules.of(request.user).get("check_in")
    chosen = there.chosen() if there else {"zone": request.user.time_zone, **USUAL_SLOT}
    return {**chosen, "remind": reminded is not None and reminded.enabled}


def _check_in(request: HttpRequest, day: date):
    found = request.couple.check_ins.called(day).first()
    if found is None:
        raise Http404
    return found


def _steps(mine: list[labels.Group]) -> list[dict]:
    """Each step of the preparation with what it is called and what I wrote in it."""
    by_kind = {group.kind: group for group in mine}
    return [
        {
            "slug": step.slug,
            "label": labels.KINDS[step.kind],
            "said": by_kind[step.kind].said if step.kind in by_kind else (),
        }
        for step in preparation.STEPS
    ]


def _show_step(
    request: HttpRequest, found, form: PreparationForm, status: int = 200
) -> HttpResponse:
    step, name = form.step, request.couple.partner_of(request.user).name
    context = {
        "form": form,
        "check_in": found,
        "step": step,
        "before": preparation.before(step),
        "number": preparation.number_of(step),
        "steps": len(preparation.STEPS),
        "label": labels.KINDS[step.kind],
        **heading_of(step, name=name, prompt_key=found.prompt_key, on=found.meets_on),
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
        return _closed(request, form, closed)
    return _kept(request, found, form.step)


def _kept(request: HttpRequest, found, step: Step) -> HttpResponse:
    """Saved: on to the next screen, or back to the overview after the last."""
    if _is_autosave(request):
        return HttpResponse(status=204)
    following = preparation.after(step)
    if following is None or "overview" in request.POST:
        return redirect("checkins:check_in", found.meets_on)
    return redirect("checkins:prepare", found.meets_on, following)


def _not_kept(request: HttpRequest, found, form: PreparationForm) -> HttpResponse:
    """What could not be taken, with the reason beside it."""
    if _is_autosave(request):
        return JsonResponse({"errors": form.errors}, status=422)
    return _show_step(request, found, form, status=422)


def _closed(request: HttpRequest, form: PreparationForm, closed: CheckInClosed) -> HttpResponse:
    """Refused, with all that was typed given back to copy."""
    if _is_autosave(request):
        return JsonResponse({"errors": {"__all__": [closed.sentence]}}, status=closed.status)
    typed = [(words.label, words.value()) for words, _share in form.places() if words.value()]
    url, label = closed.way_out
    context = {
        "refusal": closed,
        "typed": typed,
        "way_out_url": reverse(url),
        "way_out_label": label,
    }
    return render(request, "refused.html", context, status=closed.status)


def _is_autosave(request: HttpRequest) -> bool:
    return request.headers.get("X-Autosave") == "1"
