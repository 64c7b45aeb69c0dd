"""A new address is a new mailbox: what the old one refused says nothing about it."""

from allauth.account.signals import email_changed
from django.dispatch import receiver

from accounts.models import Person
from checkins.reminders import sent


@receiver(email_changed)
def write_again(user: Person, **_change: object) -> None:
    """Somebody has changed their address, and shown that mail reaches them there."""
    sent.try_again(by=user)
