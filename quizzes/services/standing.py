"""Where a person is with the quiz: what is open, what they know already, when to come back."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.db.models.expressions import Combinable

from accounts.models import Person
from accounts.refusals import Locked
from quizzes import changes, content
from quizzes.domain import retest
from quizzes.models import Attempt
from quizzes.models.attempt import AttemptQuerySet
from quizzes.results import Summary, damaged_summary, locked_summary, summary


@dataclass(frozen=True, slots=True)
class Standing:
    """What is open, and the newest result in short."""

    open_attempt: Attempt | None
    latest: Summary | None


def standing(person: Person) -> Standing:
    """What home shows of the quiz: one query, and one more where the key is not loaded."""
    attempts = list(person.attempts.with_version().with_share().order_by("-finished_at", "-pk"))
    finished = [one for one in attempts if one.is_finished]
    return Standing(_open_among(attempts), _latest(finished) if finished else None)


@dataclass(frozen=True, slots=True)
class Again:
    """When the quiz may be taken again, and when it makes sense; days in the person's own zone."""

    today: date
    possible_on: date
    suggested_on: date

    @property
    def is_too_soon(self) -> bool:
        return self.today < self.possible_on

    @property
    def is_time(self) -> bool:
        return self.today >= self.suggested_on


def again_after(attempt: Attempt, at: datetime) -> Again:
    """What follows from one's last result."""
    return Again(
        today=at.astimezone(ZoneInfo(attempt.person.time_zone)).date(),
        possible_on=retest.possible_on(_finished_on(attempt)),
        suggested_on=_again_on(attempt),
    )


@dataclass(frozen=True, slots=True)
class LastResult:
    """Somebody's newest result of the couple's quiz, and the day on which another makes sense."""

    person_id: int
    attempt_id: int
    suggested_on: date


def last_results(people: Collection[int]) -> list[LastResult]:
    """The newest result of each of these people, by their ids; who has none is left out."""
    newer = results_newer_than(OuterRef("finished_at"), person=OuterRef("person"))
    last = _of_the_couples_quiz().filter(~Exists(newer), person__in=people)
    rows = last.with_version().select_related("person").defer("answers", "choices")
    return [LastResult(a.person_id, a.pk, _again_on(a)) for a in rows]


def results_newer_than(moment: Combinable, *, person: Combinable) -> AttemptQuerySet:
    """Results of the couple's quiz after `moment`; both are columns of an outer query."""
    return _of_the_couples_quiz().filter(person=person, finished_at__gt=moment)


@dataclass(frozen=True, slots=True)
class Overview:
    """The open attempt, a line for each result, the newest first, and when to come back."""

    open_attempt: Attempt | None
    results: list[Summary]
    again: Again | None


def overview(person: Person, at: datetime) -> Overview:
    """All attempts of a person, in one query."""
    attempts = list(person.attempts.with_version().with_share().order_by("-finished_at", "-pk"))
    finished = [one for one in attempts if one.is_finished]
    return Overview(
        open_attempt=_open_among(attempts),
        results=[_own(one) for one in finished],
        again=again_after(finished[0], at) if finished else None,
    )


def earlier_than(attempt: Attempt) -> list[Attempt]:
    """What a result is held against: one's own earlier ones, the newest first; one query."""
    return list(attempt.person.attempts.with_version().before(attempt))


def can_discard(attempt: Attempt, by: Person, at: datetime) -> bool:
    """Whether it is one's newest result, of today or yesterday, and kept to oneself."""
    return (
        attempt.is_finished
        and retest.may_discard(attempt.finished_at, at)
        and not attempt.is_shared_in(by.couple)
        and not by.attempts.finished().filter(finished_at__gt=attempt.finished_at).exists()
    )


def _of_the_couples_quiz() -> AttemptQuerySet:
    """Its results, in any of its languages."""
    quiz = content.current(settings.LANGUAGE_CODE)
    return Attempt.objects.finished().of_instrument(quiz.id)


def _finished_on(attempt: Attempt) -> date:
    return attempt.finished_at.astimezone(ZoneInfo(attempt.person.time_zone)).date()


def _again_on(attempt: Attempt) -> date:
    return retest.suggested_on(_finished_on(attempt), attempt.instrument.retest_weeks)


def _open_among(attempts: list[Attempt]) -> Attempt | None:
    """What is begun and can be gone on with; at most one is open."""
    return next((one for one in attempts if not one.is_finished and not one.is_damaged), None)


def _own(attempt: Attempt) -> Summary:
    """The summary, with the person's own choice; of what cannot be read, that it is there."""
    try:
        told = damaged_summary(attempt) if attempt.is_damaged else summary(attempt)
    except Locked:
        told = locked_summary(attempt)
    return replace(told, is_shared=attempt.is_shared_in(attempt.person.couple))


def _latest(finished: list[Attempt]) -> Summary:
    newest, *_older = finished
    earlier = changes.earlier_of(newest, finished)
    return replace(_own(newest), change_words=changes.in_short(newest, earlier))
