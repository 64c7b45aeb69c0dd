"""Attempts at the quiz, and the exact definition each was taken with."""

import uuid
from dataclasses import dataclass
from functools import cached_property

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import Locked, SealedJSONField, legible
from quizzes import content
from quizzes.domain.areas import Outlook, outlook
from quizzes.domain.instrument import Instrument, Item, Option, load
from quizzes.domain.scoring import Scores, score
from quizzes.refusals import AnswersDamaged, NoSuchQuestion

# Parsed definitions by their hash. A definition never changes, so neither does what is kept here.
_parsed: dict[str, Instrument] = {}


class InstrumentVersion(models.Model):
    """A definition somebody was asked by, kept word for word so that old results stay checkable."""

    identity = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    language = models.CharField(max_length=12)
    structure = models.TextField()
    words = models.TextField()
    scoring_hash = models.CharField(max_length=64)
    wording_hash = models.CharField(max_length=64)
    definition_hash = models.CharField(max_length=64)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["definition_hash"], name="each_definition_kept_once"),
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {
            *("id", "identity", "version", "language", "structure", "words"),
            *("scoring_hash", "wording_hash", "definition_hash"),
        }
        sealed = set()
        known_by = ("identity", "version", "language")

    def __str__(self) -> str:
        return f"{self.identity} {self.version} ({self.language})"

    @classmethod
    def keep(cls, instrument: Instrument) -> "InstrumentVersion":
        """The row that holds this definition, made when it is asked for the first time."""
        row, _made = cls.objects.get_or_create(
            definition_hash=instrument.definition_hash,
            defaults={
                "identity": instrument.id,
                "version": instrument.version,
                "language": instrument.wording.language,
                "structure": instrument.structure,
                "words": instrument.words,
                "scoring_hash": instrument.scoring_hash,
                "wording_hash": instrument.wording_hash,
            },
        )
        return row

    @property
    def instrument(self) -> Instrument:
        """This definition, parsed once in a process."""
        if self.definition_hash not in _parsed:
            _parsed[self.definition_hash] = self._parse()
        return _parsed[self.definition_hash]

    def _parse(self) -> Instrument:
        now = content.current(self.language)
        if now.definition_hash == self.definition_hash:
            return now
        # Both texts are left out of ordinary queries; this fetches them in one.
        self.refresh_from_db(fields=["structure", "words"])
        return load(self.structure, self.words)


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of an attempt, with what has been said to it; `number` counts from 1."""

    number: int
    of: int
    item: Item
    options: tuple[Option, ...]
    answer: int | None
    is_skipped: bool

    @property
    def is_answered(self) -> bool:
        return self.answer is not None

    @property
    def number_before(self) -> int:
        """The question before this one; 0 at the first."""
        return self.number - 1


class AttemptQuerySet(models.QuerySet):
    """Attempts, as a set."""

    def open(self) -> "AttemptQuerySet":
        """Those that are not finished: at most one a person."""
        return self.filter(finished_at=None)

    def finished(self) -> "AttemptQuerySet":
        """Those with a result, the newest first."""
        return self.exclude(finished_at=None).order_by("-finished_at", "-pk")

    def of_instrument(self, identity: str) -> "AttemptQuerySet":
        """Those of one instrument, in any of its versions."""
        return self.filter(version__identity=identity)

    def before(self, attempt: "Attempt") -> "AttemptQuerySet":
        """Those finished before another one of the same instrument, the newest first."""
        same = self.finished().of_instrument(attempt.version.identity)
        return same.filter(finished_at__lt=attempt.finished_at).exclude(pk=attempt.pk)

    def with_share(self) -> "AttemptQuerySet":
        """With the person's own choice to share them."""
        return self.select_related("share")

    def with_version(self) -> "AttemptQuerySet":
        """With what is needed to read them; the long texts of the definition stay behind."""
        return self.select_related("version").defer("version__structure", "version__words")


class Attempt(models.Model):
    """One taking of the quiz.

    `answers` is {item: code of the option}, with None for an item that was skipped; an item not
    reached is absent. `choices` is {"areas": [asked], "matters": [said to matter most]}.
    """

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="attempts"
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.ForeignKey(
        InstrumentVersion, on_delete=models.PROTECT, related_name="attempts"
    )
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    answers = SealedJSONField(author="person", locked_by="is_kept")
    choices = SealedJSONField(author="person", locked_by="is_kept")

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person"],
                condition=Q(finished_at=None),
                name="one_open_attempt_per_person",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(finished_at__gte=models.F("started_at")),
                name="an_attempt_ends_after_it_starts",
            ),
        ]

    class Privacy:
        owner = "person"
        aged_by = ("finished_at", "started_at")
        aged_as = _("quizzes with their results")
        erased = {
            *("id", "person", "public_id", "version", "started_at", "finished_at"),
            *("answers", "choices"),
        }
        kept = set()
        sealed = {"answers", "choices"}
        known_by = ("public_id",)
        exported_as = "quizzes"
        exported = {"public_id", "version", "started_at", "finished_at", "answers", "choices"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"attempt {self.pk}"

    @property
    def instrument(self) -> Instrument:
        return self.version.instrument

    @property
    def is_finished(self) -> bool:
        return self.finished_at is not None

    @property
    def is_kept(self) -> bool:
        """Whether it is the person's alone, and so locked where they have a lock."""
        return not self.is_finished or not type(self).objects.filter(share__attempt=self).exists()

    @property
    def is_damaged(self) -> bool:
        """Whether its answers or choices are lost; of what is locked nobody can tell yet."""
        sealed = (legible(self, name, None, locked=()) for name in ("answers", "choices"))
        return any(value is None for value in sealed)

    def refuse_if_damaged(self) -> None:
        """Raise AnswersDamaged where there is nothing to go on with."""
        if self.is_damaged:
            raise AnswersDamaged

    def is_shared_in(self, couple: Couple | None) -> bool:
        """Whether the person chose to share it with the other one of this couple."""
        share = getattr(self, "share", None)
        return couple is not None and share is not None and share.couple_id == couple.pk

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Keys of the areas that are asked in this attempt; settled when it starts."""
        return tuple(self.choices["areas"])

    @property
    def matters(self) -> tuple[str, ...]:
        """Keys of the areas the person said matter most."""
        return tuple(self.choices["matters"])

    @cached_property
    def items(self) -> tuple[Item, ...]:
        """The questions of this attempt, in their order."""
        return self.instrument.items_in(self.areas)

    def item(self, number: int) -> Item:
        """Question `number`, counted from 1; raises NoSuchQuestion."""
        if not 1 <= number <= len(self.items):
            raise NoSuchQuestion
        return self.items[number - 1]

    def asked(self, number: int) -> Asked:
        """Question `number` with the answer it has; raises NoSuchQuestion."""
        item, answers = self.item(number), self.answers
        answer = answers.get(item.key)
        return Asked(
            number=number,
            of=len(self.items),
            item=item,
            options=item.options,
            answer=answer,
            is_skipped=item.key in answers and answer is None,
        )

    @property
    def number_next(self) -> int:
        """The first question not yet reached; the last one when all were."""
        answers = self.answers
        reached = (item.key in answers for item in self.items)
        return next((n for n, seen in enumerate(reached, 1) if not seen), len(self.items))

    @property
    def waits_at(self) -> int | None:
        """The same, or None where it is locked and so cannot be told."""
        try:
            return self.number_next
        except Locked:
            return None

    @property
    def unanswered(self) -> tuple[int, ...]:
        """Numbers of the questions that were skipped or not reached."""
        answers = self.answers
        return tuple(n for n, item in enumerate(self.items, 1) if answers.get(item.key) is None)

    @property
    def has_answers(self) -> bool:
        return len(self.unanswered) < len(self.items)

    def scores(self) -> Scores:
        """The scores under the definition the attempt was taken with."""
        return score(self.instrument, self.answers, self.areas)

    def outlook(self) -> Outlook:
        """Strengths and areas to work on."""
        lower = {area.key for area in self.instrument.areas if not area.higher_is_better}
        return outlook(self.scores(), self.matters, lower)
