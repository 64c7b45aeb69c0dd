"""What every template may use."""

from django.conf import settings
from django.http import HttpRequest

from accounts import locking
from checkins import screen
from intimacy.loopback import is_on_this_machine


def site(request: HttpRequest) -> dict[str, object]:
    """The site's name, where *Leave* leads, and what the host's set-up asks the page to say.

    On a screen that is shared also the day of its meeting, the one place its pages may lead to.
    """
    return {
        "site_name": settings.SITE_NAME,
        "quick_exit_url": settings.QUICK_EXIT_URL,
        "insecure_lan": settings.INSECURE_LAN and not settings.HTTPS,
        "outbox_visible": is_on_this_machine(request),
        "screen_is_shared": screen.is_shared(request),
        "shared_day": screen.day_of(request),
        # Asked where it is needed: as late as a page is made, something locked may be met.
        "met_locked_words": locking.was_met,
    }
