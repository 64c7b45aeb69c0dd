"""The private address under which somebody's calendar fetches their plans."""

from django.db import models

from accounts.models import Person
from accounts.privacy import HASH, NUMBER, OWNER


class Feed(models.Model):
    """One person's feed. Only a hash is kept: the address is shown once, to whoever made it."""

    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="feed")
    token_hash = models.BinaryField(max_length=32, unique=True)
    shows_titles = models.BooleanField(default=False)
    made_at = models.DateTimeField()

    class Privacy:
        owner = "person"
        erased = {"id", "person", "token_hash", "shows_titles", "made_at"}
        kept = set()
        sealed = set()
        exported_as = "calendar_address"
        exported = {"shows_titles", "made_at"}
        withheld = {"id": NUMBER, "person": OWNER, "token_hash": HASH}

    def __str__(self) -> str:
        return f"feed of person {self.person_id}"
