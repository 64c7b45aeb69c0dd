"""Model fields whose values are sealed under their author's key before they reach the database."""

import json
from collections.abc import Callable
from functools import lru_cache
from operator import attrgetter
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.query_utils import DeferredAttribute
from django.utils.translation import gettext_lazy as _

from accounts import locking
from accounts.domain.locking import is_locked, lock
from accounts.domain.sealing import Keyring, SealBroken
from accounts.refusals import Locked

__all__ = [
    "ALWAYS",
    "DAMAGED",
    "LOCKED",
    "KeyGone",
    "Locked",
    "SealBroken",
    "SealedJSONField",
    "SealedTextField",
    "keyring",
    "legible",
    "seal_anew",
    "told",
]

# In place of words that their author's lock closes.
LOCKED = _("Locked. Open your lock to read this.")
# In place of words that cannot be opened.
DAMAGED = _("These words are damaged and cannot be read any more.")
# For `locked_by`: every value of the column is its author's alone.
ALWAYS = "always"
_RAISE = object()


class KeyGone(Exception):
    """The author's key was destroyed with their account: what it sealed stays unreadable."""


def legible(row: models.Model, name: str, otherwise: Any = "", *, locked: Any = _RAISE) -> Any:
    """What a sealed field says, or `otherwise` where it is damaged or its key is gone.

    For pages on which one such value must not hide all the others. `locked` stands for what its
    author has locked; without it this raises `Locked`, and the page asks for the passphrase.
    """
    try:
        return getattr(row, name)
    except (KeyGone, SealBroken):
        return otherwise
    except Locked:
        if locked is _RAISE:
            raise
        return locked


def told(row: models.Model, name: str) -> str:
    """What a sealed text says, or a sentence in its place where it is locked or damaged."""
    return legible(row, name, str(DAMAGED), locked=str(LOCKED))


def seal_anew(row: models.Model) -> None:
    """Save what is locked and should not be, or the other way round; raises `Locked`.

    To be called after something else than the row itself was changed that decides about it.
    """
    sealed = [field for field in row._meta.concrete_fields if isinstance(field, SealedField)]
    unfit = [field.attname for field in sealed if not field.fits(row)]
    if unfit:
        row.save(update_fields=unfit)


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

    `locked_by` is the attribute path that says whether a row's value is its author's alone: such a
    value of somebody with a lock of their own is locked by it instead. One that is no longer what
    it was when it was sealed is sealed anew as its row is saved, so share and keep by saving rows.
    """

    descriptor_class = SealedAttribute
    to_text: Callable[[Any], str] = staticmethod(lambda value: value)
    from_text: Callable[[str], Any] = staticmethod(lambda text: text)

    def __init__(self, *, author: str, locked_by: str = "", **options: Any) -> None:
        super().__init__(**options)
        # What locks a value is no matter of the database, so migrations do not know of it.
        self.author, self.locked_by = author, locked_by

    def deconstruct(self) -> tuple:
        name, path, args, options = super().deconstruct()
        return name, path, args, {**options, "author": self.author}

    @property
    def purpose(self) -> str:
        """What a value of this column is bound to besides its author."""
        return f"{self.model._meta.label}.{self.name}"

    def opened(self, row: models.Model, value: bytes) -> Any:
        """The value behind sealed bytes; raises `KeyGone`, `SealBroken` or `Locked`."""
        if is_locked(value):
            return self.from_text(self._unlocked(row, value))
        return self.from_text(self._author(row).sealer.open(value, self.purpose))

    def fits(self, row: models.Model) -> bool:
        """Whether the stored value of `row` is locked if it should be, and not if it should not."""
        value = row.__dict__.get(self.attname)
        if not isinstance(value, bytes | memoryview):
            return value is None
        return is_locked(bytes(value)) == (self._half_for(row) is not None)

    def pre_save(self, row: models.Model, add: bool) -> bytes | None:
        value = row.__dict__.get(self.attname)
        if value is None or isinstance(value, bytes | memoryview):
            if not self.locked_by or self.fits(row):
                return value
            try:
                value = self.opened(row, bytes(value))
            except SealBroken:
                # Nothing can be made of it any more; what else is saved must not wait for it.
                return value
        sealed = self._sealed(row, self.to_text(value))
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

    def _sealed(self, row: models.Model, text: str) -> bytes:
        author, half = self._author(row), self._half_for(row)
        if half is None:
            return author.sealer.seal(text, self.purpose)
        return lock(text, half, author=author.public_id.bytes, purpose=self.purpose)

    def _unlocked(self, row: models.Model, value: bytes) -> str:
        opened = locking.opened_now()
        if opened is None or not opened.fits(value):
            locking.meet(self._author_id(row))
            raise Locked
        author = self._author(row).public_id.bytes
        return opened.open(value, author=author, purpose=self.purpose)

    def _half_for(self, row: models.Model) -> bytes | None:
        """The half that locks the value of this row; None where it is sealed ordinarily."""
        if not self.locked_by:
            return None
        half = self._author(row).lock_public
        # Asked second: it may cost a query, and most people have no lock.
        return half if half is not None and self._is_kept(row) else None

    def _is_kept(self, row: models.Model) -> bool:
        return self.locked_by == ALWAYS or attrgetter(self.locked_by)(row)

    def _author(self, row: models.Model) -> Any:
        return row if self.author == "self" else attrgetter(self.author)(row)

    def _author_id(self, row: models.Model) -> object:
        return row.pk if self.author == "self" else attrgetter(f"{self.author}_id")(row)


class SealedTextField(SealedField):
    """A sealed text; reads and writes as `str`."""


class SealedJSONField(SealedField):
    """A sealed value of JSON kinds; each reading gives a fresh object, so assign to change it."""

    to_text = staticmethod(lambda value: json.dumps(value, separators=(",", ":")))
    from_text = staticmethod(json.loads)
