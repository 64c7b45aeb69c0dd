"""One's own rows for the export: every model says in its `Privacy` which of its fields are told.

A new model is in the export as soon as it declares itself (`accounts.privacy`), and a test refuses
one that does not. What other packages store about a person is declared in `NOT_OURS`.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.db import models
from django.utils.duration import duration_iso_string
from django.utils.functional import Promise

from accounts import owning
from accounts.mfa import name_of
from accounts.models import Person
from accounts.privacy import CLOCKWORK, EMPTY, KEY, NUMBER, OWNER
from accounts.sealing import DAMAGED, LOCKED, KeyGone, Locked, SealBroken, SealedField

AT_ONCE = 200

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The rows of one model as they are told: under which name, and which fields of them.

    `owner` is the path from a row to its person. `extra` has what no field tells by itself.
    """

    model: type[models.Model]
    name: str
    owner: str
    exported: frozenset[str]
    withheld: Mapping[str, str | Promise]
    extra: Mapping[str, Callable[[Any], Any]] = field(default_factory=dict)

    @property
    def fields(self) -> list[models.Field]:
        """What is told, in the order in which the model has it."""
        return [one for one in self.model._meta.concrete_fields if one.name in self.exported]


def _passkey_name(authenticator: Authenticator) -> str | None:
    is_passkey = authenticator.type == Authenticator.Type.WEBAUTHN
    return name_of(authenticator) if is_passkey else None


# name, exported, withheld, extra: of the models that other packages bring along.
NOT_OURS: Mapping[str, tuple] = {
    "account.EmailAddress": (
        "email_addresses",
        {"email", "verified", "primary"},
        {"id": NUMBER, "user": OWNER},
        {},
    ),
    "mfa.Authenticator": (
        "second_steps",
        {"type", "created_at", "last_used_at"},
        {"id": NUMBER, "user": OWNER, "data": KEY},
        {"name": _passkey_name},
    ),
    "socialaccount.SocialAccount": (
        "other_sites",
        {"provider", "uid", "last_login", "date_joined"},
        {"id": NUMBER, "user": OWNER, "extra_data": EMPTY},
        {},
    ),
    "admin.LogEntry": (
        "admin_log",
        {"action_time", "action_flag", "object_repr", "change_message"},
        {"id": NUMBER, "user": OWNER, "content_type": CLOCKWORK, "object_id": NUMBER},
        {},
    ),
}


def tables() -> list[Table]:
    """Every kind of row somebody can own, accounts first, then each app as it builds on others."""
    found = [_declared(model) for model in apps.get_models()]
    return sorted((one for one in found if one is not None), key=_place)


def rows_of(table: Table, person: Person) -> Iterator[Row]:
    """This person's rows, each as plain values.

    Fetched a few hundred at a time, so that no query stays open while somebody downloads slowly.
    """
    owned = owning.rows_of(person, table.model, table.owner)
    rows = owned.select_related(*_joined(table)).order_by("pk")
    last = None
    while True:
        batch = list((rows if last is None else rows.filter(pk__gt=last))[:AT_ONCE])
        for row in batch:
            owning.lend(person, row, table.owner)
            yield _told(table, row)
        if len(batch) < AT_ONCE:
            return
        last = batch[-1].pk


def known_by(row: models.Model | None) -> str | None:
    """What another row calls this one: never its number, which would tell how many there are."""
    if row is None:
        return None
    values = [_value(row, row._meta.get_field(name)) for name in row.Privacy.known_by]
    return " ".join(str(value) for value in values if value not in (None, ""))


def _declared(model: type[models.Model]) -> Table | None:
    if model._meta.label in NOT_OURS:
        name, exported, withheld, extra = NOT_OURS[model._meta.label]
        return Table(model, name, "user", frozenset(exported), withheld, extra)
    path = owning.path_to_owner(model)
    if path is None:
        return None
    privacy = model.Privacy
    name = getattr(privacy, "exported_as", "")
    return Table(model, name, path, frozenset(privacy.exported), privacy.withheld)


def _place(table: Table) -> int:
    """People first, then other packages' rows, then by app."""
    order = ("accounts", "account", "mfa", "socialaccount", "admin", "quizzes", "checkins")
    return order.index(table.model._meta.app_label)


def _joined(table: Table) -> list[str]:
    """What has to be fetched along, so that no row asks a query of its own."""
    way = owning.way_to_owner(table.owner)
    paths = [way] if way else []
    for one in table.fields:
        paths += _joined_for(one, "")
    return paths


def _joined_for(one: models.Field, before: str) -> list[str]:
    if one.related_model is None:
        return []
    path = f"{before}{one.name}"
    if one.related_model is Person:
        return [f"{path}__key"]
    names = one.related_model.Privacy.known_by
    further = [one.related_model._meta.get_field(name) for name in names]
    return [path, *(p for inner in further for p in _joined_for(inner, f"{path}__"))]


def _told(table: Table, row: models.Model) -> Row:
    told: Row = {one.name: _value(row, one) for one in table.fields}
    told |= {name: tell(row) for name, tell in table.extra.items()}
    unread = [one.name for one in table.fields if _is_unread(one, told[one.name])]
    return told | ({"unreadable": unread} if unread else {})


def _value(row: models.Model, one: models.Field) -> Any:
    if one.related_model is not None:
        return known_by(getattr(row, one.name))
    try:
        return plain(getattr(row, one.name))
    except Locked:
        return str(LOCKED)
    except (KeyGone, SealBroken):
        return str(DAMAGED)


def _is_unread(one: models.Field, value: Any) -> bool:
    return isinstance(one, SealedField) and value in (str(LOCKED), str(DAMAGED))


def plain(value: Any) -> Any:
    """A value as JSON has it: moments with their zone, lengths of time as ISO 8601."""
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return duration_iso_string(value)
    return str(value) if isinstance(value, UUID | Promise) else value
