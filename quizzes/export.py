"""One's own result as files to keep: everything in JSON, one table in CSV.

Both are described in docs/measurement.md; VERSION counts up when a field changes its meaning.
"""

import csv
import io
from collections.abc import Iterator
from typing import Any

from accounts.domain.cells import cell
from quizzes.domain.scoring import AreaScore, Counted, NotEnough, counted
from quizzes.models import Attempt

FORMAT = "evenings-result"
VERSION = 1
COLUMNS = (
    *("kind", "area", "item", "text", "answer", "counts"),
    *("score", "low", "high", "answered", "of"),
)


def as_data(attempt: Attempt) -> dict[str, Any]:
    """The result with the definition's names and every answer, of plain JSON kinds."""
    instrument, asked = attempt.instrument, attempt.scores().areas
    return {
        "format": FORMAT,
        "version": VERSION,
        "instrument": {
            "id": instrument.id,
            "version": instrument.version,
            "language": instrument.wording.language,
            "licence": instrument.licence,
            "attribution": instrument.attribution,
            "scoring_hash": instrument.scoring_hash,
            "is_validated": instrument.is_validated,
        },
        "started_at": attempt.started_at.isoformat(),
        "finished_at": attempt.finished_at.isoformat(),
        "matters": list(attempt.matters),
        "areas": [_area(attempt, found) for found in asked],
    }


def as_table(attempt: Attempt) -> str:
    """The same as CSV (RFC 4180): a row for each area, then one for each of its answers."""
    table = io.StringIO()
    writer = csv.DictWriter(table, COLUMNS, restval="")
    writer.writeheader()
    for area in as_data(attempt)["areas"]:
        writer.writerows(_rows(area))
    return table.getvalue()


def _area(attempt: Attempt, found: AreaScore | NotEnough) -> dict[str, Any]:
    """An area with its score, None with too few answers to say, and what it was made of."""
    known = isinstance(found, AreaScore)
    rows = counted(attempt.instrument, attempt.answers, found.area)
    return {
        "area": found.area,
        "name": attempt.instrument.area(found.area).name,
        "higher_is_better": attempt.instrument.higher_is_better(found.area),
        "score": round(found.pomp, 4) if known else None,
        "low": round(found.low, 4) if known else None,
        "high": round(found.high, 4) if known else None,
        "standard_error": round(found.sem, 4) if known else None,
        "raw": round(found.raw, 4) if known else None,
        "answered": found.answered,
        "of": found.of,
        "answers": [_answer(row) for row in rows],
    }


def _answer(row: Counted) -> dict[str, Any]:
    return {
        "item": row.item.key,
        "text": row.item.text,
        "answer": None if row.option is None else row.option.label,
        "reversed": row.use.reverse,
        "counts": row.value,
    }


def _rows(area: dict[str, Any]) -> Iterator[dict[str, Any]]:
    numbers = {name: area[name] for name in ("score", "low", "high", "answered", "of")}
    yield _cells({"kind": "area", "area": area["area"], "text": area["name"], **numbers})
    for one in area["answers"]:
        said = {name: one[name] for name in ("item", "text", "answer", "counts")}
        yield _cells({"kind": "answer", "area": area["area"], **said})


def _cells(row: dict[str, Any]) -> dict[str, Any]:
    """Words made harmless; a number that is not there stays an empty cell."""
    return {name: cell(value) if isinstance(value, str) else value for name, value in row.items()}
