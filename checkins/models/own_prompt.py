"""Questions a couple added to those of the catalogue."""

import uuid
from collections.abc import Iterable
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import SealedTextField, legible
from checkins.domain.prompts import OWN, is_own


class OwnPromptQuerySet(models.QuerySet):
    """Own questions, as a set."""

    def waiting(self) -> "OwnPromptQuerySet":
        """Those that are neither asked yet nor taken out, the oldest first."""
        return self.filter(asked_on=None, removed_at=None).order_by("added_at", "pk")

    def asked(self) -> "OwnPromptQuerySet":
        """Those a week was about, the latest first."""
        return self.filter(asked_on__isnull=False).order_by("-asked_on", "-pk")

    def readable(self) -> "OwnPromptQuerySet":
        """With each author's key."""
        return self.select_related("author__key")

    def called(self, keys: Iterable[str]) -> "OwnPromptQuerySet":
        """Those that go by one of these keys; a key of the catalogue names none."""
        return self.filter(public_id__in=[key.removeprefix(OWN) for key in keys if is_own(key)])

    def ask_oldest(self, on: date) -> "OwnPrompt | None":
        """Let the oldest waiting one be the question of the week that meets on this date.

        One that is taken out at the same moment is passed over: each update asks the row again.
        """
        for prompt in self.waiting():
            if self.waiting().filter(pk=prompt.pk).update(asked_on=on):
                return prompt
        return None


class OwnPrompt(models.Model):
    """A question one of the two wrote for both; it is asked once, in a week of its own."""

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="own_prompts")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="own_prompts")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = SealedTextField(author="author")
    added_at = models.DateTimeField()
    asked_on = models.DateField(null=True)
    removed_at = models.DateTimeField(null=True)

    objects = OwnPromptQuerySet.as_manager()

    class Privacy:
        owner = "author"
        aged_by = "added_at"
        aged_as = _("questions from when you were linked")
        stays_while = "couple"
        erased = {
            *("id", "couple", "author", "public_id", "text"),
            *("added_at", "asked_on", "removed_at"),
        }
        kept = set()
        sealed = {"text"}
        exported_as = "questions"
        exported = {"couple", "text", "added_at", "asked_on", "removed_at"}
        withheld = {"id": NUMBER, "author": OWNER, "public_id": NUMBER}

    def __str__(self) -> str:
        return f"own prompt {self.pk}"

    @property
    def key(self) -> str:
        """What a check-in knows it by."""
        return f"{OWN}{self.public_id}"

    @property
    def words(self) -> str:
        """The question; a damaged one breaks no page, its week falls back to the plain heading."""
        return legible(self, "text")
