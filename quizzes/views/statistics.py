"""Whether my answers may count in the host's report."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts import services as accounts
from quizzes.forms import StatisticsForm


@require_POST
def statistics(request: HttpRequest) -> HttpResponse:
    """Agree, or take it back; anything but a clear yes takes it back."""
    form = StatisticsForm(request.POST)
    if form.is_valid() and form.cleaned_data["agree"] == "yes":
        accounts.allow_quiz_statistics(by=request.user, at=timezone.now())
        messages.success(request, _("Thank you. Your answers will count in the statistics."))
    else:
        accounts.withdraw_quiz_statistics(by=request.user)
        messages.success(request, _("Your answers do not count in any statistics."))
    return redirect("quizzes:overview")
