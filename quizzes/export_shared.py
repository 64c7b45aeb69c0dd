"""What of the quiz a person sees beside their own rows: the other result, and the shared focus."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone

from accounts.export import Shared
from accounts.models import Person
from quizzes import together
from quizzes.services import named_focus, pair_of

TEXT = {"type": "string"}
RESULT = {
    "quiz": {**TEXT, "description": "The public_id of your own quiz it stands beside."},
    "finished_on": TEXT,
    "area": TEXT,
    "theirs": {**TEXT, "description": "A range from 0 to 100, as the page shows it."},
    "is_worth_a_talk": {"type": "boolean"},
}
FOCUS = {"area": TEXT, "name": TEXT}


def shared() -> list[Shared]:
    """Both end with the couple, and as soon as either takes their yes back."""
    return [Shared("results", RESULT, _results), Shared("focus", FOCUS, _focus)]


def side_by_side(person: Person) -> tuple[Any, together.SideBySide] | None:
    """The pair and what its page shows; None where there is none, or one cannot be read."""
    pair = pair_of(person)
    if pair is None:
        return None
    shown = together.side_by_side(pair.mine, pair.theirs)
    return (pair, shown) if shown else None


def _results(person: Person) -> Iterator[dict[str, Any]]:
    found = side_by_side(person)
    if found is None:
        return
    pair, shown = found
    for row in shown.rows:
        yield {
            "quiz": str(pair.mine.public_id),
            "finished_on": timezone.localdate(shown.theirs_at).isoformat(),
            "area": row["label"],
            "theirs": row["theirs_range"],
            "is_worth_a_talk": row["is_talk"],
        }


def _focus(person: Person) -> Iterator[dict[str, Any]]:
    area = named_focus(person)
    if area is not None:
        yield {"area": area.key, "name": area.name}
