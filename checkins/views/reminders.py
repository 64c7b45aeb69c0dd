"""Pages of the reminders: one's own settings, and the way out of every mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from checkins.forms.reminders import RemindersForm
from checkins.reminders import schedules
from checkins.reminders import unsubscribe as unsubscribing


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Which reminders I get, and when."""
    person = request.user
    follows_slot = schedules.can_follow_slot(person)
    sent = request.POST if request.method == "POST" else None
    form = RemindersForm(sent, person=person, follows_slot=follows_slot)
    if form.is_valid():
        schedules.choose(by=person, at=timezone.now(), choice=form.choice())
        messages.success(request, _("Saved."))
        return redirect("checkins:reminders")
    status = 422 if form.errors else 200
    context = {"form": form, "is_linked": person.couple is not None}
    return render(request, "checkins/reminders.html", context, status=status)


# Mail programs post here by themselves, without a cookie; the link proves itself.
@csrf_exempt
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """Show a button; pressing it, or the mail program's one click, ends this kind of reminder."""
    try:
        public_id, kind = unsubscribing.read(token)
    except unsubscribing.UnknownLink as unknown:
        raise Http404 from unknown
    if request.method == "POST":
        unsubscribing.act(public_id, kind)
    return render(request, "checkins/unsubscribe.html", {"is_done": request.method == "POST"})
