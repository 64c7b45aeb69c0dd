"""People whose weekly reminder has just come due, time that goes by at once, and the count."""

from collections import Counter
from collections.abc import Iterable
from datetime import timedelta

from django.db.models import F
from django.utils import timezone

from checkins.models import OwedMail, Schedule
from tests.support.people import Someone
from tests.support.reminders import somebody
from tests.support.smtp_server import SmtpServer

State = OwedMail.State
MOMENTS = ("due_at", "lapses_at", "next_try_at", "handed_at", "claimed_until")


def due_now(*names: str, late: timedelta = timedelta(minutes=1)) -> list[Someone]:
    """People of these names, whose reminder was due a little while ago."""
    people = [somebody(name) for name in names]
    fall_due(people, late=late)
    return people


def fall_due(people: Iterable[Someone], *, late: timedelta = timedelta(minutes=1)) -> None:
    """Let their reminders be due since `late` ago."""
    moment = timezone.now() - late
    persons = [someone.person for someone in people]
    Schedule.objects.filter(person__in=persons).update(next_due_at=moment, next_on=moment.date())


def ages(by: timedelta) -> None:
    """Make every owed mail older by so much, as if that time had gone by."""
    OwedMail.objects.update(**{moment: F(moment) - by for moment in MOMENTS})


def is_settled() -> bool:
    """Whether mails are owed and every one of them has come to its end."""
    unsettled = OwedMail.objects.filter(state__in=[State.OWED, State.CLAIMED])
    return OwedMail.objects.exists() and not unsettled.exists()


def states() -> dict[str, int]:
    """How many owed mails are in which state."""
    return dict(Counter(OwedMail.objects.values_list("state", flat=True)))


def copies(server: SmtpServer) -> dict[str, int]:
    """How many mails the server took for each name."""
    return dict(Counter(address.partition("@")[0] for address in server.recipients))


def once_each(names: Iterable[str]) -> dict[str, int]:
    """What `copies` gives where everybody got exactly one."""
    return dict.fromkeys(names, 1)


def doubles(server: SmtpServer) -> int:
    """How many copies too many there were; each under the Message-ID of the first."""
    for address in set(server.recipients):
        assert len({mail["Message-ID"] for mail in server.to(address)}) == 1
    return len(server.recipients) - len(set(server.recipients))
