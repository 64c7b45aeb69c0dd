"""The evening on paper, for both at once: its steps, what both shared, and room to write."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Person
from checkins import content, labels
from checkins.domain import meeting as domain
from checkins.domain.meeting import LIGHT, NONE, REGULAR, TALK, WRITE, Step
from checkins.domain.preparation import Written
from checkins.models import Agreement, CheckIn
from checkins.services.agreements import open_agreements
from checkins.services.meeting import meeting_of
from checkins.services.own_prompts import own_questions
from checkins.services.topics import topic_now


@dataclass(frozen=True)
class Voice:
    """One of the two in one step, with what they shared for it."""

    name: str
    said: tuple[labels.Said, ...]


@dataclass(frozen=True)
class SheetStep:
    """One step on paper; `voices` has both in the order in which they speak."""

    step: Step
    minutes: int
    voices: tuple[Voice, Voice]

    @property
    def by_turns(self) -> bool:
        """Whether one speaks and the other listens."""
        return self.step.speaks == domain.IN_TURNS

    @property
    def has_words(self) -> bool:
        """Whether one of the two shared something for it."""
        return any(voice.said for voice in self.voices)


@dataclass(frozen=True)
class Sheet:
    """The whole evening. Nothing in it says for which of the two it was made."""

    length: str
    minutes: int
    steps: tuple[SheetStep, ...]
    first: str
    question: str
    note: str
    agreements: tuple[Agreement, ...]


def sheet_for(reader: Person, check_in: CheckIn, *, length: str, language: str) -> Sheet:
    """The evening in this length as `reader` may read it; words only once both were ready."""
    couple = check_in.couple
    agreements = tuple(open_agreements(couple))
    taken = domain.steps_of(
        content.meeting(language),
        length=length,
        topic=_topic(check_in, length),
        has_agreements=bool(agreements),
    )
    people = domain.in_turn(couple.people, first_seat=domain.seat_that_begins(check_in.week))
    shared = [(person.called, check_in.words_shared_by(person)) for person in people]
    steps = tuple(_on_paper(step, length, shared) for step in taken)
    own = own_questions(reader, [check_in.prompt_key])
    return Sheet(
        length=length,
        minutes=sum(step.minutes for step in steps),
        steps=steps,
        first=people[0].called,
        question=labels.question(check_in.prompt_key, own),
        note=labels.note(check_in.prompt_key),
        agreements=agreements,
    )


def usual_length(check_in: CheckIn) -> str:
    """The length that was chosen for the evening; before that the whole one."""
    held = meeting_of(check_in)
    return held.length if held else REGULAR


def _topic(check_in: CheckIn, length: str) -> str:
    """What becomes of the topic on paper: what was chosen in the meeting, else talking."""
    if length == LIGHT or not check_in.is_revealed or not topic_now(check_in):
        return NONE
    held = meeting_of(check_in)
    return WRITE if held and held.topic == WRITE else TALK


def _on_paper(step: Step, length: str, shared: Iterable[tuple[str, list[Written]]]) -> SheetStep:
    one, other = (Voice(name, labels.said_of(words, step.shows)) for name, words in shared)
    return SheetStep(step=step, minutes=step.minutes[length], voices=(one, other))
