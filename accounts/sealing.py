"""Model fields whose values are sealed under their author's key before they reach the database."""

import json
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from accounts.domain.sealing import Keyring, SealBroken

__all__ = ["KeyGone", "SealBroken", "SealedJSONField", "SealedTextField", "keyring", "legible"]


class KeyGone(Exception):
    """The author's key was destroyed with their account: what it sealed stays unreadable."""


def legible(row: models.Model, name: str, otherwise: Any = "") -> Any:
    """What a sealed field says, or `otherwise` where it is damaged or its key is gone.

    For pages on which one such value must not hide all the others.
    """
    try:
        return getattr(row, name)
    except (KeyGone, SealBroken):
        return otherwise


def keyring() -> Keyring:
    """The host's keyring, parsed once for each value of the setting."""
    return _parsed(settings.SEALING_KEYS)


_parsed = lru_cache(maxsize=4)(Keyring.parse)


class SealedAttribute(DeferredAttribute):
    """Opens on reading; what is assigned stays plain in memory until the row is saved."""

    def __get__(self, instance: models.Model | None, cls: type | None = None) -> Any:
        if instance is None:
            return self
        value = super().__get__(instance, cls)
        if isinstance(value, bytes | memoryview):
            return self.field.opened(instance, bytes(value))
        return value

    def __set__(self, instance: models.Model, value: Any) -> None:
        instance.__dict__[self.field.attname] = value


class SealedField(models.BinaryField):
    """A column of sealed bytes.

    `author` is the attribute path from the row to the person whose key seals it. The value is bound
    to that person and to `app.Model.field`, so bytes moved to another column do not open. Look-ups
    other than `isnull` and writing by `update()` are refused: sealed values never compare equal.
    """

    descriptor_class = SealedAttribute
    to_text: Callable[[Any], str] = staticmethod(lambda value: value)
    from_text: Callable[[str], Any] = staticmethod(lambda text: text)

    def __init__(self, *, author: str, **options: Any) -> None:
        super().__init__(**options)
        self.author = author

    def deconstruct(self) -> tuple:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "author": self.author}

    @property
    def purpose(self) -> str:
        """What a value of this column is bound to besides its author."""
        return f"{self.model._meta.label}.{self.name}"

    def opened(self, row: models.Model, value: bytes) -> Any:
        """The value behind sealed bytes; raises `KeyGone` or `SealBroken`."""
        return self.from_text(self._sealer(row).open(value, self.purpose))

    def pre_save(self, row: models.Model, add: bool) -> bytes | None:
        value = row.__dict__.get(self.attname)
        if value is None or isinstance(value, bytes | memoryview):
            return value
        sealed = self._sealer(row).seal(self.to_text(value), self.purpose)
        row.__dict__[self.attname] = sealed
        return sealed

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        if not (value is None or isinstance(value, bytes | memoryview)):
            raise TypeError(f"{self.purpose} is sealed: assign it on a row and save that row")
        return super().get_db_prep_value(value, connection, prepared)

    def get_lookup(self, lookup_name: str) -> Any:
        return super().get_lookup(lookup_name) if lookup_name == "isnull" else None

    def to_python(self, value: Any) -> Any:
        return value

    def _sealer(self, row: models.Model) -> Any:
        return row.sealer if self.author == "self" else attrgetter(self.author)(row).sealer


class SealedTextField(SealedField):
    """A sealed text; reads and writes as `str`."""


class SealedJSONField(SealedField):
    """A sealed value of JSON kinds; each reading gives a fresh object, so assign to change it."""

    to_text = staticmethod(lambda value: json.dumps(value, separators=(",", ":")))
    from_text = staticmethod(json.loads)
