"""One's own settings."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from accounts import services
from accounts.forms import MeForm
from accounts.sealing import legible


@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def me(request: HttpRequest) -> HttpResponse:
    """My name, zone and language."""
    person = request.user
    name = legible(person, "name")
    now = {"name": name, "time_zone": person.time_zone, "language": person.language}
    form = MeForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        services.change_me(by=person, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("accounts:me")
    status = 422 if form.errors else 200
    return render(request, "accounts/me.html", {"form": form}, status=status)
