"""What a couple does every week at one time, and the plans that are made from it ahead of time."""

import logging
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Self

from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.privacy import CLOCKWORK, NUMBER, OWNER
from accounts.sealing import KeyGone, SealBroken, SealedTextField
from checkins.domain import cadence
from checkins.domain.cadence import UnknownZone
from checkins.domain.ideas import LONGEST, SHORTEST
from checkins.models.plan import Plan

log = logging.getLogger(__name__)

# So far ahead its plans are made. Longer than the four weeks that are shown, and long enough that
# a clockwork which stood still for days costs nobody an evening.
AHEAD = timedelta(weeks=5)
AT_ONCE = 500


class RepeatQuerySet(models.QuerySet):
    """Repeats, as a set."""

    def live(self) -> Self:
        """Those that were not ended."""
        return self.filter(ended_at=None)

    def due(self, at: datetime) -> Self:
        """Those of which a plan of the coming five weeks is still to be made."""
        return self.live().filter(made_until__lte=horizon(at) - cadence.WEEK).order_by("made_until")

    def claim(self, most: int) -> list["Repeat"]:
        """Lock up to `most` and their couples; what another process holds is left to it.

        Whoever ends a couple or a repeat locks the couple first, so nothing is made afterwards.
        """
        rows = self.select_related("couple", "author__key")
        locked = rows.select_for_update(skip_locked=True, of=("self", "couple"), no_key=True)
        return list(locked[:most])


class Repeat(models.Model):
    """Weekday (0 is Monday), wall time and zone; the moment is worked out afresh for each week.

    `made_until` is the day of the last plan made from it. Ended ones make no more.
    """

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="repeats")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="repeats")
    title = SealedTextField(author="author")
    idea = SealedTextField(author="author", null=True)
    weekday = models.PositiveSmallIntegerField()
    wall_time = models.TimeField()
    zone = models.CharField(max_length=64)
    minutes = models.PositiveSmallIntegerField()
    made_until = models.DateField()
    ended_at = models.DateTimeField(null=True)

    objects = RepeatQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(
                fields=["made_until"], condition=Q(ended_at=None), name="repeats_to_be_made"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="a_repeat_has_a_real_weekday"),
            models.CheckConstraint(
                condition=Q(minutes__gte=SHORTEST, minutes__lte=LONGEST),
                name="a_repeat_lasts_15_minutes_to_12_hours",
            ),
        ]

    class Privacy:
        owner = "author"
        aged_by = "couple__ended_at"
        aged_as = _("weekly plans from when you were linked")
        erased = {
            *("id", "couple", "author", "title", "idea", "weekday", "wall_time", "zone"),
            *("minutes", "made_until", "ended_at"),
        }
        kept = set()
        sealed = {"title", "idea"}
        exported_as = "weekly_plans"
        exported = {
            *("couple", "title", "idea", "weekday", "wall_time", "zone", "minutes", "ended_at"),
        }
        withheld = {"id": NUMBER, "author": OWNER, "made_until": CLOCKWORK}

    def __str__(self) -> str:
        return f"repeat {self.pk}"

    def make_coming(self, at: datetime) -> list[Plan]:
        """Move on to the horizon and give the plans up to it, not saved; none that is past by now.

        Raises `UnknownZone`, `KeyGone` and `SealBroken`.
        """
        when = {"weekday": self.weekday, "wall_time": self.wall_time, "zone": self.zone}
        weeks = cadence.each_week(**when, after=self.made_until, until=horizon(at))
        plans = [self._plan(day, starts_at, at) for day, starts_at in weeks if starts_at > at]
        self.made_until = max((day for day, _ in weeks), default=self.made_until)
        return plans

    def end(self, at: datetime) -> None:
        """Make no more of it, and let go what is still to come and was not moved."""
        self.ended_at = at
        self.save(update_fields=["ended_at"])
        untouched = self.plans.kept().filter(starts_at__gt=at, sequence=0)
        untouched.update(cancelled_at=at, sequence=F("sequence") + 1)

    def _plan(self, day: date, starts_at: datetime, at: datetime) -> Plan:
        same = {name: getattr(self, name) for name in ("title", "idea", "minutes", "zone")}
        return Plan(
            couple=self.couple,
            author=self.author,
            starts_at=starts_at,
            created_at=at,
            repeat=self,
            repeat_on=day,
            **same,
        )


def horizon(at: datetime) -> date:
    """The last day for which plans are made."""
    return (at + AHEAD).date()


@transaction.atomic
def carry_on(at: datetime, *, couple: Couple | None = None, at_most: int = AT_ONCE) -> int:
    """Make what is missing of the coming five weeks, of one couple or of all; say how many plans.

    Harmless when run twice or in two places at once. Of all at most `at_most` at a time: nothing
    here is urgent, and a whole day's worth comes due at the same midnight.
    """
    due = Repeat.objects.due(at)
    repeats = (due if couple is None else due.filter(couple=couple)).claim(at_most)
    plans = [plan for repeat in repeats for plan in _carried(repeat, at)]
    Plan.objects.bulk_create(plans, ignore_conflicts=True)
    Repeat.objects.bulk_update(repeats, ["made_until", "ended_at"])
    return len(plans)


def _carried(repeat: Repeat, at: datetime) -> Sequence[Plan]:
    """The plans to be made of one, which is moved on; one that cannot be read waits for a week."""
    if repeat.couple.ended_at is not None:
        repeat.ended_at = repeat.couple.ended_at
        return []
    try:
        return repeat.make_coming(at)
    except (UnknownZone, KeyGone, SealBroken) as fault:
        # One of them must not keep the others' evenings from being made.
        log.error("repeat %s cannot be carried on (%s)", repeat.pk, type(fault).__name__)
        repeat.made_until += cadence.WEEK
        return []
