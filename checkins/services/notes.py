"""The weekly note of somebody alone: read it, write it. Linking later shows nobody any of it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from django.db import transaction

from accounts.models import Person
from checkins import content
from checkins.domain import prompts
from checkins.domain.notes import monday_of, open_weeks
from checkins.domain.preparation import Step, Written
from checkins.models import Preparation
from checkins.refusals import LinkedMeanwhile, NoteClosed


@dataclass(frozen=True)
class Note:
    """One week's note: its question, and what was written so far."""

    week: str
    prompt_key: str
    words: list[Written]


def note_of(person: Person, *, week: str, step: Step | None = None) -> Note:
    """The note of a week such as "2026-W49", also before a word of it is written.

    With a step only what was written on its screen, to be changed there; raises `Locked`. Without
    one a sentence stands in place of what is locked.
    """
    begun = person.preparations.notes().filter(week=week).first()
    if begun is None:
        return Note(week, _prompt_for(person, week), [])
    return Note(week, begun.prompt_key, begun.words(step.kinds) if step else begun.told())


def refuse_closed_note(person: Person, *, week: str, at: datetime) -> None:
    """Raise `LinkedMeanwhile` for somebody linked, `NoteClosed` for a week that is long over."""
    if person.couple is not None:
        raise LinkedMeanwhile
    if week not in open_weeks(at, person.time_zone):
        raise NoteClosed


@transaction.atomic
def write_note(
    *, by: Person, week: str, step: Step, written: Iterable[Written], at: datetime
) -> None:
    """Keep what `by` wrote on one screen of a week's note, in place of what was there.

    Two devices wait for each other at the person's row, and so does linking, which locks it too.
    Raises `LinkedMeanwhile` and `NoteClosed`.
    """
    rows = Person.objects.select_for_update(of=("self",), no_key=True)
    # Loaded anew: whether somebody is linked must be asked under the lock.
    refuse_closed_note(rows.filter(pk=by.pk).first() or by, week=week, at=at)
    note, _made = Preparation.objects.get_or_create(
        check_in=None,
        person=by,
        week=week,
        defaults={"prompt_key": partial(_prompt_for, by, week)},
    )
    note.person = by
    note.put(step.kinds, written)


def _prompt_for(person: Person, week: str) -> str:
    """The question of a week: decided by the notes before it alone, so that it never changes."""
    earlier = person.preparations.notes().filter(week__lt=week).reverse()
    seen = {key: monday_of(then) for then, key in earlier.values_list("week", "prompt_key")}
    return prompts.choose(content.prompts().values(), seen=seen).key
