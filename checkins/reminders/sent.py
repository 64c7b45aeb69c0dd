"""What a person can ask of their own mail: a test, what was sent and when, another try."""

import secrets
from datetime import datetime

from accounts.models import Person
from checkins.models.mailbox import Mailbox
from checkins.models.owed_mail import OwedMail
from checkins.models.schedule import Kind
from checkins.reminders.news import News, new_names

MOST_SHOWN = 20


def owe_test(*, by: Person, at: datetime) -> OwedMail:
    """Owe `by` a letter like any other; the next tick hands it out, so Redis is not needed here."""
    (name,) = new_names(1)
    news = News(secrets.token_hex(16), due_at=at)
    mail = news.owed_to(by.pk, Kind.TEST, at, name=name, handed_at=None)
    return OwedMail.objects.create(**mail._asdict())


def latest(person: Person) -> list[OwedMail]:
    """The last twenty mails that were due to this person, the newest first."""
    return list(person.owed_mails.order_by("-due_at", "-pk")[:MOST_SHOWN])


def is_stopped(person: Person) -> bool:
    """Whether nothing is sent because this person's mailbox refused three letters in a row."""
    return Mailbox.objects.stopped().of(person.pk).exists()


def try_again(*, by: Person) -> None:
    """Send to the mailbox of `by` again, as if it had never refused."""
    Mailbox.objects.forget_refusals(by.pk)
