"""The page of the seven-minute writing: one's own text, seen by nobody else."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.doors import for_couples
from checkins import services
from checkins.forms.writing import OutsideViewForm
from checkins.refusals import WritingClosed
from checkins.views.finding import check_in_on
from checkins.views.keeping import autosaved, given_back, is_autosave, not_autosaved


@for_couples
@sensitive_post_parameters()
@sensitive_variables()
@require_http_methods(["GET", "HEAD", "POST"])
def writing(request: HttpRequest, day: date) -> HttpResponse:
    """Seven minutes alone with the topic; the script saves it here too, while one types."""
    found, at = _check_in(request, day), timezone.now()
    if request.method == "POST":
        return _keep(request, found, OutsideViewForm(request.POST))
    if not services.can_write(found, at):
        raise Http404
    kept = services.outside_view(found, by=request.user)
    return _show(request, found, OutsideViewForm(initial={"text": kept}))


def _check_in(request: HttpRequest, day: date):
    found = check_in_on(request, day)
    if not services.offers_writing(found):
        raise Http404
    return found


def _show(request: HttpRequest, found, form: OutsideViewForm) -> HttpResponse:
    clock = services.writing_clock(found, timezone.now())
    context = {"form": form, "check_in": found, "clock": clock}
    return render(request, "checkins/writing.html", context, status=422 if form.errors else 200)


def _keep(request: HttpRequest, found, form: OutsideViewForm) -> HttpResponse:
    """Keep what was typed, or give it back with the reason why not."""
    at = timezone.now()
    try:
        if not services.can_write(found, at):
            raise WritingClosed
        if not form.is_valid():
            return not_autosaved(form) if is_autosave(request) else _show(request, found, form)
        text = form.cleaned_data["text"]
        services.write_outside_view(found, by=request.user, text=text, at=at)
    except WritingClosed as closed:
        return given_back(request, form, closed)
    if is_autosave(request):
        return autosaved()
    return redirect("checkins:meeting", found.meets_on)
