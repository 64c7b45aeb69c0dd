"""Pages of the reminders: one's own settings and what was sent, and the way out of every mail."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import limits
from checkins.forms.reminders import RemindersForm
from checkins.reminders import schedules
from checkins.reminders import sent as mails
from checkins.reminders import unsubscribe as unsubscribing


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: HttpRequest) -> HttpResponse:
    """Which reminders I get, and when; what was sent of them."""
    person = request.user
    follows_slot = schedules.can_follow_slot(person)
    sent = request.POST if request.method == "POST" else None
    form = RemindersForm(sent, person=person, follows_slot=follows_slot)
    if form.is_valid():
        schedules.choose(by=person, at=timezone.now(), choice=form.choice())
        messages.success(request, _("Saved."))
        return redirect("checkins:reminders")
    context = {
        "form": form,
        "is_linked": person.couple is not None,
        "mail_stopped": mails.is_stopped(person),
        "mails": mails.latest(person),
    }
    return render(request, "checkins/reminders.html", context, status=422 if form.errors else 200)


@require_POST
def test_reminder(request: HttpRequest) -> HttpResponse:
    """Send me a test reminder, the way every other one goes."""
    limits.count(request, "test_reminder")
    mails.owe_test(by=request.user, at=timezone.now())
    messages.success(request, _("A test is on its way. It takes a minute or two."))
    return redirect("checkins:reminders")


@require_POST
def try_mail_again(request: HttpRequest) -> HttpResponse:
    """Write to my mailbox again, which refused three letters in a row."""
    mails.try_again(by=request.user)
    messages.success(request, _("We write to you again from now on."))
    return redirect("checkins:reminders")


@require_safe
def again(request: HttpRequest) -> HttpResponse:
    """Where a letter leads that says it makes sense to look again; its address says no more."""
    return redirect("quizzes:overview")


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
    context = {"is_done": request.method == "POST", "stops_all": unsubscribing.stops_all(kind)}
    return render(request, "checkins/unsubscribe.html", context)
