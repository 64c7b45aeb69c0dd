"""Pages that know every app, and those for everyone: landing, home, help, leaving."""

from datetime import datetime
from http import HTTPStatus

from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

import accounts.services
import checkins.services
import quizzes.services
from accounts import outbox as sent_mail
from accounts.middleware import not_saved
from intimacy import helplines, reading
from intimacy.loopback import is_on_this_machine


@login_not_required
@never_cache
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What is next, how I am doing, what we are working on; signed out, what this is."""
    if not request.user.is_authenticated:
        page = "intimacy/landing_discreet.html" if settings.DISCREET else "intimacy/landing.html"
        return render(request, page)
    person, now = request.user, timezone.now()
    ahead = checkins.services.ahead(person, now)
    context = {
        "greeting_name": person.called,
        "today": timezone.localdate(),
        "linked": person.couple is not None,
        "partner_name": person.partner.called if person.partner else None,
        "standing": quizzes.services.standing(person),
        "ahead": ahead,
        **_evening(ahead.check_in, now),
        "focus": quizzes.services.named_focus(person),
        "explains_leaving": not person.knows_quick_exit,
    }
    return render(request, "intimacy/home.html", context)


def _evening(check_in, now: datetime) -> dict:
    """Whether it is time for the evening, and the meeting once it has begun: the same for both."""
    if check_in is None or not checkins.services.can_meet(check_in, now):
        return {}
    held = checkins.services.meeting_of(check_in)
    return {"is_time": check_in.meets_at <= now, "held": held}


@login_not_required
@never_cache
@require_safe
def help_page(request: HttpRequest) -> HttpResponse:
    """What a partner can see, when joint exercises are the wrong tool, whom to call."""
    countries = helplines.countries()
    chosen = helplines.chosen(request.GET.get("country", ""), countries)
    response = render(request, "intimacy/help.html", {"countries": countries, "chosen": chosen})
    # Else a proxy's log would tell of it by the style sheets and the icon it asks for.
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@login_not_required
@require_safe
def who_can_read(request: HttpRequest) -> HttpResponse:
    """What is sealed, what is plain, and who could technically read it."""
    return render(request, "intimacy/who_can_read.html", reading.columns())


@login_not_required
@never_cache
@require_safe
def leave(request: HttpRequest) -> HttpResponse:
    """Quick exit: the one GET that acts. Ends the session and lands on a neutral page."""
    if "prefetch" in request.headers.get("sec-purpose", ""):
        # A browser that fetches ahead what might be wanted; nobody has asked to leave yet.
        return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE)
    logout(request)
    # Else the middleware would put a new one in place of a token it could not read.
    request.META["CSRF_COOKIE_NEEDS_UPDATE"] = False
    response = HttpResponseRedirect(settings.QUICK_EXIT_URL)
    for name in _our_cookies():
        response.delete_cookie(name, samesite="Lax")
        response.cookies[name]["secure"] = settings.HTTPS or ""
    response.headers["Clear-Site-Data"] = '"storage"'
    return response


def _our_cookies() -> list[str]:
    """Every cookie this site may have set."""
    return [
        settings.SESSION_COOKIE_NAME,
        settings.CSRF_COOKIE_NAME,
        settings.LANGUAGE_COOKIE_NAME,
        settings.UNLOCK_COOKIE_NAME,
    ]


@require_POST
def knows_leave(request: HttpRequest) -> HttpResponse:
    """How to leave was read; it is not explained again."""
    accounts.services.note_quick_exit(by=request.user)
    return redirect("home")


@login_not_required
@never_cache
@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Mail this installation would have sent; only on the machine it runs on."""
    _only_on_this_machine(request)
    return render(request, "intimacy/outbox.html", {"letters": sent_mail.letters()})


@login_not_required
@never_cache
@require_safe
def outbox_letter(request: HttpRequest, key: str) -> HttpResponse:
    """One of those messages."""
    _only_on_this_machine(request)
    letter = sent_mail.letter(key)
    if letter is None:
        raise Http404
    return render(request, "intimacy/outbox_letter.html", {"letter": letter})


def _only_on_this_machine(request: HttpRequest) -> None:
    if not is_on_this_machine(request):
        raise Http404


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from before signing in again: what was typed is given back."""
    return not_saved(request, "stale")


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What could not be read at all; the request is not touched again."""
    return render(None, "400.html", status=400)
