"""A reminder as a letter: content-free words, a link to the site, and one click to make it stop."""

from functools import cache
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.mail import letter
from checkins.models.reminder import Kind, OwedMail
from checkins.reminders import unsubscribe
from checkins.reminders.moulds import cast

# Where each kind leads: to addresses that tell no more than the letter does.
PAGES = {
    Kind.TOGETHER: "checkins:plans",
    Kind.CHECK_IN: "checkins:week",
    Kind.PLAN: "checkins:plans",
    Kind.RETEST: "checkins:again",
    Kind.TEST: "checkins:reminders",
}


# Addresses of pages do not change while we run; looking one up for each letter takes its time.
_path_of = cache(reverse)


class ReadyMade(NamedTuple):
    """A letter as the bytes that go over the wire; `to` holds its one address."""

    to: list[str]
    content: bytes


def reminder(mail: OwedMail) -> EmailMessage:
    """The letter for one owed mail; the same row always gives the same Message-ID."""
    return letter(**_parts(mail, _stop_address(mail)))


def ready_made(mail: OwedMail) -> ReadyMade | None:
    """The same letter as bytes, cast in a mould; None where this one has to be built."""
    stop_address = _stop_address(mail)
    content = cast(**_parts(mail, stop_address), link=stop_address)
    return ReadyMade([mail.person.email], content) if content else None


def _stop_address(mail: OwedMail) -> str:
    return unsubscribe.address_for(mail.person.public_id, mail.kind)


def _parts(mail: OwedMail, stop_address: str) -> dict[str, Any]:
    """What `accounts.mail.letter` takes."""
    return {
        "to": mail.person,
        "template": mail.kind,
        "context": {
            "site_name": settings.SITE_NAME,
            "link": f"{settings.SITE_URL}{_path_of(PAGES[Kind(mail.kind)])}",
            "settings_link": f"{settings.SITE_URL}{_path_of('checkins:reminders')}",
            "unsubscribe_link": stop_address,
        },
        "headers": {
            "List-Id": f"<reminders.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        "message_id": mail.message_id,
    }
