"""What schedules that came due have to announce, and when each is due next; many in one query."""

import logging
import os
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.conf import settings
from django.db.models import Exists, F, OuterRef, Subquery, Value
from django.db.models.functions import Coalesce

from checkins.domain import cadence
from checkins.domain.announcing import next_look, plan_due_at
from checkins.domain.retries import GRACE, lapses_at
from checkins.models.check_in import CheckIn
from checkins.models.clockwork import Due, Owed
from checkins.models.owed_mail import OwedMail
from checkins.models.plan import Plan
from checkins.models.schedule import WEEKLY, Kind, Schedule
from quizzes.services import last_results

log = logging.getLogger(__name__)

# A schedule whose next time cannot be worked out is looked at again after this.
PUT_ASIDE_FOR = timedelta(days=1)

# An enumeration's members take their time a thousand times over.
OWED, LAPSED = OwedMail.State.OWED.value, OwedMail.State.LAPSED.value

Schedules = Collection[Schedule | Due]


class Name(NamedTuple):
    """What tells one mail from all others: the id of its row, and the Message-ID all can see."""

    id: str
    message_id: str


class News(NamedTuple):
    """One occasion to write to somebody, and what it is about."""

    occasion: str
    due_at: datetime
    starts_at: datetime | None = None
    check_in_id: int | None = None
    plan_id: int | None = None
    attempt_id: int | None = None

    def owed_to(
        self, person_id: int, kind: str, at: datetime, *, name: Name, handed_at: datetime | None
    ) -> Owed:
        """The row: owed, or lapsed where it comes too late to be worth sending."""
        until = lapses_at(due_at=self.due_at, starts_at=self.starts_at)
        state = OWED if at < until else LAPSED
        # In the order of its columns: by name it takes four times as long.
        return Owed(*name, person_id, kind, *self, until, state, at, handed_at)


def new_names(count: int) -> Iterator[Name]:
    """So many names by chance, which say nothing about anybody and nothing about each other."""
    host, chance = settings.SITE_HOST, os.urandom(32 * count).hex()
    for start in range(0, 64 * count, 64):
        row, letter = chance[start : start + 32], chance[start + 32 : start + 64]
        # Written out as a UUID of version 4, which says of itself that it is random.
        row_id = f"{row[:8]}-{row[8:12]}-4{row[13:16]}-a{row[17:20]}-{row[20:]}"
        yield Name(row_id, f"<{letter}@{host}>")


def owed_for(schedules: Schedules, at: datetime, *, handed_at: datetime | None) -> list[Owed]:
    """A row for each of these due schedules that has something to announce and is not paused."""
    awake = [schedule for schedule in schedules if not schedule.is_paused(schedule.next_due_at)]
    of_kind = _by_kind(awake)
    found = {kind: ask(of_kind[kind], at) for kind, ask in NEWS.items() if of_kind[kind]}
    names = new_names(sum(map(len, found.values())))
    return [
        news[schedule.pk].owed_to(
            schedule.person_id, schedule.kind, at, name=next(names), handed_at=handed_at
        )
        for kind, news in found.items()
        for schedule in of_kind[kind]
        if schedule.pk in news
    ]


def look_ahead(schedules: Schedules, at: datetime) -> None:
    """Set, without storing it, when each is due next; a plan or re-test may have nothing to say."""
    of_kind = _by_kind(schedules)
    for kind in WEEKLY:
        for schedule in of_kind[kind]:
            _advance(schedule, at)
    _look_ahead_to_plans(of_kind[Kind.PLAN], at)
    _look_ahead_to_retests(of_kind[Kind.RETEST], at)


# --- Every week ---------------------------------------------------------------------------------


def _weekly(schedules: Schedules, at: datetime) -> dict[int, News]:
    """Time together: each local week is an occasion of its own."""
    return {
        schedule.pk: News(cadence.iso_week(schedule.next_on), schedule.next_due_at)
        for schedule in schedules
    }


def _check_ins(schedules: Schedules, at: datetime) -> dict[int, News]:
    """The open check-ins that these schedules announce."""
    announced = CheckIn.objects.unended().filter(
        week__in={cadence.iso_week(schedule.next_on) for schedule in schedules},
        opens_at__lte=at,
        couple__ended_at=None,
        couple__seats__person__in=[schedule.person_id for schedule in schedules],
    )
    seated = announced.annotate(for_person=F("couple__seats__person"))
    of_week = {
        (person, week): (check_in, meets_at)
        for person, week, check_in, meets_at in seated.values_list(
            "for_person", "week", "pk", "meets_at"
        )
    }
    news = {}
    for schedule in schedules:
        found = of_week.get((schedule.person_id, cadence.iso_week(schedule.next_on)))
        if found is not None:
            check_in, meets_at = found
            news[schedule.pk] = News(str(check_in), schedule.next_due_at, meets_at, check_in)
    return news


def _advance(schedule: Schedule | Due, at: datetime) -> None:
    """Find the next occurrence that is not too late: after an outage one is owed, not each."""
    try:
        coming = cadence.next_occurrence(
            weekday=schedule.weekday,
            wall_time=schedule.wall_time,
            zone=schedule.zone,
            after=max(schedule.next_due_at, at - GRACE),
            lead=schedule.lead,
        )
    except cadence.UnknownZone:
        _put_aside(schedule, at)
        return
    schedule.next_on, schedule.next_due_at = coming.local_date, coming.due_at


# --- Plans --------------------------------------------------------------------------------------


def _plans(schedules: Schedules, at: datetime) -> dict[int, News]:
    """The next plan of each that has come within its lead."""
    news, coming = {}, _next_plans(schedules, at)
    for schedule in schedules:
        plan = coming.get(schedule.pk)
        if plan is not None and plan.starts_at - schedule.lead <= at:
            due_at = plan_due_at(plan.starts_at, schedule.lead, schedule.next_due_at)
            occasion = f"{plan.pk}@{plan.starts_at:%Y%m%dT%H%M%S%f}"
            news[schedule.pk] = News(occasion, due_at, plan.starts_at, plan_id=plan.pk)
    return news


def _look_ahead_to_plans(schedules: Schedules, at: datetime) -> None:
    """The next plan of each; what is late is late, so one that was due before now stays so."""
    coming = _next_plans(schedules, at)
    for schedule in schedules:
        plan = coming.get(schedule.pk)
        since = schedule.rests_until(min(schedule.next_due_at or at, at))
        schedule.next_due_at = plan and plan_due_at(plan.starts_at, schedule.lead, since)


def _next_plans(schedules: Schedules, at: datetime) -> dict[int, Plan]:
    """The next plan for each that has no row yet for its time; one that a pause hides is skipped.

    A row that was paused away would otherwise come up again and again.
    """
    if not schedules:
        return {}
    written_down = OwedMail.objects.filter(
        plan=OuterRef("pk"), starts_at=OuterRef("starts_at"), person=OuterRef(OuterRef("person"))
    )
    ahead = Plan.objects.kept().filter(
        ~Exists(written_down),
        starts_at__gt=Coalesce(OuterRef("paused_until"), Value(at)),
        couple__seats__person=OuterRef("person"),
        couple__seats__left_at=None,
    )
    first = ahead.filter(starts_at__gt=at).order_by("starts_at", "pk").values("pk")[:1]
    asked = Schedule.objects.filter(pk__in=[schedule.pk for schedule in schedules])
    found = dict(asked.annotate(first=Subquery(first)).values_list("pk", "first"))
    plans = Plan.objects.only("starts_at").in_bulk([pk for pk in found.values() if pk])
    return {schedule: plans[plan] for schedule, plan in found.items() if plan in plans}


# --- Re-tests -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class Retest:
    """The result that makes another one sensible, and the day from which it is."""

    attempt_id: int
    suggested_on: date

    def suggested_at(self, schedule: Schedule | Due) -> datetime:
        """The moment of that day at which this person wants to be written to."""
        return cadence.at_wall_time(self.suggested_on, schedule.wall_time, schedule.zone)

    def due_at(self, schedule: Schedule | Due) -> datetime | None:
        """That moment, or the later one at which somebody asks; None in a zone that is lost."""
        try:
            return max(self.suggested_at(schedule), schedule.next_due_at)
        except cadence.UnknownZone:
            return None


def _retests(schedules: Schedules, at: datetime) -> dict[int, News]:
    """Whose last result is old enough, and was not announced yet.

    What comes too late to be sent is no occasion: it is made up for at one's next usual hour.
    """
    news, waiting = {}, _retests_waiting(schedules)
    for schedule in schedules:
        retest = waiting.get(schedule.person_id)
        due_at = retest and retest.due_at(schedule)
        if due_at and due_at <= at < lapses_at(due_at=due_at):
            occasion = str(retest.attempt_id)
            news[schedule.pk] = News(occasion, due_at, attempt_id=retest.attempt_id)
    return news


def _look_ahead_to_retests(schedules: Schedules, at: datetime) -> None:
    waiting = _retests_waiting(schedules)
    for schedule in schedules:
        retest = waiting.get(schedule.person_id)
        try:
            schedule.next_due_at = next_look(
                suggested_at=retest and retest.suggested_at(schedule),
                wall_time=schedule.wall_time,
                zone=schedule.zone,
                after=at,
            )
        except cadence.UnknownZone:
            _put_aside(schedule, at)


def _retests_waiting(schedules: Schedules) -> dict[int, Retest]:
    """The last result of each person that was not announced yet, by person."""
    if not schedules:
        return {}
    last = last_results([schedule.person_id for schedule in schedules])
    about = OwedMail.objects.filter(attempt__in=[result.attempt_id for result in last])
    announced = set(about.values_list("attempt_id", flat=True))
    return {
        result.person_id: Retest(result.attempt_id, result.suggested_on)
        for result in last
        if result.attempt_id not in announced
    }


# What each kind has to say, of schedules that came due, by their ids.
NEWS: Mapping[Kind, Callable[[Schedules, datetime], dict[int, News]]] = {
    Kind.TOGETHER: _weekly,
    Kind.CHECK_IN: _check_ins,
    Kind.PLAN: _plans,
    Kind.RETEST: _retests,
}


def _by_kind(schedules: Schedules) -> Mapping[str, list[Schedule | Due]]:
    of_kind: dict[str, list[Schedule | Due]] = defaultdict(list)
    for schedule in schedules:
        of_kind[schedule.kind].append(schedule)
    return of_kind


def _put_aside(schedule: Schedule | Due, at: datetime) -> None:
    log.error("schedule %s is in an unknown zone", schedule.pk)
    schedule.next_due_at = at + PUT_ASIDE_FOR
