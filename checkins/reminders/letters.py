"""A reminder as a letter: content-free words, a link to the site, and one click to make it stop."""

from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.mail import letter
from checkins.models.reminder import Kind, OwedMail
from checkins.reminders import unsubscribe

# Where each kind leads.
PAGES = {Kind.TOGETHER: "checkins:plans", Kind.CHECK_IN: "checkins:week"}


def reminder(mail: OwedMail) -> EmailMessage:
    """The letter for one owed mail; the same row always gives the same Message-ID."""
    stop_address = unsubscribe.address_for(mail.person.public_id, mail.kind)
    return letter(
        to=mail.person,
        template=mail.kind,
        context={
            "site_name": settings.SITE_NAME,
            "link": f"{settings.SITE_URL}{reverse(PAGES[Kind(mail.kind)])}",
            "settings_link": f"{settings.SITE_URL}{reverse('checkins:reminders')}",
            "unsubscribe_link": stop_address,
        },
        headers={
            "List-Id": f"<reminders.{urlsplit(settings.SITE_URL).hostname}>",
            "List-Unsubscribe": f"<{stop_address}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "Auto-Submitted": "auto-generated",
        },
        message_id=mail.message_id,
    )
