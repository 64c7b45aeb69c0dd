"""What of the week a person sees beside their own rows: the partner's shared words, joint things.

Read a dozen weeks at a time, and asked anew each time, so that an unlink in the middle ends it.
"""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.export import Shared
from accounts.export_rows import plain
from accounts.models import Person
from accounts.sealing import DAMAGED, legible
from checkins import labels, services
from checkins.models import Agreement, Plan
from checkins.services.past import PastWeek

WEEKS_AT_ONCE = 12

TEXT = {"type": "string"}
MAYBE = {"type": ["string", "null"]}
TEXTS = {"type": "array", "items": TEXT}
WEEK = {
    "week": {**TEXT, "description": "The ISO week, as in 2026-W49."},
    "date": {**MAYBE, "description": "The date of the meeting; null for a note of a week alone."},
    "question": TEXT,
    "opened": {"type": "boolean", "description": "Whether both were ready."},
    "theirs": {
        "type": "array",
        "items": {
            "type": "object",
            "properties": {"kind": TEXT, "text": TEXT, "earlier": TEXTS},
            "required": ["kind", "text", "earlier"],
            "additionalProperties": False,
        },
    },
}
AGREEMENT = {
    "public_id": TEXT,
    "kind": TEXT,
    "made_on": TEXT,
    "closed_on": {**MAYBE, "description": "Days, not moments: either may have closed it."},
    "wordings": {**TEXTS, "description": "The oldest first."},
}
PLAN = {
    **dict.fromkeys(("public_id", "title", "starts_at", "zone"), TEXT),
    "minutes": {"type": "integer"},
}
QUESTION = {"text": TEXT, "asked_on": MAYBE}
SLOT = {"weekday": {"type": "integer"}, "wall_time": TEXT, "zone": TEXT}


def shared() -> list[Shared]:
    """All but the weeks of one's own ends with the couple."""
    return [
        Shared("weeks", WEEK, lambda person: map(_week, weeks_of(person))),
        Shared("agreements", AGREEMENT, lambda person: map(_agreement, agreements_of(person))),
        Shared("plans", PLAN, lambda person: map(_plan, plans_of(person))),
        Shared("questions", QUESTION, _questions),
        Shared("pause_word", {"word": TEXT}, _pause_word),
        Shared("weekly_time", SLOT, _slot),
    ]


def weeks_of(person: Person) -> Iterator[PastWeek]:
    """Every week one may look back on, with its words, the latest first."""
    weeks = services.past_weeks(person)
    for start in range(0, len(weeks), WEEKS_AT_ONCE):
        yield from services.read_past_in_full(person, weeks[start : start + WEEKS_AT_ONCE])


def agreements_of(person: Person) -> list[Agreement]:
    """What the two agreed on, the oldest first."""
    return list(person.couple.agreements.order_by("made_at").readable()) if person.couple else []


def plans_of(person: Person) -> list[Plan]:
    """What the two planned and did not let go, the latest first."""
    if person.couple is None:
        return []
    return list(person.couple.plans.kept().readable().order_by("-starts_at", "-pk"))


def questions_of(person: Person) -> list[Any]:
    """The questions both see: those that wait, and those that had their week."""
    if person.couple is None:
        return []
    ours = person.couple.own_prompts.readable()
    return [*ours.waiting(), *ours.asked()]


def pause_word_of(person: Person) -> str:
    """The couple's word for a pause; nothing where there is none."""
    word = getattr(person.couple, "pause_word", None)
    return legible(word, "word", str(DAMAGED)) if word else ""


def _week(week: PastWeek) -> dict[str, Any]:
    return {
        "week": week.week,
        "date": week.check_in.meets_on.isoformat() if week.check_in else None,
        "question": labels.question(week.prompt_key, week.own),
        "opened": week.check_in is not None and week.check_in.is_revealed,
        "theirs": [
            {"kind": one.kind, "text": one.text, "earlier": list(one.earlier)}
            for one in week.theirs
        ],
    }


def _agreement(agreement: Agreement) -> dict[str, Any]:
    closed_at = agreement.closed_at
    return {
        "public_id": plain(agreement.public_id),
        "kind": agreement.kind,
        "made_on": timezone.localdate(agreement.made_at).isoformat(),
        "closed_on": timezone.localdate(closed_at).isoformat() if closed_at else None,
        "wordings": [wording.text for wording in agreement.legible],
    }


def _plan(plan: Plan) -> dict[str, Any]:
    names = ("public_id", "starts_at", "zone", "minutes")
    told = {name: plain(getattr(plan, name)) for name in names}
    return told | {"title": plan.called}


def _questions(person: Person) -> Iterator[dict[str, Any]]:
    for one in questions_of(person):
        yield {"text": legible(one, "text", str(DAMAGED)), "asked_on": plain(one.asked_on)}


def _pause_word(person: Person) -> Iterator[dict[str, Any]]:
    if word := pause_word_of(person):
        yield {"word": word}


def _slot(person: Person) -> Iterator[dict[str, Any]]:
    slot = getattr(person.couple, "slot", None)
    if slot is not None:
        yield {name: plain(getattr(slot, name)) for name in SLOT}
