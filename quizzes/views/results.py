"""One's own result: read it, check it, take it away, discard it."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST, require_safe

from accounts.waiting import goes_on_with
from quizzes import changes, export, results, services
from quizzes.doors import if_legible, once_finished
from quizzes.forms import ShareForm

AS_FILE = _lazy("A result as a file")


@require_safe
@once_finished
def result(request: HttpRequest, attempt: Any) -> HttpResponse:
    """My result, what has changed, and whether my partner may see it."""
    return render(request, "quizzes/result.html", page(request, attempt))


def page(request: HttpRequest, attempt: Any, form: ShareForm | None = None) -> dict[str, Any]:
    """What the page of a result shows; `form` is one that was sent and refused."""
    person, pair = request.user, services.pair_of(request.user)
    is_shared = attempt.is_shared_in(person.couple)
    return {
        "attempt": attempt,
        "result": results.read(attempt),
        "changes": changes.read(attempt, services.earlier_than(attempt)),
        "partner_name": person.partner.called if person.couple else None,
        "is_shared": is_shared,
        "is_open_to_both": pair is not None and pair.mine.pk == attempt.pk,
        "share_form": form or ShareForm(initial={"choice": "share" if is_shared else "keep"}),
        "can_discard": services.can_discard(attempt, person, timezone.now()),
    }


@require_safe
@once_finished
@if_legible
def working(request: HttpRequest, attempt: Any) -> HttpResponse:
    """How my result is worked out, step by step."""
    context = {"attempt": attempt, "working": results.working(attempt)}
    return render(request, "quizzes/working.html", context)


@require_POST
@once_finished
def discard(request: HttpRequest, attempt: Any) -> HttpResponse:
    """Take my newest result back as if it had not been."""
    services.discard(attempt, by=request.user, at=timezone.now())
    messages.success(request, _("The result is gone, with its answers."))
    return redirect("quizzes:overview")


@goes_on_with(AS_FILE)
@require_safe
@once_finished
@if_legible
@reauthentication_required
def as_json(request: HttpRequest, attempt: Any) -> HttpResponse:
    """My result with every answer, for a program to read."""
    response = JsonResponse(
        export.as_data(attempt), json_dumps_params={"ensure_ascii": False, "indent": 2}
    )
    return _to_keep(response, attempt, "json")


@goes_on_with(AS_FILE)
@require_safe
@once_finished
@if_legible
@reauthentication_required
def as_csv(request: HttpRequest, attempt: Any) -> HttpResponse:
    """My result as a table."""
    response = HttpResponse(export.as_table(attempt), content_type="text/csv; charset=utf-8")
    return _to_keep(response, attempt, "csv")


def _to_keep(response: HttpResponse, attempt: Any, kind: str) -> HttpResponse:
    """Saved, never shown, under a name that tells nothing to whoever sees the folder."""
    day = timezone.localdate(attempt.finished_at).isoformat()
    response["Content-Disposition"] = f'attachment; filename="evening-{day}.{kind}"'
    return response
