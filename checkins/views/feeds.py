"""The private address for one's calendar: make it, choose what it says, end it; and the file."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.sealing import legible
from checkins import calendar, services
from checkins.forms.feed import FeedForm


@sensitive_variables("token", "link")
@require_http_methods(["GET", "HEAD", "POST"])
def feed(request: HttpRequest) -> HttpResponse:
    """My feed. Making one shows its address: once, since only a hash of it is kept."""
    if request.method != "POST":
        mine = services.feed_of(request.user)
        form = FeedForm(initial={"shows_titles": mine is not None and mine.shows_titles})
        return render(request, "checkins/feed.html", {"feed": mine, "form": form})
    form = FeedForm(request.POST)
    form.is_valid()
    token = services.make_feed(by=request.user, at=timezone.now(), **form.cleaned_data)
    link = calendar.feed_link(token)
    return render(request, "checkins/feed_made.html", {"link": link})


@require_POST
def feed_titles(request: HttpRequest) -> HttpResponse:
    """Choose whether my calendar shows what we planned; the address stays."""
    form = FeedForm(request.POST)
    form.is_valid()
    services.choose_feed_titles(by=request.user, **form.cleaned_data)
    messages.success(request, _("Saved. Your calendar shows it the next time it asks."))
    return redirect("checkins:feed")


@require_POST
def revoke_feed(request: HttpRequest) -> HttpResponse:
    """End my feed; its address stops at once."""
    services.revoke_feed(by=request.user)
    messages.success(request, _("The address has ended. Take it out of your calendar as well."))
    return redirect("checkins:feed")


# Calendars ask without a cookie; the address proves itself.
@sensitive_variables()
@login_not_required
@never_cache
@require_safe
def feed_file(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind an address."""
    at = timezone.now()
    fed = services.read_feed(token, at=at)
    if fed is None:
        raise Http404
    with translation.override(fed.person.language):
        file = calendar.feed(
            fed.plans,
            host=settings.SITE_HOST,
            name=settings.SITE_NAME,
            summary=_title if fed.shows_titles else _neutral,
            at=at,
        )
    return HttpResponse(file, content_type="text/calendar; charset=utf-8; method=PUBLISH")


def _neutral(plan) -> str:
    return _("Evening")


def _title(plan) -> str:
    # One that cannot be read must not keep the others from the calendar.
    return legible(plan, "title", _neutral(plan))
