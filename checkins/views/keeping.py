"""What every screen with private words does alike: save while one types, give words back."""

from http import HTTPStatus

from django.forms import Form
from django.http import HttpRequest, HttpResponse, JsonResponse

from accounts.middleware import refused
from accounts.refusals import Refusal


def is_autosave(request: HttpRequest) -> bool:
    """Whether the script sent this, while somebody is typing."""
    return request.headers.get("X-Autosave") == "1"


def autosaved() -> HttpResponse:
    """Kept, and the page stays as it is."""
    return HttpResponse(status=HTTPStatus.NO_CONTENT)


def not_autosaved(form: Form) -> HttpResponse:
    """What could not be taken, for the script to say it beside its field."""
    return JsonResponse({"errors": form.errors}, status=HTTPStatus.UNPROCESSABLE_ENTITY)


def given_back(request: HttpRequest, form: Form, refusal: Refusal) -> HttpResponse:
    """Refused, with all that was typed given back to copy."""
    if is_autosave(request):
        return JsonResponse({"errors": {"__all__": [refusal.sentence]}}, status=refusal.status)
    typed = [(words.label, words.value()) for words, _share in form.places() if words.value()]
    return refused(request, refusal, typed)
