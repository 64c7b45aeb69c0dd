"""A person's own lock: what opens the words that not even the host can read."""

from typing import Any

from django.db import models

from accounts.models.person import Person
from accounts.privacy import KEY, NUMBER, OWNER
from accounts.sealing import SealedJSONField


class Lock(models.Model):
    """The private half of a person's lock, wrapped by their passphrase and by a recovery code.

    The public half stands beside the person's key, as it is needed wherever they write. `wrapped`
    holds both wrappings with their salts and costs (`domain.locking`); it is sealed once more under
    the person's key, so that an erased account leaves nothing to guess passphrases against.
    """

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="lock")
    made_at = models.DateTimeField()
    wrapped: Any = SealedJSONField(author="person")

    class Privacy:
        owner = "person"
        erased = {"id", "person", "made_at", "wrapped"}
        kept = set()
        sealed = {"wrapped"}
        exported_as = "lock"
        exported = {"made_at"}
        withheld = {"id": NUMBER, "person": OWNER, "wrapped": KEY}

    def __str__(self) -> str:
        return f"lock of person {self.person_id}"
