"""What a person does with their own lock: set it up, open it, change what opens it, remove it.

What opens it is stretched and wrapped before any transaction begins: that takes its time.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Func, Q, Value

from accounts import owning
from accounts.domain import locking as domain
from accounts.domain import sealing
from accounts.domain.locking import Opened
from accounts.locking import Hold
from accounts.models import Lock, Person, PersonKey
from accounts.refusals import (
    LockDamaged,
    Locked,
    LockReplaced,
    LockThere,
    LockUnfinished,
    NoLock,
)
from accounts.sealing import SealBroken, SealedField, seal_anew

# So many texts are sealed anew while somebody waits, in transactions of so many.
AT_ONCE = 1000
BATCH = 100


@dataclass(frozen=True)
class FreshLock:
    """A lock as it was just made. `code` is shown once; `left` counts texts not locked yet."""

    opened: Opened
    code: str
    left: int


@dataclass(frozen=True)
class LockStanding:
    """Where somebody is with their lock, and how many texts are not as they should be.

    Without a lock these are texts that an earlier one still holds.
    """

    is_there: bool
    left: int


def lock_standing(person: Person) -> LockStanding:
    """Where this person is with their lock."""
    return LockStanding(person.lock_public is not None, _count(person))


def has_lock(person: Person) -> bool:
    """Whether there is a lock to open, be it one that was removed and still holds something."""
    return Lock.objects.filter(person=person).exists()


def set_up_lock(*, by: Person, passphrase: str, at: datetime) -> FreshLock:
    """Make a lock for `by`, and lock what they kept so far.

    Raises `LockThere`, and `LockUnfinished` while an earlier lock still holds something.
    """
    if by.lock_public is not None:
        raise LockThere
    if _count(by):
        raise LockUnfinished
    opened, code = domain.new_lock(), domain.new_code()
    wrapped = domain.wrap(opened, owner=_owner(by), passphrase=passphrase, code=code)
    with transaction.atomic():
        key = PersonKey.objects.select_for_update().get(person=by)
        if key.lock_public is not None:
            raise LockThere
        lock = Lock.objects.filter(person=by).first() or Lock()
        lock.person, lock.made_at, lock.wrapped = by, at, wrapped
        lock.save()
        _set_half(by, opened.public)
    return FreshLock(opened, code, seal_what_is_left(by=by))


def open_lock(*, by: Person, secret: str) -> Opened:
    """Open the lock of `by` with its passphrase or its recovery code.

    Raises `WrongSecret`, `NoLock`, `LockDamaged`, and `LockReplaced` where the half that locks what
    `by` writes is not the one that belongs to it.
    """
    opened = domain.unwrap(_wrapped(by), owner=_owner(by), secret=secret)
    if by.lock_public not in (None, opened.public):
        raise LockReplaced
    return opened


def change_passphrase(*, by: Person, secret: str, passphrase: str) -> None:
    """Let another passphrase open it. Raises `WrongSecret`, `NoLock` and `LockReplaced`."""
    opened = open_lock(by=by, secret=secret)
    made = domain.wrap_by_passphrase(opened, owner=_owner(by), passphrase=passphrase)
    _rewrap(by, passphrase=made)


def new_recovery_code(*, by: Person, secret: str) -> str:
    """A new recovery code in place of the one before, to be shown once. Raises the same."""
    opened, code = open_lock(by=by, secret=secret), domain.new_code()
    _rewrap(by, code=domain.wrap_by_code(opened, owner=_owner(by), code=code))
    return code


def remove_lock(*, by: Person, secret: str) -> int:
    """Lock nothing from now on, and unlock what was locked; gives how many texts are left.

    The wrapped half stays until another lock takes its place: a request that began before may
    still lock something with it, and that must open, too. Raises the same.
    """
    opened = open_lock(by=by, secret=secret)
    _set_half(by, None)
    with Hold(by, lambda: opened):
        return seal_what_is_left(by=by)


def put_right(*, by: Person, opened: Opened) -> None:
    """As the lock is opened: seal anew what a request or a removal broken off has left behind."""
    with Hold(by, lambda: opened):
        seal_what_is_left(by=by)


def seal_what_is_left(*, by: Person) -> int:
    """Seal anew what is not sealed as it should be, up to a limit; gives how many are left.

    Locking needs nothing opened; unlocking does, and what cannot be opened is left. Harmless when
    run twice or broken off.
    """
    unfit = islice(_unfit(by), AT_ONCE)
    by_model: dict[type[models.Model], list[int]] = defaultdict(list)
    for row in unfit:
        by_model[type(row)].append(row.pk)
    for model, keys in by_model.items():
        for start in range(0, len(keys), BATCH):
            _seal_batch(by, model, keys[start : start + BATCH])
    return _count(by) if by_model else 0


@transaction.atomic
def _seal_batch(by: Person, model: type[models.Model], keys: list[int]) -> None:
    path = owning.path_to_owner(model)
    rows = _rows(by, model, path).select_for_update(of=("self",)).filter(pk__in=keys)
    for row in rows:
        owning.lend(by, row, path)
        # A damaged text must not keep the others as they are.
        with suppress(Locked, SealBroken), transaction.atomic():
            seal_anew(row)


def _count(person: Person) -> int:
    return sum(1 for _row in _unfit(person))


def _unfit(person: Person) -> Iterator[models.Model]:
    """Rows of this person with a value that is locked and should not be, or the other way round."""
    wrong = domain.VERSION if person.lock_public is None else sealing.VERSION
    for model, fields in _lockable().items():
        path = owning.path_to_owner(model)
        rows, looks_wrong = _rows(person, model, path), Q()
        for field in fields:
            # Told by the first byte, in the database: most rows are as they should be.
            head = Func(F(field.attname), Value(1), Value(1), function="SUBSTR")
            head.output_field = models.BinaryField()
            rows = rows.annotate(**{f"head_of_{field.attname}": head})
            looks_wrong |= Q(**{f"head_of_{field.attname}": wrong})
        for row in rows.filter(looks_wrong).iterator(chunk_size=BATCH):
            owning.lend(person, row, path)
            if any(not field.fits(row) and not _is_damaged(row, field) for field in fields):
                yield row


def _is_damaged(row: models.Model, field: SealedField) -> bool:
    """Whether nothing can be made of this value any more, so that it stays as it is."""
    try:
        field.value_from_object(row)
    except SealBroken:
        return True
    except Locked:
        return False
    return False


def _lockable() -> dict[type[models.Model], list[SealedField]]:
    """Every model with columns that a lock may close, and these columns."""
    columns = {
        model: [f for f in model._meta.concrete_fields if getattr(f, "locked_by", "")]
        for model in apps.get_models()
    }
    return {model: fields for model, fields in columns.items() if fields}


def _rows(person: Person, model: type[models.Model], path: str) -> models.QuerySet:
    """The rows of a person, with what leads to their author."""
    rows, way = owning.rows_of(person, model, path).order_by("pk"), owning.way_to_owner(path)
    return rows.select_related(way) if way else rows


def _wrapped(person: Person) -> dict[str, Any]:
    lock = Lock.objects.filter(person=person).first()
    if lock is None:
        raise NoLock
    lock.person = person
    try:
        return lock.wrapped
    except SealBroken as broken:
        raise LockDamaged from broken


def _rewrap(person: Person, **wrappings: object) -> None:
    with transaction.atomic():
        lock = Lock.objects.select_for_update().get(person=person)
        lock.person = person
        lock.wrapped = {**lock.wrapped, **wrappings}
        lock.save(update_fields=["wrapped"])


def _set_half(person: Person, half: bytes | None) -> None:
    """Let this half lock what the person writes from now on."""
    PersonKey.objects.filter(person=person).update(lock_public=half)
    person.key.lock_public = half


def _owner(person: Person) -> bytes:
    return person.public_id.bytes
