"""The meeting of a week as it is being held: at which step the two are, and since when."""

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Couple, Person
from accounts.privacy import NUMBER, OWNER
from accounts.sealing import ALWAYS, SealedTextField
from checkins.domain.meeting import CLOSE, LENGTHS, TOPICS
from checkins.models.check_in import CheckIn

NO_TIME = 0


class Meeting(models.Model):
    """One evening as both are in it. Nothing here tells who moved it on, or who ended it.

    `scene` names the step and its part ("topic.first"), `scene_at` is when it began, moved on by
    every pause. `move` counts the changes, so that of two who move on at once one wins; `news`
    counts what was kept for both without moving. Seat 1 or 2
    speaks first all evening. A meeting that was stopped early looks like one that came to its end.
    """

    check_in = models.OneToOneField(CheckIn, on_delete=models.CASCADE, related_name="meeting")
    length = models.CharField(max_length=8)
    topic = models.CharField(max_length=8, default="none")
    has_agreements = models.BooleanField(default=False)
    may_write = models.BooleanField(default=False)
    first_seat = models.PositiveSmallIntegerField()
    scene = models.CharField(max_length=32)
    move = models.PositiveIntegerField(default=0)
    news = models.PositiveIntegerField(default=0)
    began_at = models.DateTimeField()
    scene_at = models.DateTimeField()
    paused_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(length__in=LENGTHS), name="a_meeting_is_regular_or_light"
            ),
            models.CheckConstraint(
                condition=Q(topic__in=TOPICS), name="a_topic_is_talked_or_written_about_or_none"
            ),
            models.CheckConstraint(
                condition=Q(first_seat__in=[1, 2]), name="one_of_the_two_speaks_first"
            ),
        ]

    class Privacy:
        owner = None
        erased = set()
        kept = {
            *("id", "check_in", "length", "topic", "has_agreements", "may_write", "first_seat"),
            *("scene", "move", "news", "began_at", "scene_at", "paused_at"),
        }
        sealed = set()

    def __str__(self) -> str:
        return f"meeting {self.pk}"

    @property
    def version(self) -> int:
        """Grows with everything that the page of the other device should show."""
        return self.move + self.news

    @property
    def is_paused(self) -> bool:
        """Whether one of them said the pause word, or pressed it."""
        return self.paused_at is not None

    @property
    def is_at_its_close(self) -> bool:
        """Whether the two have come to the last screen, all the way or by stopping."""
        return self.scene.split(".")[0] == CLOSE

    def seconds_gone(self, at: datetime) -> int:
        """How long this scene has gone on, without its pauses."""
        return max(NO_TIME, int(((self.paused_at or at) - self.scene_at).total_seconds()))

    def go_to(self, scene: str, at: datetime) -> None:
        """Be at this scene from now on, and no longer paused."""
        self.scene, self.scene_at, self.paused_at = scene, at, None
        self.move += 1

    def pause(self, at: datetime) -> None:
        """Stop the clock."""
        self.paused_at = at
        self.move += 1

    def resume(self, at: datetime) -> None:
        """Let the clock go on from where it stood."""
        if self.paused_at is not None:
            self.scene_at += at - self.paused_at
        self.paused_at = None
        self.move += 1


class PauseWord(models.Model):
    """The word with which either of the two asks for a pause; a later one takes its place."""

    couple = models.OneToOneField(Couple, on_delete=models.CASCADE, related_name="pause_word")
    author = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="pause_words")
    word = SealedTextField(author="author")

    class Privacy:
        owner = "author"
        aged_by = "couple__ended_at"
        aged_as = _("pause words")
        erased = {"id", "couple", "author", "word"}
        kept = set()
        sealed = {"word"}
        exported_as = "pause_words"
        exported = {"couple", "word"}
        withheld = {"id": NUMBER, "author": OWNER}

    def __str__(self) -> str:
        return f"pause word {self.pk}"


class OutsideView(models.Model):
    """Seven minutes of writing about a topic as somebody outside would see it: the author's own."""

    check_in = models.ForeignKey(CheckIn, on_delete=models.CASCADE, related_name="outside_views")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="outside_views")
    text = SealedTextField(author="person", locked_by=ALWAYS)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["check_in", "person"], name="one_outside_view_per_person_and_week"
            )
        ]

    class Privacy:
        owner = "person"
        aged_by = "check_in__meets_at"
        aged_as = _("seven minutes of writing")
        erased = {"id", "check_in", "person", "text"}
        kept = set()
        sealed = {"text"}
        exported_as = "outside_views"
        exported = {"check_in", "text"}
        withheld = {"id": NUMBER, "person": OWNER}

    def __str__(self) -> str:
        return f"outside view {self.pk}"
