"""What each of the two writes for a check-in, and what somebody alone notes for themselves."""

from collections.abc import Collection, Iterable
from dataclasses import replace
from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import DAMAGED, SealedTextField, legible, told
from checkins.domain.preparation import (
    APPRECIATION,
    KINDS,
    STEPS,
    TOPIC,
    TOPIC_WELCOME,
    Written,
    in_order,
)

MOST_PLACES = max(step.places for step in STEPS)


class PreparationQuerySet(models.QuerySet):
    """Preparations, as a set."""

    def with_words(self) -> "PreparationQuerySet":
        """Those in which something was written."""
        return self.filter(models.Exists(Entry.objects.filter(preparation=models.OuterRef("pk"))))

    def notes(self) -> "PreparationQuerySet":
        """What people noted for themselves in weeks alone, the latest week first."""
        return self.filter(check_in=None).order_by("-week", "-pk")


class Preparation(models.Model):
    """One person's preparation for one check-in, or the note of one who is alone that week.

    A note hangs on no couple and no check-in, so linking later shows nothing of it to anybody.
    `week` and `prompt_key` are a note's own; a preparation has those of its check-in.
    """

    check_in = models.ForeignKey(
        "checkins.CheckIn", on_delete=models.CASCADE, related_name="preparations", null=True
    )
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="preparations")
    week = models.CharField(max_length=8, blank=True)
    prompt_key = models.CharField(max_length=64, blank=True)
    ready_at = models.DateTimeField(null=True)

    objects = PreparationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "person"], name="one_preparation_per_person_and_week"
            ),
            models.UniqueConstraint(
                fields=["person", "week"],
                condition=Q(check_in=None),
                name="one_note_per_person_and_week",
            ),
            models.CheckConstraint(
                condition=Q(check_in=None, ready_at=None) & ~Q(week="")
                | Q(check_in__isnull=False, week=""),
                name="a_preparation_is_for_a_meeting_or_a_note",
            ),
        ]

    class Privacy:
        owner = "person"
        aged_by = ("check_in__meets_at", "week")
        aged_as = _("weeks with what you wrote or noted")
        erased = {"id", "check_in", "person", "week", "prompt_key", "ready_at"}
        kept = set()
        sealed = set()
        known_by = ("check_in", "week")
        exported_as = "preparations"
        exported = {"check_in", "week", "prompt_key", "ready_at"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"preparation {self.pk}"

    def words(self, kinds: Collection[str]) -> list[Written]:
        """What was written of these kinds, to go on with, in reading order; raises `Locked`."""
        return in_order(entry.written() for entry in self.entries.filter(kind__in=kinds))

    def told(self) -> list[Written]:
        """All that was written, with a sentence in place of what is locked or damaged."""
        return in_order(entry.told() for entry in self.entries.all())

    def put(self, kinds: Collection[str], written: Iterable[Written]) -> bool:
        """Let the entries of these kinds be what was written; say whether that changed any."""
        there = {entry.place: entry for entry in self.entries.filter(kind__in=kinds)}
        wanted = {(said.kind, said.position): said for said in written if said.text}
        gone = [entry.pk for place, entry in there.items() if place not in wanted]
        if gone:
            self.entries.filter(pk__in=gone).delete()
        changes = [self._put_one(there.get(place), said) for place, said in wanted.items()]
        return bool(gone) or any(changes)

    def _put_one(self, entry: "Entry | None", said: Written) -> bool:
        entry = entry or Entry(preparation=self, kind=said.kind, position=said.position)
        entry.preparation = self
        if not entry._state.adding and entry.says(said):
            return False
        entry.text, entry.shared = said.text, said.shared
        entry.save()
        return True


class EntryQuerySet(models.QuerySet):
    """Entries, as a set."""

    def shared(self) -> "EntryQuerySet":
        """What its author shares."""
        return self.filter(shared=True)

    def keep(self) -> int:
        """Let none of it be shared (any more); gives how many were."""
        has_lock = Q(preparation__person__key__lock_public__isnull=False)
        locking = self.shared().filter(has_lock).readable().prefetch_related("earlier")
        # Each of these is sealed anew, by the lock.
        kept = [entry.keep() for entry in locking]
        return len(kept) + self.shared().update(shared=False)

    def for_the_partner(self) -> "EntryQuerySet":
        """What of it the other one sees: a topic only in a week that has one."""
        seen = ~Q(kind=TOPIC) | Q(preparation__check_in__has_topic=True)
        return self.shared().filter(seen)

    def readable(self) -> "EntryQuerySet":
        """With the author's key."""
        return self.select_related("preparation__person__key")

    def opened(self) -> list[Written]:
        """Their words, to go on with."""
        return [entry.written() for entry in self.readable()]

    def read(self) -> list[Written]:
        """Their words as they are read."""
        return [entry.read() for entry in self.readable()]

    def read_with_earlier(self) -> list[Written]:
        """The same, each with what stood there before it was changed."""
        return [entry.with_earlier() for entry in self.readable().prefetch_related("earlier")]


class Entry(models.Model):
    """One thing a person wrote in their preparation, to share or to keep."""

    preparation = models.ForeignKey(Preparation, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=16, choices=[(kind, kind) for kind in KINDS])
    position = models.PositiveSmallIntegerField(default=1)
    text = SealedTextField(author="preparation.person", locked_by="is_kept")
    shared = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["preparation", "kind", "position"], name="one_entry_per_place"
            ),
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="an_entry_is_of_a_known_kind"),
            models.CheckConstraint(
                condition=Q(position=1)
                | Q(kind=APPRECIATION, position__gte=1, position__lte=MOST_PLACES),
                name="only_appreciations_are_several",
            ),
        ]

    class Privacy:
        owner = "preparation__person"
        erased = {"id", "preparation", "kind", "position", "text", "shared"}
        kept = set()
        sealed = {"text"}
        known_by = ("preparation", "kind", "position")
        exported_as = "entries"
        exported = {"preparation", "kind", "position", "text", "shared"}
        withheld = {"id": NUMBER}

    def __str__(self) -> str:
        return f"entry {self.pk}"

    @property
    def place(self) -> tuple[str, int]:
        """Kind and position: what it is known by within its preparation."""
        return self.kind, self.position

    @property
    def is_kept(self) -> bool:
        """Whether it is its author's alone, and so locked where they have a lock.

        The word that a topic is all right is never shown, but both getting ready has to ask it.
        """
        return not self.shared and self.kind != TOPIC_WELCOME

    def written(self) -> Written:
        """The entry as its author goes on with it: a damaged one is empty. Raises `Locked`."""
        return self._with(legible(self, "text"))

    def says(self, said: Written) -> bool:
        """Whether this is what stands there already; what cannot be read now counts as different.

        So one can go on writing after one's lock has closed, and in place of damaged words.
        """
        return self._with(legible(self, "text", locked="")) == said

    def read(self) -> Written:
        """The entry as it is read: a sentence in place of damaged words. Raises `Locked`."""
        return self._with(legible(self, "text", str(DAMAGED)))

    def told(self) -> Written:
        """The same, with a sentence in place of a text that is locked, too."""
        return self._with(told(self, "text"))

    def with_earlier(self) -> Written:
        """The entry as it is read, with what it said before it was changed."""
        earlier = (legible(one, "text", str(DAMAGED)) for one in self.earlier.all())
        return replace(self.read(), earlier=tuple(earlier))

    def keep(self) -> None:
        """Let nobody else read it from now on, nor what it said before."""
        self.shared = False
        self.save(update_fields=["shared", "text"])
        for one in self.earlier.all():
            one.entry = self
            one.save(update_fields=["text"])

    def change(self, text: str, at: datetime) -> None:
        """Say this from now on, and keep what stood here, unless nobody can read it any more."""
        if before := legible(self, "text"):
            self.earlier.create(text=before, replaced_at=at)
        self.text = text
        self.save(update_fields=["text"])

    def _with(self, text: str) -> Written:
        return Written(self.kind, self.position, text, self.shared)


class EarlierWords(models.Model):
    """What an entry said before its author changed it after the reveal."""

    entry = models.ForeignKey(Entry, on_delete=models.CASCADE, related_name="earlier")
    text = SealedTextField(author="entry.preparation.person", locked_by="entry.is_kept")
    replaced_at = models.DateTimeField()

    class Meta:
        ordering = ["replaced_at", "pk"]

    class Privacy:
        owner = "entry__preparation__person"
        erased = {"id", "entry", "text", "replaced_at"}
        kept = set()
        sealed = {"text"}
        exported_as = "earlier_words"
        exported = {"entry", "text", "replaced_at"}
        withheld = {"id": NUMBER}

    def __str__(self) -> str:
        return f"earlier words {self.pk}"
