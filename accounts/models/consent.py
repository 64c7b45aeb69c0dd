"""What a person has confirmed, and to which text."""

from django.db import models

from accounts.models.person import Person
from accounts.privacy import NUMBER, OWNER


class Consent(models.Model):
    """One confirmation, kept with the version of the text that was on the screen."""

    class Kind(models.TextChoices):
        """What was confirmed."""

        ADULT = "adult"
        HOST_CAN_READ = "host_can_read"
        # Of health and love life, as the law has it: asked for by itself, and it can be withdrawn.
        SENSITIVE_DATA = "sensitive_data"
        QUIZ_STATISTICS = "quiz_statistics"

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="consents")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    text_version = models.CharField(max_length=20)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind", "text_version"], name="one_consent_per_text"
            )
        ]

    class Privacy:
        owner = "person"
        erased = {"id", "person", "kind", "text_version", "given_at"}
        kept = set()
        sealed = set()
        exported_as = "consents"
        exported = {"kind", "text_version", "given_at"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"consent {self.pk}"
