"""The meeting as one of the two sees it now: the scene, whose turn it is, the words that belong."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.models import Person
from checkins import labels
from checkins.domain import meeting as domain
from checkins.domain.meeting import AGREE, CLOSE, FIRST, SECOND, Scene
from checkins.models import CheckIn, Meeting
from checkins.services.meeting import scenes_of


@dataclass(frozen=True)
class Speaker:
    """One of the two, with what they shared for this step if it is theirs to say now."""

    name: str
    is_me: bool
    said: tuple[labels.Said, ...]


@dataclass(frozen=True)
class Stage:
    """One screen of the evening.

    `speaker` and `listener` are None where both speak or nobody does; `voices` has both of them in
    the order in which they speak, with what they shared for this step. `seconds` is what the scene
    is meant to take, `gone` how much of it is over. `ends_at` leaves out pauses still to come.
    """

    meeting: Meeting
    scene: Scene
    number: int
    steps: int
    minutes_left: int
    gone: int
    ends_at: datetime
    voices: tuple[Speaker, ...]
    speaker: Speaker | None
    listener: Speaker | None

    @property
    def is_first(self) -> bool:
        """Whether there is nothing to go back to."""
        return self.number == 1

    @property
    def is_last(self) -> bool:
        """Whether this is the close."""
        return self.scene.step.key == CLOSE

    @property
    def agrees(self) -> bool:
        """Whether this is where the two agree on small steps."""
        return self.scene.part == AGREE

    @property
    def offers_writing(self) -> bool:
        """Whether writing may take the place of talking from here."""
        is_topic = self.scene.step.key == domain.TOPIC_STEPS[domain.TALK]
        return self.meeting.may_write and is_topic and self.scene.part == domain.FIRST

    @property
    def is_over(self) -> bool:
        """Whether the scene has taken as long as it was meant to."""
        return self.gone >= self.scene.seconds


def stage_for(
    reader: Person, check_in: CheckIn, meeting: Meeting, *, language: str, at: datetime
) -> Stage:
    """What `reader` sees of the meeting at this moment; only shared words are in it."""
    evening = scenes_of(meeting, language)
    scene = domain.scene_named(evening, meeting.scene)
    gone = meeting.seconds_gone(at)
    number, steps = domain.number_of(evening, scene)
    voices = _voices(reader, check_in, meeting, scene)
    speaker, listener = voices if scene.part != SECOND else voices[::-1]
    minutes_left = domain.minutes_left(evening, scene, gone)
    return Stage(
        meeting=meeting,
        scene=scene,
        number=number,
        steps=steps,
        minutes_left=minutes_left,
        gone=gone,
        ends_at=at + timedelta(minutes=minutes_left),
        voices=voices,
        speaker=speaker if scene.is_turn else None,
        listener=listener if scene.is_turn else None,
    )


def _voices(
    reader: Person, check_in: CheckIn, meeting: Meeting, scene: Scene
) -> tuple[Speaker, Speaker]:
    """Both, the one who speaks first in front."""
    silent = {FIRST: SECOND, SECOND: FIRST}.get(scene.part)
    one, other = domain.in_turn(check_in.couple.people, first_seat=meeting.first_seat)
    return (
        _voice(reader, check_in, one, "" if silent == FIRST else scene.step.shows),
        _voice(reader, check_in, other, "" if silent == SECOND else scene.step.shows),
    )


def _voice(reader: Person, check_in: CheckIn, person: Person, kind: str) -> Speaker:
    """This person with what they shared of one kind, once both were ready."""
    said: tuple[labels.Said, ...] = ()
    if kind:
        said = labels.said_of(check_in.words_shared_by(person), kind)
    return Speaker(name=person.called, is_me=person.pk == reader.pk, said=said)
