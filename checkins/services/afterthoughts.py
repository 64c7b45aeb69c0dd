"""What one says about time spent together, for oneself, and what the two did so far."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import Person
from accounts.sealing import legible, told
from checkins.domain.evenings import LOOKS_BACK
from checkins.domain.ideas import LONGEST
from checkins.models import Afterthought, Plan
from checkins.models.plan import PlanQuerySet
from checkins.refusals import PlanLetGo, PlanLongOver, PlanNotOver
from checkins.services.plans import plan_of

# More than anybody spends together in a week.
MOST_LATELY = 20


@dataclass(frozen=True)
class Done:
    """Time spent together, as one of the two may see it.

    `title` is empty where its author was somebody else and the couple is over. `plan` is there
    while both may open its page. `line` is the reader's own.
    """

    starts_at: datetime
    plan_id: int | None = None
    afterthought_id: int | None = None
    plan: Plan | None = None
    title: str = ""
    line: str = ""


@transaction.atomic
def note_afterthought(plan: Plan, *, by: Person, line: str, at: datetime) -> Afterthought | None:
    """Note how it was for `by`, in place of what was noted before; nothing takes it away.

    Raises `PlanNotOver`, `PlanLongOver`, `PlanLetGo`, and `NotLinked` once the plan is not theirs.
    """
    ours = plan_of(by, plan)
    _refuse_unless_open(ours, at)
    mine = by.afterthoughts.filter(plan=ours)
    if not line:
        mine.delete()
        return None
    note = mine.first() or Afterthought(plan=ours, starts_at=ours.starts_at)
    note.person, note.line = by, line
    note.save()
    return note


def afterthought_of(person: Person, plan: Plan) -> str:
    """What this person noted of a plan, or a sentence in its place; empty where they did not."""
    note = person.afterthoughts.filter(plan=plan).first()
    return _line(note, person) if note else ""


def line_to_change(person: Person, plan: Plan) -> str:
    """The same to go on with: what cannot be read is empty."""
    note = person.afterthoughts.filter(plan=plan).first()
    return legible(note, "line", locked="") if note else ""


def may_look_back(plan: Plan, at: datetime) -> bool:
    """Whether how it was can be noted now; the same for both, whatever either noted."""
    return plan.is_fresh(at) and not plan.is_cancelled


def done_lately(person: Person, at: datetime) -> list[Done]:
    """What the couple did and ended within the last seven days, the latest first."""
    if person.couple is None:
        return []
    earliest = at - LOOKS_BACK - timedelta(minutes=LONGEST)
    begun = person.couple.plans.kept().readable().begun(at).filter(starts_at__gt=earliest)
    fresh = [plan for plan in begun[:MOST_LATELY] if plan.is_fresh(at)]
    notes = {note.plan_id: note for note in person.afterthoughts.filter(plan__in=fresh)}
    return [_told(person, Done(plan.starts_at), plan, notes.get(plan.pk)) for plan in fresh]


def done_together(person: Person, at: datetime) -> list[Done]:
    """All this person may look back on, the latest first, without its words.

    The couple's plans that are over and were not let go, and whatever one wrote a line about.
    """
    noted = person.afterthoughts.values_list("plan_id", "pk", "starts_at")
    lines = {plan_id: pk for plan_id, pk, _ in noted}
    over = {plan.pk: plan.starts_at for plan in _over(person, at)}
    done = [Done(starts_at, plan_id, lines.get(plan_id)) for plan_id, starts_at in over.items()]
    kept = [Done(starts_at, plan_id, pk) for plan_id, pk, starts_at in noted if plan_id not in over]
    latest_last = sorted([*done, *kept], key=lambda one: (one.starts_at, one.plan_id or 0))
    return latest_last[::-1]


def read_done(person: Person, done: Sequence[Done]) -> list[Done]:
    """The same with titles and lines, in two queries however many there are."""
    plans = {plan.pk: plan for plan in _plans(done).readable()}
    notes = person.afterthoughts.in_bulk(
        [one.afterthought_id for one in done if one.afterthought_id]
    )
    return [
        _told(person, one, plans.get(one.plan_id), notes.get(one.afterthought_id)) for one in done
    ]


def _refuse_unless_open(plan: Plan, at: datetime) -> None:
    if plan.is_cancelled:
        raise PlanLetGo
    if not plan.is_over(at):
        raise PlanNotOver
    if not plan.is_fresh(at):
        raise PlanLongOver


def _over(person: Person, at: datetime) -> list[Plan]:
    """The plans of one's couple that are over and were not let go, without their words."""
    if person.couple is None:
        return []
    begun = person.couple.plans.kept().begun(at).only("couple", "starts_at", "minutes")
    return [plan for plan in begun if plan.is_over(at)]


def _plans(done: Sequence[Done]) -> PlanQuerySet:
    return Plan.objects.filter(pk__in=[one.plan_id for one in done if one.plan_id])


def _told(person: Person, done: Done, plan: Plan | None, note: Afterthought | None) -> Done:
    """With its words, as far as this person may read them."""
    is_ours = plan is not None and person.couple is not None and plan.couple_id == person.couple.pk
    is_mine = plan is not None and plan.author_id == person.pk
    return replace(
        done,
        plan=plan if is_ours else None,
        title=plan.called if is_ours or is_mine else "",
        line=_line(note, person) if note else "",
    )


def _line(note: Afterthought, person: Person) -> str:
    # Their key is at hand; asked of the row it would be one more query each.
    note.person = person
    return told(note, "line")
