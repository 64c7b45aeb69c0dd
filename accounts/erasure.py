"""Erase a person: every row that is theirs by its model's declaration, and what lies outside."""

import hashlib
import json
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from allauth.account.models import EmailAddress
from django.db import connection, transaction

from accounts import outbox
from accounts.models import Couple, Erasure, Person, PersonKey, Session

HASH_BYTES = hashlib.sha256().digest_size


def erase_rows(person: Person) -> None:
    """Destroy the key first, then delete the person; every row of theirs goes with them."""
    PersonKey.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).delete()
    # What belonged to both goes when the second of two is gone.
    Couple.objects.filter(seats=None).delete()


def log(person: Person, *, receipt_hash: bytes, at: datetime) -> None:
    """Remember that somebody was erased, in a way that only their own row could be matched with."""
    row = {"receipt_hash": receipt_hash, "erased_at": at}
    # Whoever came back with an old backup may be erased a second time.
    Erasure.objects.update_or_create(mark=mark_of(person), defaults=row)


def mark_of(person: Person) -> bytes:
    """What the log knows a person by: the SHA-256 of their random public id (122 bits)."""
    return hashlib.sha256(person.public_id.bytes).digest()


def logged() -> Iterator[str]:
    """The log, one line of JSON an erasure."""
    for row in Erasure.objects.order_by("pk").iterator():
        mark, receipt = bytes(row.mark).hex(), bytes(row.receipt_hash).hex()
        yield json.dumps({"mark": mark, "receipt": receipt, "at": row.erased_at.isoformat()})


@transaction.atomic
def remember(lines: Iterable[str]) -> None:
    """Take lines of `logged` into the log, all or none; what is in it already stays as it is.

    Raises `ValueError`, which names the line and never what is in it.
    """
    rows = [_read(number, line) for number, line in enumerate(lines, start=1) if line.strip()]
    Erasure.objects.bulk_create(rows, ignore_conflicts=True, batch_size=500)


def _read(number: int, line: str) -> Erasure:
    try:
        row = json.loads(line)
        mark, receipt = bytes.fromhex(row["mark"]), bytes.fromhex(row["receipt"])
        at = datetime.fromisoformat(row["at"])
    except (ValueError, TypeError, KeyError) as fault:
        raise ValueError(f"line {number} cannot be read") from fault
    if len(mark) != HASH_BYTES or len(receipt) != HASH_BYTES or at.tzinfo is None:
        raise ValueError(f"line {number} is damaged")
    return Erasure(mark=mark, receipt_hash=receipt, erased_at=at)


def reapply(marks: Collection[bytes], *, at: datetime) -> int:
    """Erase again whoever of `marks` came back with an old backup; says how many that were.

    Harmless when run twice. The log keeps the first moment and the first receipt.
    """
    gone = set(marks)
    people = Person.objects.only("public_id", "email").order_by("pk").iterator(chunk_size=500)
    back = [person for person in people if mark_of(person) in gone]
    for person in back:
        _erase_again(person, at)
    return len(back)


def _erase_again(person: Person, at: datetime) -> None:
    addresses = addresses_of(person)
    with transaction.atomic():
        # Whoever they were linked with must be free to link again.
        for seat in person.seats.filter(left_at=None).select_related("couple"):
            seat.couple.end(at=at)
        erase_rows(person)
    erase_traces(addresses)


def addresses_of(person: Person) -> set[str]:
    """Every address mail to `person` went to, also one that waits to be confirmed."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email, *known}


def erase_traces(addresses: Collection[str]) -> None:
    """Remove what hangs on no row of theirs: half signed-in browsers, sent mail, SQLite's log."""
    Session.objects.filter(pk__in=list(_sessions_that_name(addresses))).delete()
    outbox.forget(addresses)
    # The log cannot be cut while a transaction around us still writes to it.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _sessions_that_name(addresses: Collection[str]) -> Iterator[str]:
    """Sessions of nobody in which somebody was about to sign in or to confirm such an address."""
    wanted = {address.casefold() for address in addresses}
    for session in Session.objects.filter(person=None).iterator():
        held = json.dumps(session.get_decoded(), default=str, ensure_ascii=False).casefold()
        if any(f'"{address}"' in held for address in wanted):
            yield session.session_key
