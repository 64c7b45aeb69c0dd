"""Pages of the weekly note of somebody alone: the week at a glance, and each screen of it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from checkins import labels, services
from checkins.domain import notes, preparation
from checkins.domain.preparation import Step
from checkins.forms.notes import heading_alone
from checkins.forms.week import PreparationForm, form_for
from checkins.refusals import LinkedMeanwhile, NoteClosed
from checkins.views.keeping import autosaved, given_back, is_autosave, not_autosaved


@sensitive_variables()
def this_week(request: HttpRequest) -> HttpResponse:
    """This week's note with what was written so far."""
    note = services.note_of(request.user, week=_open_weeks(request)[0])
    by_kind = {group.kind: group for group in labels.grouped(note.words, note.prompt_key)}
    steps = [
        {"slug": step.slug, "label": labels.KINDS[step.kind], "group": by_kind.get(step.kind)}
        for step in preparation.STEPS
    ]
    context = {"monday": notes.monday_of(note.week), "steps": steps, "is_begun": bool(by_kind)}
    return render(request, "checkins/note_week.html", context)


@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def note(request: HttpRequest, step: Step) -> HttpResponse:
    """One screen of the note; the script saves it here too, while one types."""
    weeks = _open_weeks(request)
    if request.method == "POST":
        form = form_for(step, request.POST, is_note=True)
        return _keep(request, form, request.POST.get("week", weeks[0]))
    if request.user.couple is not None:
        return redirect("checkins:week")
    # A screen that goes on in another week than this one says so in its address.
    asked = request.GET.get("week")
    found = services.note_of(request.user, week=asked if asked in weeks else weeks[0], step=step)
    return _show(request, found, form_for(step, kept=found.words, is_note=True))


def _open_weeks(request: HttpRequest) -> tuple[str, ...]:
    return notes.open_weeks(timezone.now(), request.user.time_zone)


def _show(request: HttpRequest, found, form: PreparationForm, status: int = 200) -> HttpResponse:
    step = form.step
    before = preparation.before(step)
    context = {
        "form": form,
        "week": found.week,
        "monday": notes.monday_of(found.week),
        "is_this_week": found.week == _open_weeks(request)[0],
        "back": _address(request, before, found.week) if before else reverse("checkins:week"),
        "number": preparation.number_of(step),
        "steps": len(preparation.STEPS),
        "label": labels.KINDS[step.kind],
        **heading_alone(step, prompt_key=found.prompt_key, week=found.week),
    }
    return render(request, "checkins/note.html", context, status=status)


def _keep(request: HttpRequest, form: PreparationForm, week: str) -> HttpResponse:
    """Keep what was typed in the week it was begun in, or give it back with the reason why not."""
    person, at = request.user, timezone.now()
    try:
        services.refuse_closed_note(person, week=week, at=at)
        if not form.is_valid():
            return _not_kept(request, form, week)
        services.write_note(by=person, week=week, step=form.step, written=form.written(), at=at)
    except (LinkedMeanwhile, NoteClosed) as refusal:
        return given_back(request, form, refusal)
    return _kept(request, form.step, week)


def _kept(request: HttpRequest, step: Step, week: str) -> HttpResponse:
    """Saved: on to the next screen of the same week, or back to the overview after the last."""
    if is_autosave(request):
        return autosaved()
    following = preparation.after(step)
    if following is not None and "overview" not in request.POST:
        return redirect(_address(request, following, week))
    if week != _open_weeks(request)[0]:
        messages.success(request, _("Saved in the week you began it in, with your past weeks."))
    return redirect("checkins:week")


def _not_kept(request: HttpRequest, form: PreparationForm, week: str) -> HttpResponse:
    if is_autosave(request):
        return not_autosaved(form)
    return _show(request, services.note_of(request.user, week=week), form, status=422)


def _address(request: HttpRequest, step: Step, week: str) -> str:
    address = reverse("checkins:note", args=[step])
    return address if week == _open_weeks(request)[0] else f"{address}?week={week}"
