"""What people do about what they share as a whole, in their browser."""

from django.http import HttpResponse
from django.urls import reverse

from tests.support.people import Someone


def pauses(someone: Someone) -> HttpResponse:
    """Presses *Pause sharing*."""
    return someone.sends(reverse("accounts:pause"), {"sharing": "off"})


def ends_pause(someone: Someone) -> HttpResponse:
    """Presses *End the pause*."""
    return someone.sends(reverse("accounts:pause"), {"sharing": "on"})
