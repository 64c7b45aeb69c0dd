"""Whether a person's mailbox takes what we send: refusals in a row, and when we stopped for it."""

from datetime import datetime
from typing import Self

from django.db import IntegrityError, models, transaction
from django.db.models import Exists, F, OuterRef, Q

from accounts.models import Person
from accounts.privacy import NUMBER, OWNER

MOST_REFUSALS = 3


class MailboxQuerySet(models.QuerySet):
    """Mailboxes, as a set."""

    def stopped(self) -> Self:
        """Those nothing is sent to until their owner says so."""
        return self.filter(stopped_at__isnull=False)

    def of(self, person: OuterRef | int) -> Self:
        """That of one person; also of one an outer query names."""
        return self.filter(person=person)

    def count_refusal(self, person_id: int, at: datetime) -> None:
        """One more refusal for good; the third in a row stops the mail.

        A flat update, so that of two workers neither count is lost.
        """
        mine = self.of(person_id)
        if not mine.update(refused_in_a_row=F("refused_in_a_row") + 1):
            self._begin(person_id)
        enough = mine.filter(stopped_at=None, refused_in_a_row__gte=MOST_REFUSALS)
        enough.update(stopped_at=at)

    def forget_refusals(self, person_id: int) -> None:
        """The mailbox took a letter, or its owner wants it tried again: as if it never refused."""
        self.of(person_id).update(refused_in_a_row=0, stopped_at=None)

    def _begin(self, person_id: int) -> None:
        try:
            with transaction.atomic():
                # Nothing where the person was erased meanwhile.
                for person in Person.objects.select_for_update(no_key=True).filter(pk=person_id):
                    self.create(person=person, refused_in_a_row=1)
        except IntegrityError:
            # Another worker was quicker by a moment.
            self.of(person_id).update(refused_in_a_row=F("refused_in_a_row") + 1)


class Mailbox(models.Model):
    """A row for each person whose mailbox once refused a letter for good; most people have none."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="mailbox")
    refused_in_a_row = models.PositiveSmallIntegerField(default=0)
    stopped_at = models.DateTimeField(null=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(refused_in_a_row__gte=MOST_REFUSALS),
                name="mail_stops_after_three_refusals",
            )
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "person", "refused_in_a_row", "stopped_at"}
        kept = set()
        sealed = set()
        exported_as = "mailbox"
        exported = {"refused_in_a_row", "stopped_at"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"mailbox {self.pk}"


def is_stopped_for(person: Person | OuterRef) -> Exists:
    """Whether the mail of this person has stopped, as a column of another query."""
    return Exists(Mailbox.objects.stopped().of(person))
