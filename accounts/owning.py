"""Whose a row is: the path from it to its person, as `Privacy.owner` of its model says it.

The path of a person is "self". Models of other packages declare nothing: who reads their rows
names the path.
"""

from typing import Any

from django.db import models

from accounts.models import Person

SELF = "self"


def path_to_owner(model: type[models.Model]) -> str | None:
    """The path from a row of this model to whom it belongs; None where it is nobody's."""
    return getattr(getattr(model, "Privacy", None), "owner", None)


def way_to_owner(path: str) -> str:
    """What has to be fetched along to get at the owner; empty where the row names them itself."""
    return path.rpartition("__")[0]


def rows_of(person: Person, model: type[models.Model], path: str) -> models.QuerySet:
    """The rows of this model that are this person's."""
    if path == SELF:
        return model._default_manager.filter(pk=person.pk)
    return model._default_manager.filter(**{path: person})


def lend(person: Person, row: Any, path: str) -> None:
    """Let the row open with the key at hand; fetched along, each would bring one of its own."""
    if path == SELF:
        return
    *way, last = path.split("__")
    for step in way:
        row = getattr(row, step)
    setattr(row, last, person)
