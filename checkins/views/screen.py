"""Sharing one screen for the meeting, and ending that."""

from datetime import date

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.doors import for_couples
from checkins import screen


@for_couples
@require_POST
def share_screen(request: HttpRequest, day: date) -> HttpResponse:
    """From now on two look at this screen: it opens the meeting of this week and nothing else."""
    found = request.couple.check_ins.current(timezone.now()).called(day).first()
    if found is None or found.is_called_off:
        raise Http404
    screen.share(request, found)
    return redirect("checkins:meeting", found.meets_on)


# Whose session ran out meanwhile wants the same: to sign in.
@login_not_required
@never_cache
@require_POST
def end_shared_screen(request: HttpRequest) -> HttpResponse:
    """End the session; whoever signs in next has their own site again."""
    logout(request)
    return redirect_to_login(reverse("checkins:week"))
