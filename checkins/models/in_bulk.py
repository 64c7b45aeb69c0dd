"""A thousand rows in one statement, at the price of the statement.

Django makes an object of every row and prepares every value on its own, which takes longer than
PostgreSQL takes to find and store them. Here rows are plain tuples. They come in PostgreSQL's
binary format and go out as one JSON list a column. SQLite takes Django's way.
"""

import json
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection
from django.db.models import Field, Model, QuerySet
from psycopg import Cursor

Rows = Sequence[tuple]
# What JSON knows.
PLAIN = {str, int, bool, type(None)}


def read(rows: QuerySet, *names: str) -> list[tuple]:
    """What `values_list` gives, for columns whose values Django would leave as they come."""
    chosen = rows.values_list(*names)
    if connection.vendor != "postgresql":
        return list(chosen)
    connection.ensure_connection()
    # Django's own cursors know text only, and it takes apart each moment in Python.
    with connection.wrap_database_errors, Cursor(connection.connection) as cursor:
        return cursor.execute(*chosen.query.sql_with_params(), binary=True).fetchall()


def insert(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Insert these; one that breaks a unique constraint is left out, as it is there already."""
    if not rows:
        return
    if connection.vendor != "postgresql":
        made = [model(**dict(zip(names, row, strict=True))) for row in rows]
        model.objects.bulk_create(made, ignore_conflicts=True)
        return
    columns = ", ".join(names)
    _execute(
        f"INSERT INTO {model._meta.db_table} ({columns}) SELECT {columns} FROM given "  # noqa: S608
        "ON CONFLICT DO NOTHING",
        _columns(model, names, rows),
    )


def update(model: type[Model], names: Sequence[str], rows: Rows) -> None:
    """Store these values in rows that all exist; each tuple begins with the id of its row."""
    if not rows:
        return
    table = model._meta.db_table
    if connection.vendor != "postgresql":
        changes = ", ".join(f"{name} = %s" for name in names)
        values = [_prepared(model, names, row) for row in rows]
        with connection.cursor() as cursor:
            cursor.executemany(f"UPDATE {table} SET {changes} WHERE id = %s", values)  # noqa: S608
        return
    changes = ", ".join(f"{name} = given.{name}" for name in names)
    _execute(
        f"UPDATE {table} SET {changes} FROM given WHERE {table}.id = given.id",  # noqa: S608
        _columns(model, ("id", *names), rows),
    )


class Column:
    """One column of all rows; what JSON lacks is put into words, equal values but once."""

    def __init__(self, field: Field, values: tuple) -> None:
        self.name = field.column
        # Without its length: too long a text is then refused and not cut.
        self.type = field.db_type(connection).partition("(")[0]
        distinct = set(values)
        self.is_shared = len(distinct) == 1
        words = {value: _in_words(value) for value in distinct if type(value) not in PLAIN}
        self.values = [words.get(value, value) for value in values] if words else values


def _columns(model: type[Model], names: Sequence[str], rows: Rows) -> list[Column]:
    fields = map(model._meta.get_field, names)
    return [Column(field, values) for field, values in zip(fields, zip(*rows), strict=True)]  # noqa: B905


def _execute(statement: str, columns: Sequence[Column]) -> None:
    """Run a statement that finds these columns in a table called `given`.

    What all rows share is said once. The key leads, and is listed even where it is the only one.
    """
    key, *others = columns
    shared = [column for column in others if column.is_shared]
    listed = [key, *(column for column in others if not column.is_shared)]
    said = [f"%s::{column.type} AS {column.name}" for column in shared]
    read = [f"{column.name}::{column.type} AS {column.name}" for column in listed]
    lists = ", ".join("json_array_elements_text(%s)" for _ in listed)
    names = ", ".join(column.name for column in listed)
    given = f"SELECT {', '.join(said + read)} FROM ROWS FROM ({lists}) AS listed ({names})"  # noqa: S608
    once, lined_up = [c.values[0] for c in shared], [json.dumps(c.values) for c in listed]
    with connection.cursor() as cursor:
        cursor.execute(f"WITH given AS ({given}) {statement}", once + lined_up)


def _in_words(value: object) -> str:
    """How PostgreSQL reads it, time zone and all; anything else has no place here."""
    if isinstance(value, str | date | UUID):
        return str(value)
    raise TypeError(f"{type(value).__name__} does not travel as JSON")


def _prepared(model: type[Model], names: Sequence[str], row: tuple) -> list[object]:
    """The values of one row as SQLite stores them, the id at the end."""
    key, *values = row
    fields = map(model._meta.get_field, names)
    return [
        *(f.get_db_prep_save(value, connection) for f, value in zip(fields, values, strict=True)),
        key,
    ]
