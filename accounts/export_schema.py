"""What the export holds, as JSON Schema (draft 7), worked out from what the models declare.

`docs/export.schema.json` is this, written down by `manage.py export_schema`.
"""

from typing import Any

from django.db import models

from accounts import export, export_rows
from accounts.export_rows import Table
from accounts.sealing import SealedJSONField, SealedTextField

DRAFT = "http://json-schema.org/draft-07/schema#"
TEXT = {"type": "string"}

# The first kind that fits counts.
KINDS: tuple[tuple[type[models.Field], dict[str, Any]], ...] = (
    (SealedTextField, TEXT),
    (SealedJSONField, {"type": ["object", "array", "string"]}),
    (models.BooleanField, {"type": "boolean"}),
    (models.DateTimeField, {**TEXT, "format": "date-time"}),
    (models.DateField, {**TEXT, "format": "date"}),
    (models.TimeField, {**TEXT, "description": "A wall time, as in 19:30:00."}),
    (models.DurationField, {**TEXT, "description": "ISO 8601, as in P0DT03H00M00S."}),
    (models.UUIDField, {**TEXT, "format": "uuid"}),
    (models.IntegerField, {"type": "integer"}),
    (models.CharField, TEXT),
    (models.TextField, TEXT),
)


def schema() -> dict[str, Any]:
    """The whole of it."""
    tables = [one for one in export_rows.tables() if one.exported]
    fixed = {
        "format": {"const": export.FORMAT},
        "version": {"const": export.VERSION},
        "made_at": {**TEXT, "format": "date-time"},
        "mine": _object({one.name: _list(_row(one)) for one in tables}),
        "shared": _object({one.name: _list(_object(one.fields)) for one in export.all_shared()}),
        "complete": {"const": True},
    }
    return {"$schema": DRAFT, "title": "Everything of one person", **_object(fixed)}


def _row(table: Table) -> dict[str, Any]:
    fields = {one.name: _kind(one) for one in table.fields}
    fields |= {name: {"type": ["string", "null"]} for name in table.extra}
    whole = _object(fields)
    sealed = [one.name for one in table.fields if isinstance(one, export_rows.SealedField)]
    if sealed:
        # Present where a sentence stands in place of what could not be read.
        whole["properties"]["unreadable"] = _list({"enum": sealed})
    return whole


def _kind(one: models.Field) -> dict[str, Any]:
    if one.related_model is not None:
        kind: dict[str, Any] = {**TEXT, "description": "What the other row is known by."}
    else:
        kind = next(dict(schema) for of_type, schema in KINDS if isinstance(one, of_type))
    types = kind["type"] if isinstance(kind["type"], list) else [kind["type"]]
    return {**kind, "type": [*types, "null"]} if one.null else kind


def _object(fields: Any) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": dict(fields),
        "required": list(fields),
        "additionalProperties": False,
    }


def _list(of: dict[str, Any]) -> dict[str, Any]:
    return {"type": "array", "items": of}
