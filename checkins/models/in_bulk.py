"""A thousand rows in one statement, at the price of the statement.

Django prepares every value of every row on its own, which takes longer than PostgreSQL takes to
store them. Here all rows travel as one JSON text that PostgreSQL reads by its own knowledge of the
table. SQLite takes Django's way.
"""

import json
from collections.abc import Collection, Sequence
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model


def insert(rows: Sequence[Model]) -> None:
    """Insert these; one that breaks a unique constraint is left out, as it is there already."""
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        model.objects.bulk_create(rows, ignore_conflicts=True)
        return
    columns = ", ".join(field.column for field in model._meta.concrete_fields)
    _execute(
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {columns} FROM given "  # noqa: S608
        "ON CONFLICT DO NOTHING",
        rows,
        model._meta.concrete_fields,
    )


def update(rows: Collection[Model], *names: str) -> None:
    """Store what these fields of rows that all exist are set to."""
    rows = list(rows)
    if not rows:
        return
    model = type(rows[0])
    if connection.vendor != "postgresql":
        # An upsert: bulk_update() compares each row with a thousand cases.
        model.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["id"], update_fields=names
        )
        return
    fields = [model._meta.get_field(name) for name in names]
    changes = ", ".join(f"{field.column} = given.{field.column}" for field in fields)
    table = model._meta.db_table
    _execute(
        f"UPDATE {table} SET {changes} FROM given WHERE {table}.id = given.id",  # noqa: S608
        rows,
        [model._meta.pk, *fields],
    )


def _execute(statement: str, rows: Sequence[Model], fields: Sequence[Field]) -> None:
    """Run a statement that finds these fields of the rows in a table called `given`."""
    names = [(field.column, field.attname) for field in fields]
    given = [{column: getattr(row, name) for column, name in names} for row in rows]
    table = type(rows[0])._meta.db_table
    source = f"WITH given AS (SELECT * FROM json_populate_recordset(NULL::{table}, %s))"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"{source} {statement}", [json.dumps(given, default=_as_text)])


def _as_text(value: object) -> str:
    """How PostgreSQL reads it, time zone and all; anything else has no place here."""
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not travel as JSON")
