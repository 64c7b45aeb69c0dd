"""A reminder as a letter: content-free words, a link to the site, and one click to make it stop."""

from email.utils import formatdate
from functools import cache, lru_cache
from typing import NamedTuple

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.mail import letter
from checkins.models.owed_mail import OwedMail
from checkins.models.schedule import Kind
from checkins.reminders import unsubscribe
from checkins.reminders.moulds import MOST_MOULDS, Personal, Words, cast, stand_in

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


class Site(NamedTuple):
    """What a letter says about the site it comes from."""

    name: str
    url: str
    host: str
    sender: str


def _site() -> Site:
    return Site(
        settings.SITE_NAME, settings.SITE_URL, settings.SITE_HOST, settings.DEFAULT_FROM_EMAIL
    )


def reminder(mail: OwedMail) -> EmailMessage:
    """The letter for one owed mail; the same row always gives the same Message-ID."""
    return letter(
        to=mail.person,
        template=mail.kind,
        context=_context(mail.kind, _site(), _stop_address(mail)),
        headers=_headers(_site(), _stop_address(mail)),
        message_id=mail.message_id,
    )


def ready_made(mail: OwedMail) -> ReadyMade | None:
    """The same letter as bytes, cast in a mould; None where this one has to be built."""
    to, stop_address = mail.person, _stop_address(mail)
    personal = Personal(to.email, mail.message_id, formatdate(), stop_address)
    words = _words(
        mail.kind, to.language, _site(), stand_in(len(stop_address)), len(mail.message_id)
    )
    content = cast(personal, words)
    return ReadyMade([to.email], content) if content else None


def _stop_address(mail: OwedMail) -> str:
    return unsubscribe.address_for(mail.person.public_id, mail.kind)


@lru_cache(maxsize=MOST_MOULDS)
def _words(
    kind: str, language: str, site: Site, link_stand_in: str, message_id_length: int
) -> Words:
    """What is the same for many, put together once."""
    return Words(
        kind,
        language,
        site.sender,
        tuple(_context(kind, site, link_stand_in).items()),
        tuple(_headers(site, link_stand_in).items()),
        link_stand_in,
        message_id_length,
    )


def _context(kind: str, site: Site, stop_address: str) -> dict[str, str]:
    """What the templates are given."""
    return {
        "site_name": site.name,
        "link": f"{site.url}{_path_of(PAGES[Kind(kind)])}",
        "settings_link": f"{site.url}{_path_of('checkins:reminders')}",
        "unsubscribe_link": stop_address,
    }


def _headers(site: Site, stop_address: str) -> dict[str, str]:
    return {
        "List-Id": f"<reminders.{site.host}>",
        "List-Unsubscribe": f"<{stop_address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "Auto-Submitted": "auto-generated",
    }
