"""The receipt of an erased account: a code that its holder alone knows."""

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from accounts.models import Erasure
from accounts.services.tokens import hash_of_token

# 30 letters and digits that nobody mistakes for one another: six groups of five hold 147 bits.
LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
GROUPS, GROUP_LENGTH = 6, 5


@dataclass(frozen=True)
class Receipt:
    """What is shown once, after erasing."""

    code: str = field(repr=False)
    erased_at: datetime


def fresh_receipt(at: datetime) -> Receipt:
    """A receipt with a random code."""
    groups = ("".join(map(secrets.choice, [LETTERS] * GROUP_LENGTH)) for _ in range(GROUPS))
    return Receipt("-".join(groups), at)


def hash_of_receipt(code: str) -> bytes:
    """What is stored in place of a code, however it was spaced when it was typed."""
    return hash_of_token("".join(letter for letter in code.upper() if letter.isalnum()))


def erased_at(code: str) -> datetime | None:
    """When the account of this receipt was erased; None where no receipt has this code."""
    found = Erasure.objects.filter(receipt_hash=hash_of_receipt(code))
    return found.values_list("erased_at", flat=True).first()
