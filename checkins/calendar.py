"""Planned evenings as calendar files, in words that give nothing away."""

import unicodedata
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from icalendar import Calendar, Event

from checkins.models import Plan

# How often a calendar may ask again.
ASK_AGAIN_AFTER = timedelta(hours=1)
# Signs that end a line for some reader or other, and those that do not belong into a file at all.
_NOT_IN_A_FILE = {"Cc", "Zl", "Zp", "Cs"}


def evening(plan: Plan, *, host: str, summary: str, at: datetime) -> bytes:
    """The plan as an iCalendar object (RFC 5545), with CRLF line ends and folded lines.

    Times are UTC, so that no zone definition can go out of date. The title stays out: calendars
    are often shared. `host` and the plan's public id make a UID that never changes, so that a
    later file replaces an earlier one; a plan that was let go says CANCELLED.
    """
    calendar = _calendar(host)
    calendar.add_component(_event(plan, host=host, summary=summary, at=at))
    return calendar.to_ical()


def feed(
    plans: Iterable[Plan], *, host: str, name: str, summary: Callable[[Plan], str], at: datetime
) -> bytes:
    """Many plans as one calendar called `name`, each under the words `summary` has for it."""
    calendar = _calendar(host)
    # The first of each pair is the standard's (RFC 7986), the second what programs knew before.
    for property_name in ("name", "x-wr-calname"):
        calendar.add(property_name, on_one_line(name))
    calendar.add("refresh-interval", ASK_AGAIN_AFTER, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", "PT1H")
    for plan in plans:
        calendar.add_component(_event(plan, host=host, summary=on_one_line(summary(plan)), at=at))
    return calendar.to_ical()


def feed_link(token: str) -> str:
    """The whole address of a feed."""
    return settings.SITE_URL + reverse("checkins:feed_file", args=[token])


def on_one_line(text: str) -> str:
    r"""A text without line ends and control signs of any kind: a blank stands in their place.

    >>> on_one_line("Soup,\x0b then\u2028cards")
    'Soup,  then cards'
    """
    return "".join(
        " " if unicodedata.category(letter) in _NOT_IN_A_FILE else letter for letter in text
    )


def _calendar(host: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//evenings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    return calendar


def _event(plan: Plan, *, host: str, summary: str, at: datetime) -> Event:
    event = Event()
    event.add("uid", f"{plan.public_id}@{host}")
    event.add("sequence", plan.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", plan.starts_at)
    event.add("dtend", plan.ends_at)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if plan.is_cancelled else "CONFIRMED")
    return event
