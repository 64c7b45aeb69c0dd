"""The log of erasures: what a restored backup has to forget again."""

from django.db import models


class Erasure(models.Model):
    """That somebody was erased, and when. Neither column tells who it was.

    `mark` is the SHA-256 of the person's random public id: only a row that came back can be matched
    with it. `receipt_hash` is that of the code on the receipt, which its holder alone knows.
    """

    mark = models.BinaryField(max_length=32, unique=True)
    receipt_hash = models.BinaryField(max_length=32, unique=True)
    erased_at = models.DateTimeField()

    class Privacy:
        owner = None
        erased = set()
        kept = {"id", "mark", "receipt_hash", "erased_at"}
        sealed = set()

    def __str__(self) -> str:
        return f"erasure {self.pk}"
