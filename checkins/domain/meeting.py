"""The guided meeting: its steps in order, who speaks, how long, and where one goes from here."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from checkins.domain import catalogue
from checkins.domain.catalogue import ContentFault
from checkins.domain.preparation import KINDS

Someone = TypeVar("Someone")

REGULAR, LIGHT = "regular", "light"
LENGTHS = (REGULAR, LIGHT)

# What becomes of the topic: none this week, talked about by turns, or each writes alone.
NONE, TALK, WRITE = "none", "talk", "write"
TOPICS = (NONE, TALK, WRITE)

# Who speaks in a step: both as they like, one after the other, or nobody, each being alone.
TOGETHER, IN_TURNS, ALONE = "together", "in-turns", "alone"
SPEAKS = (TOGETHER, IN_TURNS, ALONE)

# What a step needs to be part of the evening.
AGREEMENTS = "agreements"
NEEDS = (AGREEMENTS, TALK, WRITE)

# The parts of a step: one speaks, the other speaks, both agree on something; or the whole of it.
FIRST, SECOND, AGREE, WHOLE = "first", "second", "agree", "whole"

# How long the two kinds of evening may take, in minutes: with and without what is optional.
BOUNDS = {REGULAR: (25, 35), LIGHT: (8, 10)}

# Where one goes from a scene, and what happens to its clock.
NEXT, BACK, SKIP, STOP = "next", "back", "skip", "stop"
PAUSE, RESUME = "pause", "resume"

# The first and the last step; every evening has both.
ARRIVE, CLOSE = "arrive", "close"

# The two ways to spend a topic, as steps.
TOPIC_STEPS = {TALK: "topic", WRITE: "writing"}

# A scene is kept by its step's key and its part, in a column of 32 characters.
_KEY = re.compile(r"[a-z][a-z-]{0,23}")

LONGEST_TITLE = 40
LONGEST_SENTENCE = 220


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the evening.

    `minutes` says how long it takes in each length of evening that has it. `shows` is the kind of
    prepared words it shows, `needs` what must be there for it to take place, both may be empty.
    `agrees` adds a third part after the two turns, in which the two agree on small steps.
    """

    key: str
    speaks: str
    minutes: Mapping[str, int]
    shows: str = ""
    needs: str = ""
    agrees: bool = False
    optional: bool = False
    title: str = ""
    lead: str = ""
    speaker: str = ""
    listener: str = ""
    together: str = ""
    why: str = ""
    sources: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Scene:
    """One screen of the evening: a part of a step, and how many seconds it is meant to take."""

    step: Step
    part: str
    seconds: int

    @property
    def name(self) -> str:
        """What it is known by, such as "topic.first"."""
        return f"{self.step.key}.{self.part}"

    @property
    def is_turn(self) -> bool:
        """Whether one of the two speaks and the other listens."""
        return self.part in (FIRST, SECOND)


def load(structure: Path, wording: Path) -> tuple[Step, ...]:
    """The steps in the order of their file. Raises `catalogue.ContentFault`."""
    entries = catalogue.items(structure, "step")
    said = catalogue.words(wording, "step", [entry["key"] for entry in entries])
    steps = tuple(_step(structure.name, entry, wording.name, said) for entry in entries)
    _check(structure.name, steps)
    return steps


def scenes(
    steps: Iterable[Step], *, length: str, topic: str = NONE, has_agreements: bool = False
) -> tuple[Scene, ...]:
    """The screens of an evening of this length, in order.

    `topic` is one of `TOPICS`; `has_agreements` says whether there are open ones to look back on.

    >>> wish = Step("wish", IN_TURNS, {LIGHT: 2})
    >>> [(scene.name, scene.seconds) for scene in scenes([wish], length=LIGHT)]
    [('wish.first', 60), ('wish.second', 60)]
    """
    taken = steps_of(steps, length=length, topic=topic, has_agreements=has_agreements)
    return tuple(scene for step in taken for scene in _scenes_of(step, length))


def steps_of(
    steps: Iterable[Step], *, length: str, topic: str = NONE, has_agreements: bool = False
) -> list[Step]:
    """The steps that are part of an evening of this length, in order; the rest as for `scenes`."""
    there = {AGREEMENTS} if has_agreements else set()
    there |= {topic} - {NONE}
    return [s for s in steps if length in s.minutes and (not s.needs or s.needs in there)]


def scene_named(evening: Sequence[Scene], name: str) -> Scene:
    """The scene of this name; the first one where the evening has none such (any more)."""
    return next((scene for scene in evening if scene.name == name), evening[0])


def after(evening: Sequence[Scene], scene: Scene) -> Scene:
    """The scene that follows; the last one follows itself."""
    return evening[min(evening.index(scene) + 1, len(evening) - 1)]


def before(evening: Sequence[Scene], scene: Scene) -> Scene:
    """The scene in front; the first one comes before itself."""
    return evening[max(evening.index(scene) - 1, 0)]


def moved(evening: Sequence[Scene], scene: Scene, to: str) -> Scene:
    """Where "next", "back", "skip" or "stop" leads; stopping leads to the close.

    Raises `KeyError` for any other word.
    """
    ways = {NEXT: after, BACK: before, SKIP: past_step, STOP: _last}
    return ways[to](evening, scene)


def past_step(evening: Sequence[Scene], scene: Scene) -> Scene:
    """The first scene of the next step; from the last step its last scene."""
    rest = evening[evening.index(scene) :]
    return next((later for later in rest if later.step is not scene.step), evening[-1])


def number_of(evening: Sequence[Scene], scene: Scene) -> tuple[int, int]:
    """Which step this is and how many the evening has, counted from 1."""
    keys = list(dict.fromkeys(one.step.key for one in evening))
    return keys.index(scene.step.key) + 1, len(keys)


def minutes_left(evening: Sequence[Scene], scene: Scene, gone: int = 0) -> int:
    """How many minutes the rest takes, `gone` seconds into this scene; rounded, at least 1.

    >>> evening = scenes([Step("wish", IN_TURNS, {LIGHT: 2})], length=LIGHT)
    >>> minutes_left(evening, evening[0], gone=60), minutes_left(evening, evening[0])
    (1, 2)
    """
    later = evening[evening.index(scene) + 1 :]
    seconds = max(scene.seconds - gone, 0) + sum(one.seconds for one in later)
    return max(1, round(seconds / 60))


def minutes_of(steps: Iterable[Step], *, length: str, least: bool = False) -> int:
    """How long an evening of this length takes with everything in it.

    `least` leaves out what needs something to be there. Writing takes the place of talking about
    a topic, so of these two only the talk is counted.
    """
    counted = [s for s in steps if not (s.needs if least else s.needs == WRITE)]
    return sum(step.minutes.get(length, 0) for step in counted)


def seat_that_begins(week: str) -> int:
    """Who speaks first this week: seat 1 in even ISO weeks, seat 2 in odd ones.

    >>> seat_that_begins("2026-W48"), seat_that_begins("2026-W49")
    (1, 2)
    """
    return 1 + int(week[-2:]) % 2


def in_turn(two: Sequence[Someone], *, first_seat: int) -> list[Someone]:
    """The two, in the order of their seats, in the order in which they speak.

    >>> in_turn(["Alex", "Sam"], first_seat=2)
    ['Sam', 'Alex']
    """
    return list(two if first_seat == 1 else reversed(two))


def _last(evening: Sequence[Scene], scene: Scene) -> Scene:
    return evening[-1]


def _scenes_of(step: Step, length: str) -> list[Scene]:
    if step.speaks != IN_TURNS:
        parts: tuple[str, ...] = (WHOLE,)
    else:
        parts = (FIRST, SECOND, AGREE) if step.agrees else (FIRST, SECOND)
    seconds = step.minutes[length] * 60 // len(parts)
    return [Scene(step, part, seconds) for part in parts]


def _step(file: str, entry: Mapping[str, Any], words_file: str, said: Mapping[str, Any]) -> Step:
    key = entry["key"]
    speaks = catalogue.one_of(file, entry, "speaks", SPEAKS)
    words = said[key] if isinstance(said[key], dict) else {}
    fields = ["title", "lead", *(("speaker", "listener") if speaks == IN_TURNS else ())]
    fields += ["together"] if entry.get("agrees") else []
    wording = {name: _sentence(words_file, key, name, words) for name in fields}
    why = _sentence(words_file, key, "why", words) if entry.get("sources") else ""
    return Step(
        key=key,
        speaks=speaks,
        minutes=_minutes(file, entry),
        shows=catalogue.one_of(file, {"shows": "", **entry}, "shows", ("", *KINDS)),
        needs=catalogue.one_of(file, {"needs": "", **entry}, "needs", ("", *NEEDS)),
        agrees=_yes_or_no(file, entry, "agrees"),
        optional=_yes_or_no(file, entry, "optional"),
        why=why,
        sources=_sources(file, entry),
        **wording,
    )


def _yes_or_no(file: str, entry: Mapping[str, Any], field: str) -> bool:
    # Asked by type, since 1 and 1.0 are equal to True.
    value = entry.get(field, False)
    if isinstance(value, bool):
        return value
    raise ContentFault(file, str(entry["key"]), f"set {field} to true or false")


def _sentence(file: str, key: str, name: str, words: Mapping[str, Any]) -> str:
    at_most = LONGEST_TITLE if name == "title" else LONGEST_SENTENCE
    return catalogue.sentence(file, key, name, words.get(name), at_most=at_most)


def _minutes(file: str, entry: Mapping[str, Any]) -> dict[str, int]:
    minutes = entry.get("minutes")
    table: dict[str, Any] = minutes if isinstance(minutes, dict) else {}
    are_few = all(type(value) is int and 1 <= value <= 15 for value in table.values())
    if table and set(table) <= set(LENGTHS) and are_few:
        return table
    mend = "set minutes to { regular = 4, light = 3 } or one of them, each 1 to 15"
    raise ContentFault(file, str(entry["key"]), mend)


def _sources(file: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    sources = entry.get("sources", [])
    if isinstance(sources, list) and all(isinstance(s, str) and s.strip() for s in sources):
        return tuple(sources)
    raise ContentFault(file, str(entry["key"]), "set sources to a list of texts")


def _check(file: str, steps: Sequence[Step]) -> None:
    """Refuse an evening that has no beginning or end, or takes longer than it promises."""
    for step, key in ((steps[0], ARRIVE), (steps[-1], CLOSE)):
        if step.key != key or set(step.minutes) != set(LENGTHS):
            mend = f"begin with {ARRIVE} and end with {CLOSE}, in both lengths"
            raise ContentFault(file, step.key, mend)
    for step in steps:
        if not _KEY.fullmatch(step.key):
            mend = "use a key of at most 24 small letters and dashes"
            raise ContentFault(file, step.key, mend)
        if step.agrees and step.speaks != IN_TURNS:
            raise ContentFault(file, step.key, "let it speak in-turns, or take agrees out")
    for need, key in TOPIC_STEPS.items():
        if [step.key for step in steps if step.needs == need] != [key]:
            raise ContentFault(file, key, f'let this one step, and no other, have needs = "{need}"')
    _check_times(file, steps)


def _check_times(file: str, steps: Sequence[Step]) -> None:
    for length, (least, most) in BOUNDS.items():
        shortest = minutes_of(steps, length=length, least=True)
        longest = minutes_of(steps, length=length)
        if shortest < least or longest > most:
            found = f"{shortest} to {longest} minutes"
            mend = f"let it take {least} to {most} minutes; now it is {found}"
            raise ContentFault(file, length, mend)
