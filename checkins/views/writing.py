"""What every screen with private words does alike: save in the background, give words back."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.refusals import Refusal
from checkins.forms.week import PreparationForm


def is_autosave(request: HttpRequest) -> bool:
    """Whether the script sent this, while somebody is typing."""
    return request.headers.get("X-Autosave") == "1"


def given_back(request: HttpRequest, form: PreparationForm, refusal: Refusal) -> HttpResponse:
    """Refused, with all that was typed given back to copy."""
    if is_autosave(request):
        return JsonResponse({"errors": {"__all__": [refusal.sentence]}}, status=refusal.status)
    typed = [(words.label, words.value()) for words, _share in form.places() if words.value()]
    url, label = refusal.way_out
    context = {
        "refusal": refusal,
        "typed": typed,
        "way_out_url": reverse(url),
        "way_out_label": label,
    }
    return render(request, "refused.html", context, status=refusal.status)
