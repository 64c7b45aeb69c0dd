"""Whose invitations a person does not want to see again."""

from django.db import models

from accounts.models.person import Person
from accounts.privacy import NUMBER, OWNER


class Block(models.Model):
    """`person` takes no invitation of `blocked` any more, who cannot tell."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="blocks")
    blocked = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "blocked"], name="one_block_per_pair"),
            models.CheckConstraint(
                condition=~models.Q(person=models.F("blocked")), name="nobody_blocks_themselves"
            ),
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "person", "blocked", "made_at"}
        kept = set()
        sealed = set()
        exported_as = "blocks"
        exported = {"blocked", "made_at"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"block {self.pk}"
