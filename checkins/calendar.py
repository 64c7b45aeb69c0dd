"""A planned evening as a calendar file, in words that give nothing away."""

from datetime import datetime

from icalendar import Calendar, Event

from checkins.models import Plan


def evening(plan: Plan, *, host: str, summary: str, at: datetime) -> bytes:
    """The plan as an iCalendar object (RFC 5545), with CRLF line ends and folded lines.

    Times are UTC, so that no zone definition can go out of date. The title stays out: calendars
    are often shared. `host` and the plan's public id make a UID that never changes, so that a
    later file replaces an earlier one; a plan that was let go says CANCELLED.
    """
    event = Event()
    event.add("uid", f"{plan.public_id}@{host}")
    event.add("sequence", plan.sequence)
    event.add("dtstamp", at)
    event.add("dtstart", plan.starts_at)
    event.add("dtend", plan.ends_at)
    event.add("summary", summary)
    event.add("class", "PRIVATE")
    event.add("status", "CANCELLED" if plan.is_cancelled else "CONFIRMED")
    calendar = Calendar()
    calendar.add("prodid", f"-//{host}//evenings//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add_component(event)
    return calendar.to_ical()
