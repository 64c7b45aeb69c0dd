"""The evening on paper, for both at once: its steps, what both shared, and room to write."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import Person
from checkins import content, labels
from checkins.domain import meeting as domain
from checkins.domain.meeting import LIGHT, NONE, REGULAR, TALK, WRITE, Step
from checkins.domain.preparation import Written, for_the_partner
from checkins.models import Agreement, CheckIn, Entry
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
    order = 1 if domain.seat_that_begins(check_in.week) == 1 else -1
    people = couple.people[::order]
    shared = _shared(check_in, people)
    steps = tuple(_on_paper(step, length, people, shared) for step in taken)
    own = own_questions(reader, [check_in.prompt_key])
    return Sheet(
        length=length,
        minutes=sum(step.minutes for step in steps),
        steps=steps,
        first=people[0].name,
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


def _shared(check_in: CheckIn, people: Iterable[Person]) -> dict[int, list[Written]]:
    """What each of the two shows the other, by person; nothing of what is kept is fetched."""
    words: dict[int, list[Written]] = {person.pk: [] for person in people}
    if not check_in.is_revealed:
        return words
    seen = Entry.objects.filter(preparation__check_in=check_in)
    seen = seen.for_the_partner(has_topic=check_in.has_topic)
    for entry in seen.select_related("preparation__person__key"):
        words[entry.preparation.person_id].append(entry.written())
    has_topic = check_in.has_topic
    return {author: for_the_partner(said, has_topic=has_topic) for author, said in words.items()}


def _on_paper(
    step: Step, length: str, people: Iterable[Person], shared: dict[int, list[Written]]
) -> SheetStep:
    one, other = (_voice(person, step.shows, shared[person.pk]) for person in people)
    return SheetStep(step=step, minutes=step.minutes[length], voices=(one, other))


def _voice(person: Person, kind: str, shared: list[Written]) -> Voice:
    of_kind = [written for written in shared if written.kind == kind]
    groups = labels.grouped(of_kind)
    return Voice(person.name, tuple(said for group in groups for said in group.said))
