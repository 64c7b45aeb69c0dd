"""Mail kept on this machine whose address nobody has any more, and when it goes.

A letter stays for as long as an account has its address, or an invitation to it is open: whoever
has no account yet looks for it in the outbox, and has nowhere else to look.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import chain

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed
from django.db import transaction
from django.dispatch import receiver
from django.utils import timezone

from accounts import outbox
from accounts.models import Invitation, Person
from accounts.sealing import legible

# Writing one takes a moment; what is unfinished for so long stays so.
UNFINISHED_AFTER = timedelta(hours=1)


def forget(at: datetime) -> None:
    """Delete every letter to an address that is nobody's at `at`."""
    outbox.remove_unfinished(at - UNFINISHED_AFTER)
    # In this order: a letter is never older than the account or the invitation it was written for.
    addressees = outbox.addressees()
    if not addressees:
        return
    in_use = set(map(outbox.comparable, _in_use(at)))
    outbox.remove(key for key, sent_to in addressees.items() if not sent_to & in_use)


@receiver(email_changed)
def forget_old_address(**_change: object) -> None:
    """Somebody has another address now.

    What tells the old one so is written after this and stays until the night: it is a warning.
    """
    transaction.on_commit(lambda: forget(timezone.now()))


def _in_use(at: datetime) -> Iterator[str]:
    """Every address an account has, confirmed or not, and every one that is invited now.

    All of them, since mail is kept in a folder only where there are few.
    """
    asked = Invitation.objects.open(at).filter(sent_to__isnull=False)
    return chain(
        Person.objects.values_list("email", flat=True).iterator(),
        EmailAddress.objects.values_list("email", flat=True).iterator(),
        (legible(one, "sent_to") for one in asked.select_related("inviter__key").iterator()),
    )
