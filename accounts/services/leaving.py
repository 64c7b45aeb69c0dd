"""Ending a couple, and erasing an account."""

from datetime import datetime

from django.db import transaction

from accounts import erasure
from accounts.features import WHAT_ENDS, of_features
from accounts.models import Person
from accounts.services.receipts import Receipt, fresh_receipt, hash_of_receipt
from accounts.services.rights import couple_of, live_couple, lock_people


@transaction.atomic
def unlink(*, by: Person, at: datetime) -> None:
    """End the couple of `by`, at once and alone; nobody is asked and nobody is told by mail.

    Raises `NotLinked` when there is no couple (any more).
    """
    couple_of(by).end(at=at)
    by.__dict__.pop("couple", None)


def what_unlinking_ends(*, by: Person, at: datetime) -> list[str]:
    """What both see now and neither would after an unlink, in sentences made from what is there.

    Nothing in it tells what either kept. Empty where there is nothing yet, and without a couple.
    """
    if by.couple is None:
        return []
    return [sentence for what_ends in of_features(WHAT_ENDS) for sentence in what_ends(by, at)]


def erase(*, by: Person, at: datetime) -> Receipt:
    """Erase the account of `by` with everything they wrote; gives the receipt.

    The couple ends first, then the key is destroyed, then every row goes, in one transaction.
    What lies outside the database (sent mail on this machine, the write-ahead log) follows. Raises
    `Person.DoesNotExist` where somebody else erased it a moment ago.
    """
    addresses, receipt = erasure.addresses_of(by), fresh_receipt(at)
    with transaction.atomic():
        # The couple before the person, as everything two people change together locks them. Asked
        # again after it, since somebody may have linked with `by` while we waited.
        couple = live_couple(by)
        lock_people(by)
        # Pressed on two devices at once, only the first erases: its receipt is the one that counts.
        Person.objects.only("pk").get(pk=by.pk)
        couple = couple or live_couple(by)
        if couple is not None:
            couple.end(at=at)
        erasure.log(by, receipt_hash=hash_of_receipt(receipt.code), at=at)
        erasure.erase_rows(by)
    erasure.erase_traces(addresses)
    return receipt
