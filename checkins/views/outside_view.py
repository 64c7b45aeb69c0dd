"""The page of the seven-minute writing: one's own text, seen by nobody else."""

from datetime import date
from http import HTTPStatus

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from accounts.doors import for_couples
from checkins import services
from checkins.forms.writing import OutsideViewForm
from checkins.refusals import WritingClosed
from checkins.views.finding import check_in_on
from checkins.views.writing import given_back, is_autosave

UNPROCESSABLE = HTTPStatus.UNPROCESSABLE_ENTITY


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
    status = UNPROCESSABLE if form.errors else HTTPStatus.OK
    return render(request, "checkins/writing.html", context, status=status)


def _keep(request: HttpRequest, found, form: OutsideViewForm) -> HttpResponse:
    """Keep what was typed, or give it back with the reason why not."""
    at, saves_itself = timezone.now(), is_autosave(request)
    try:
        if not services.can_write(found, at):
            raise WritingClosed
        if not form.is_valid():
            if saves_itself:
                return JsonResponse({"errors": form.errors}, status=UNPROCESSABLE)
            return _show(request, found, form)
        text = form.cleaned_data["text"]
        services.write_outside_view(found, by=request.user, text=text, at=at)
    except WritingClosed as closed:
        return given_back(request, form, closed)
    if saves_itself:
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    return redirect("checkins:meeting", found.meets_on)
