"""The seven minutes in which each writes, alone, how somebody outside would see their topic."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from accounts.models import Person
from accounts.sealing import legible
from checkins.domain.closing import ends_at
from checkins.domain.meeting import TOPIC_STEPS, WRITE, scene_named
from checkins.models import CheckIn, OutsideView
from checkins.refusals import WritingClosed
from checkins.services.meeting import meeting_of, scenes_of
from checkins.services.rights import check_in_of


@dataclass(frozen=True)
class Clock:
    """The clock of the step in the meeting, while it runs: what it takes and what is gone of it."""

    whole: int
    gone: int

    @property
    def is_over(self) -> bool:
        """Whether the step has taken as long as it was meant to."""
        return self.gone >= self.whole


def offers_writing(check_in: CheckIn) -> bool:
    """Whether the evening offers it; the same for both, whatever becomes of the topic."""
    held = meeting_of(check_in)
    return held is not None and held.may_write


def can_write(check_in: CheckIn, at: datetime) -> bool:
    """Whether one can write, or change what one wrote: until seven days after the meeting."""
    return offers_writing(check_in) and at < ends_at(check_in.meets_at)


def outside_view(check_in: CheckIn, *, by: Person) -> str:
    """What `by` wrote, for their own eyes; nothing where they did not."""
    mine = by.outside_views.filter(check_in=check_in).select_related("person__key").first()
    return legible(mine, "text") if mine else ""


@transaction.atomic
def write_outside_view(check_in: CheckIn, *, by: Person, text: str, at: datetime) -> None:
    """Keep what `by` wrote in place of what was there; no text leaves nothing.

    Raises `WritingClosed`, and `NotLinked` after an unlink.
    """
    locked = check_in_of(by, check_in)
    if not can_write(locked, at):
        raise WritingClosed
    mine = OutsideView.objects.filter(check_in=locked, person=by)
    if not text:
        mine.delete()
        return
    view = mine.first() or OutsideView(check_in=locked)
    view.person, view.text = by, text
    view.save()


def writing_clock(check_in: CheckIn, at: datetime) -> Clock | None:
    """The step's clock as both see it, or None where the meeting is elsewhere or paused."""
    held = meeting_of(check_in)
    if held is None or held.is_paused or not check_in.is_current(at):
        return None
    evening = scenes_of(held)
    scene = scene_named(evening, held.scene)
    if scene.step.key != TOPIC_STEPS[WRITE]:
        return None
    return Clock(whole=scene.seconds, gone=held.seconds_gone(at))
