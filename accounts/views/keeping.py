"""How long my own words stay."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.doors import asks_before_acting
from accounts.forms import ALWAYS, TERMS, KeepingForm
from accounts.waiting import goes_on_with


@goes_on_with(_lazy("How long my words stay"))
@require_http_methods(["GET", "HEAD", "POST"])
@asks_before_acting
def keeping(request: HttpRequest) -> HttpResponse:
    """What a term would delete is shown first (GET); POST sets it, and the coming night acts.

    It deletes for good, so an open browser is not enough for it.
    """
    person = request.user
    sent = request.POST if request.method == "POST" else request.GET or None
    form = KeepingForm(sent, initial={"months": _term(person)})
    if request.method == "POST" and form.is_valid():
        services.keep_for(form.cleaned_data["months"] or None, by=person)
        messages.success(request, _("Saved."))
        return redirect("accounts:keeping")
    context = {"form": form, "now": TERMS[_term(person)], **_preview(form, person)}
    return render(request, "accounts/keeping.html", context, status=422 if form.errors else 200)


def _term(person: Any) -> int:
    return person.kept_months or ALWAYS


def _preview(form: KeepingForm, person: Any) -> dict:
    if not form.is_valid():
        return {}
    months = form.cleaned_data["months"]
    counted = services.count_aged(person, months, timezone.now()) if months else {}
    return {"chosen": TERMS[months], "counted": counted.items()}
