"""What a person can ask of their own mail: a test, what was sent and when, another try."""

import secrets
from datetime import datetime

from accounts.models import Person
from checkins.models.mailbox import Mailbox
from checkins.models.reminder import Kind, OwedMail
from checkins.reminders.news import News

MOST_SHOWN = 20


def owe_test(*, by: Person, at: datetime) -> OwedMail:
    """Owe `by` a letter like any other; the next tick hands it out, so Redis is not needed here."""
    mail = News(secrets.token_hex(16), due_at=at).owed_to(by.pk, Kind.TEST, at)
    mail.handed_at = None
    mail.save()
    return mail


def latest(person: Person) -> list[OwedMail]:
    """The last twenty mails that were due to this person, the newest first."""
    return list(person.owed_mails.order_by("-due_at", "-pk")[:MOST_SHOWN])


def is_stopped(person: Person) -> bool:
    """Whether nothing is sent because this person's mailbox refused three letters in a row."""
    return Mailbox.objects.stopped().of(person.pk).exists()


def try_again(*, by: Person) -> None:
    """Send to the mailbox of `by` again, as if it had never refused."""
    Mailbox.objects.forget_refusals(by.pk)
