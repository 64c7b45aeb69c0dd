"""Exercises that people began and did: each person's own, and nobody else's to see."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.privacy import NUMBER, OWNER
from accounts.sealing import ALWAYS, SealedTextField


class PracticeQuerySet(models.QuerySet):
    """Practices, as a set."""

    def open(self) -> "PracticeQuerySet":
        """Those that were begun and not yet marked done, the newest first."""
        return self.filter(done_at=None).order_by("-started_at", "-pk")

    def done(self) -> "PracticeQuerySet":
        """Those that were done, the newest first."""
        return self.exclude(done_at=None).order_by("-done_at", "-pk")


class Practice(models.Model):
    """One time a person did an exercise, with one line for themselves if they like.

    `exercise` is the key of an exercise, which keeps its key for ever. It is sealed like a word:
    which exercise somebody turns to says enough about them.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="practices"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    exercise = SealedTextField(author="person", locked_by=ALWAYS)
    started_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)
    line = SealedTextField(author="person", locked_by=ALWAYS, null=True)

    objects = PracticeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(done_at__gte=F("started_at")),
                name="an_exercise_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(line__isnull=True) | Q(done_at__isnull=False),
                name="a_line_is_written_when_it_is_done",
            ),
        ]

    class Privacy:
        owner = "person"
        aged_by = ("done_at", "started_at")
        aged_as = _("exercises, with your lines")
        erased = {"id", "person", "public_id", "exercise", "started_at", "done_at", "line"}
        kept = set()
        sealed = {"exercise", "line"}
        exported_as = "exercises"
        exported = {"exercise", "started_at", "done_at", "line"}
        withheld = {"id": NUMBER, "person": OWNER, "public_id": NUMBER}

    def __str__(self) -> str:
        return f"practice {self.pk}"
