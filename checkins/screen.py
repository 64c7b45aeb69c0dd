"""One screen for both: what a session may still open once the two look at it together."""

from datetime import date, timedelta, tzinfo
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone

from accounts import unlocking

# The name in the session. What it holds is the date of the check-in, and nothing else.
SHARED_SCREEN = "shared_screen"
LONGEST = timedelta(hours=4)

# Everything else stays shut. A name belongs here only if its page shows nothing but what both may
# read, and leads to no other person being signed in: signing in is a way out, not a page.
OPEN = {
    "checkins:meeting",
    "checkins:begin",
    "checkins:meeting_state",
    "checkins:move",
    "checkins:pause_word",
    "checkins:meeting_agree",
    "checkins:meeting_plan",
    "checkins:share_screen",
    "checkins:end_shared_screen",
    "account_logout",
    "help",
    "leave",
    "who_can_read",
}
# Pages from outside the meeting that lead back to it, if the form says so.
OPEN_TO_COME_BACK = {"checkins:close_agreement"}


def share(request: HttpRequest, check_in) -> None:
    """Let this session open nothing but this meeting, until somebody signs in anew.

    The session gets another key, so that an older copy of its cookie opens nothing at all, and ends
    with the browser, after four hours at the latest. Other sessions of the person stay as they are.
    Sharing once more changes nothing: it must not make the four hours longer. What waits to be said
    to the owner alone, such as that something was taken back, is never said.
    """
    if is_shared(request):
        return
    list(messages.get_messages(request))
    # What the owner's own lock closes is nobody else's to see.
    unlocking.close(request)
    request.session.cycle_key()
    request.session[SHARED_SCREEN] = check_in.meets_on.isoformat()
    request.session.set_expiry(timezone.now() + LONGEST)


def is_shared(request: HttpRequest) -> bool:
    """Whether two people look at this screen."""
    # The session is asked first: it is loaded anyway, the person may not be.
    return SHARED_SCREEN in request.session and request.user.is_authenticated


def day_of(request: HttpRequest) -> date | None:
    """The date of the meeting this screen is shared for; None where it is not."""
    return date.fromisoformat(request.session[SHARED_SCREEN]) if is_shared(request) else None


def owner_name(request: HttpRequest) -> str:
    """Who is signed in here, and so the author of all that is typed."""
    return request.user.called


def zone_for(request: HttpRequest) -> tzinfo:
    """The zone in which a shared screen shows times: the couple's, known to both.

    The owner's own tells where they are; it is left only to somebody who is not linked any more.
    """
    slot = getattr(request.user.couple, "slot", None)
    return ZoneInfo(slot.zone if slot else request.user.time_zone)


def opens(request: HttpRequest) -> bool:
    """Whether a shared screen may show what was asked for; an address without a name is shut."""
    match = request.resolver_match
    if match.view_name in OPEN_TO_COME_BACK:
        return request.method == "POST" and request.POST.get("back") == "meeting"
    return match.view_name in OPEN and _is_this_meeting(request, match.kwargs.get("day"))


def _is_this_meeting(request: HttpRequest, day: date | None) -> bool:
    """Whether an address belongs to the shared meeting, or to no meeting at all."""
    shared = day_of(request)
    if day is None or day == shared:
        return True
    # The other one may move the week on their own device: its page then goes by the new date.
    couple = request.user.couple
    return couple is not None and couple.check_ins.filter(meets_on=day, moved_from=shared).exists()
