"""A couple's check-in: when it is, where it stands, and who may read what of it."""

from collections.abc import Collection
from datetime import date, datetime

from django.db import models
from django.db.models import Q

from accounts.models import Couple, Person
from checkins import content
from checkins.domain import cadence, prompts
from checkins.domain.preparation import CLOSES_AFTER, KINDS, Written, for_the_partner, in_order
from checkins.models.preparation import Entry, EntryQuerySet


class CheckInQuerySet(models.QuerySet):
    """Check-ins, as a set."""

    def unended(self) -> "CheckInQuerySet":
        """Those neither revealed nor called off nor passed."""
        return self.filter(revealed_at=None, called_off_at=None, passed_at=None)

    def revealed(self) -> "CheckInQuerySet":
        """Those both were ready for, the last one first."""
        return self.filter(revealed_at__isnull=False).order_by("-meets_at")

    def met(self) -> "CheckInQuerySet":
        """Those both were ready for or whose meeting began, the last one first."""
        met = Q(revealed_at__isnull=False) | Q(meeting__isnull=False)
        return self.filter(met).order_by("-meets_at")

    def latest_week(self) -> str:
        """The last week that has one, such as "2026-W49", or nothing; the names sort by time."""
        return self.aggregate(latest=models.Max("week"))["latest"] or ""

    def current(self, at: datetime) -> "CheckInQuerySet":
        """The one the week is about: it has opened and its day is not long over."""
        return self.filter(meets_at__gt=at - CLOSES_AFTER, passed_at=None).order_by("-meets_at")

    def remembered_by(self, person: Person) -> "CheckInQuerySet":
        """Those that left `person` something to look back on.

        They wrote or noted something of their own for it, or it was revealed in the couple they
        are in now. Nothing the other one wrote decides.
        """
        written = self.filter(preparations__person=person, preparations__entries__isnull=False)
        of_ones_own = (
            written,
            self.filter(closings__person=person),
            self.filter(outside_views__person=person),
        )
        left = Q(couple=person.couple, revealed_at__isnull=False)
        for rows in of_ones_own:
            left |= Q(pk__in=rows.values("pk"))
        return self.filter(left, couple__seats__person=person)

    def called(self, day: date) -> "CheckInQuerySet":
        """The one that goes by this date; a date it moved away from still finds it."""
        moved = models.Case(models.When(meets_on=day, then=0), default=1)
        return self.filter(Q(meets_on=day) | Q(moved_from=day)).order_by(moved, "-meets_on")

    def next_prompt_key(self, focus: str | None = None) -> str:
        """The prompt for these weeks' couple that is due next.

        `focus` is the area both chose; where that is closeness, both have thereby switched it on.
        """
        seen = dict(self.order_by("meets_on").values_list("prompt_key", "meets_on"))
        closeness = focus == prompts.CLOSENESS
        catalogue = content.prompts().values()
        return prompts.choose(catalogue, seen=seen, focus=focus, closeness=closeness).key


class CheckIn(models.Model):
    """One week's meeting of a couple. It goes by the date of the meeting in the slot's zone.

    `has_topic` is settled at the reveal: both said that a topic is all right, and it is neither
    their first meeting nor the week of a shared result.
    """

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="check_ins")
    meets_on = models.DateField()
    moved_from = models.DateField(null=True)
    week = models.CharField(max_length=8)
    meets_at = models.DateTimeField()
    opens_at = models.DateTimeField()
    prompt_key = models.CharField(max_length=64)
    revealed_at = models.DateTimeField(null=True)
    called_off_at = models.DateTimeField(null=True)
    passed_at = models.DateTimeField(null=True)
    has_topic = models.BooleanField(default=False)

    objects = CheckInQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["couple", "week"], name="one_meeting_a_week"),
            models.UniqueConstraint(fields=["couple", "meets_on"], name="one_meeting_a_day"),
            models.UniqueConstraint(
                fields=["couple"],
                condition=Q(revealed_at=None, called_off_at=None, passed_at=None),
                name="one_open_check_in_a_couple",
            ),
            models.CheckConstraint(
                condition=Q(revealed_at=None, called_off_at=None)
                | Q(revealed_at=None, passed_at=None)
                | Q(called_off_at=None, passed_at=None),
                name="a_week_ends_in_one_way",
            ),
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {
            *("id", "couple", "meets_on", "moved_from", "week", "meets_at", "opens_at"),
            *("prompt_key", "revealed_at", "called_off_at", "passed_at", "has_topic"),
        }
        sealed = set()
        known_by = ("meets_on",)

    def __str__(self) -> str:
        return f"check-in {self.pk}"

    @property
    def is_revealed(self) -> bool:
        """Whether both were ready."""
        return self.revealed_at is not None

    @property
    def is_called_off(self) -> bool:
        """Whether one of them said *not this week*."""
        return self.called_off_at is not None

    @property
    def has_begun(self) -> bool:
        """Whether its meeting began."""
        return hasattr(self, "meeting")

    def is_current(self, at: datetime) -> bool:
        """Whether its evening is still to come, or not long over."""
        return at < self.meets_at + CLOSES_AFTER

    def is_open(self, at: datetime) -> bool:
        """Whether one can still prepare for it."""
        is_ended = self.is_revealed or self.is_called_off or self.passed_at is not None
        return not is_ended and self.is_current(at)

    def stage(self, at: datetime) -> str:
        """Where it stands: "revealed", "called_off", "preparing" or "passed"."""
        if self.is_revealed:
            return "revealed"
        if self.is_called_off:
            return "called_off"
        return "preparing" if self.is_open(at) else "passed"

    def meet(self, *, on: date, at: datetime) -> None:
        """Put the meeting on this date and moment, and keep the date it went by until now.

        A page somebody has open still finds its check-in by the old date.
        """
        if on != self.meets_on:
            self.moved_from = self.meets_on
        self.meets_on, self.meets_at, self.week = on, at, cadence.iso_week(on)
        self.save()

    def words_of(self, author: Person, kinds: Collection[str] = KINDS) -> list[Written]:
        """What `author` has written for this week, to go on with; raises `Locked`."""
        return in_order(self.entries_of(author).filter(kind__in=kinds).opened())

    def told_of(self, author: Person) -> list[Written]:
        """All of it, with a sentence in place of what is locked or damaged."""
        return in_order(entry.told() for entry in self.entries_of(author).readable())

    def given_by(self, author: Person) -> list[Written]:
        """What `author` shares of it, for their own eyes: each by the place they know it by."""
        return in_order(self.entries_of(author).shared().read_with_earlier())

    def words_for(self, reader: Person) -> list[Written]:
        """What `reader` may read of their partner's words: what was shared, after the reveal."""
        if self.couple.ended_at is not None:
            return []
        seen = self._shown_by(self.couple.partner_of(reader))
        return for_the_partner(seen.read_with_earlier(), has_topic=self.has_topic)

    def words_shared_by(self, author: Person) -> list[Written]:
        """What of `author`'s words the other one sees; nothing before the reveal.

        What was kept is not even fetched: nothing about it can slow, break or fill their page.
        """
        return for_the_partner(self._shown_by(author).read(), has_topic=self.has_topic)

    def is_ready(self, person: Person) -> bool:
        """Whether this person has pressed *I'm ready*."""
        return self.preparations.filter(person=person, ready_at__isnull=False).exists()

    def entries_of(self, author: Person) -> EntryQuerySet:
        """What `author` wrote for this week, as rows."""
        return Entry.objects.filter(preparation__check_in=self, preparation__person=author)

    def _shown_by(self, author: Person) -> EntryQuerySet:
        shown = self.entries_of(author).for_the_partner()
        return shown if self.is_revealed else shown.none()
