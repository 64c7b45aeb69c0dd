"""Small steps two people agreed on, and what either of them changed in the words since."""

import uuid
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import SealedTextField, legible
from checkins.models.check_in import CheckIn

# More small steps than this at a time are none: what was agreed last is lost among them.
MOST_OPEN = 12
# Both read every version; words that changed more often than this are better said anew.
MOST_WORDINGS = 30


class AgreementQuerySet(models.QuerySet):
    """Agreements, as a set."""

    def open(self) -> "AgreementQuerySet":
        """Those neither of the two has closed, the oldest first."""
        return self.filter(closed_at=None).order_by("made_at", "pk")

    def closed(self) -> "AgreementQuerySet":
        """Those one of the two closed, the latest first."""
        return self.filter(closed_at__isnull=False).order_by("-closed_at", "-pk")

    def readable(self) -> "AgreementQuerySet":
        """With every wording and its writer's key, in one more query.

        What somebody without a key wrote was erased, even where an old backup brought it back.
        """
        wordings = AgreementWording.objects.filter(author__key__isnull=False)
        wordings = wordings.select_related("author__key")
        return self.prefetch_related(models.Prefetch("wordings", wordings))


class Agreement(models.Model):
    """A small step, or "we accept this for now". It is the couple's, and goes with the couple."""

    class Kind(models.TextChoices):
        """What was agreed."""

        STEP = "step"
        ACCEPTED = "accepted"

    couple = models.ForeignKey(Couple, on_delete=models.CASCADE, related_name="agreements")
    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="agreements")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    made_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = AgreementQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["couple", "closed_at"], name="agreements_of_a_couple")]
        constraints = [
            models.CheckConstraint(
                condition=Q(kind__in=["step", "accepted"]),
                name="an_agreement_is_a_step_or_accepted",
            )
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {"id", "couple", "check_in", "public_id", "kind", "made_at", "closed_at"}
        sealed = set()
        known_by = ("public_id",)

    def __str__(self) -> str:
        return f"agreement {self.pk}"

    @property
    def is_closed(self) -> bool:
        """Whether one of the two closed it; who, is not written down."""
        return self.closed_at is not None

    @property
    def newest(self) -> "AgreementWording | None":
        """Its words as they are now; None where nobody's are left. Asked of a `readable` row."""
        return next(reversed(self.legible), None)

    @property
    def earlier(self) -> "list[AgreementWording]":
        """What it said before, the latest first. Asked of a `readable` row."""
        return self.legible[-2::-1]

    @property
    def legible(self) -> "list[AgreementWording]":
        """Every version that can be read, the oldest first; a damaged one hides no other."""
        return [one for one in self.wordings.all() if legible(one, "text", None) is not None]

    def word(self, text: str, *, by: Person, at: datetime) -> None:
        """Say it in these words from now on. The caller holds the lock on the couple."""
        # Asked afresh: of a readable row, `wordings` leaves out what nobody has a key for.
        all_of_them = AgreementWording.objects.filter(agreement=self)
        latest = all_of_them.aggregate(latest=models.Max("number"))["latest"] or 0
        self.wordings.create(author=by, number=latest + 1, text=text, written_at=at)


class AgreementWording(models.Model):
    """One version of an agreement's words, sealed under the key of whoever wrote it."""

    agreement = models.ForeignKey(Agreement, on_delete=models.CASCADE, related_name="wordings")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="agreement_wordings")
    number = models.PositiveSmallIntegerField()
    text = SealedTextField(author="author")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["agreement", "number"], name="one_wording_per_number")
        ]

    class Privacy:
        owner = "author"
        aged_by = "written_at"
        aged_as = _("agreements from when you were linked")
        stays_while = "agreement__couple"
        erased = {"id", "agreement", "author", "number", "text", "written_at"}
        kept = set()
        sealed = {"text"}
        exported_as = "agreement_wordings"
        exported = {"agreement", "number", "text", "written_at"}
        withheld = {"id": NUMBER, "author": OWNER}

    def __str__(self) -> str:
        return f"wording {self.pk}"
