"""Prompts, starters, ideas and the meeting in each language, read once and kept."""

from collections import Counter
from functools import cache
from pathlib import Path

from django.utils.translation import get_language

from checkins.domain import ideas as _ideas
from checkins.domain import meeting as _meeting
from checkins.domain import prompts as _prompts
from checkins.domain import starters as _starters
from checkins.domain.catalogue import AREAS, ContentFault
from checkins.domain.ideas import Idea
from checkins.domain.meeting import LENGTHS, Step
from checkins.domain.preparation import APPRECIATION, GOOD_THING
from checkins.domain.prompts import Prompt
from checkins.domain.starters import Starter

FOLDER = Path(__file__).resolve().parent / "content"
FALLBACK = "en"

# A new idea a week for more than a year.
LEAST_IDEAS = 60


def language() -> str:
    """The language the page in hand is written in."""
    return get_language() or FALLBACK


@cache
def prompts(language: str = FALLBACK) -> dict[str, Prompt]:
    """Every prompt by its key, in the order of the catalogue. Raises `ContentFault`."""
    found = _prompts.load(FOLDER / "prompts.toml", _wording("prompts", language))
    return {prompt.key: prompt for prompt in found}


@cache
def starters(language: str = FALLBACK) -> tuple[Starter, ...]:
    """Every starter, in the order of the catalogue. Raises `ContentFault`."""
    return _starters.load(FOLDER / "starters.toml", _wording("starters", language))


@cache
def ideas(language: str = FALLBACK) -> dict[str, Idea]:
    """Every idea by its key, in the order of the catalogue. Raises `ContentFault`."""
    found = _ideas.load(FOLDER / "ideas.toml", _wording("ideas", language))
    return {idea.key: idea for idea in found}


@cache
def meeting(language: str = FALLBACK) -> tuple[Step, ...]:
    """Every step of the meeting, in order. Raises `ContentFault`."""
    return _meeting.load(FOLDER / "meeting.toml", _wording("meeting", language))


def _wording(name: str, language: str) -> Path:
    """The words in this language, in its parent language ("de" for "de-at"), or in English."""
    for tag in (language, language.split("-")[0]):
        path = FOLDER / f"{name}.{tag}.toml"
        if path.exists():
            return path
    return FOLDER / f"{name}.{FALLBACK}.toml"


def languages(name: str) -> list[str]:
    """The languages this content is written in, by the files that are there."""
    return sorted(path.name.split(".")[1] for path in FOLDER.glob(f"{name}.*.toml"))


def check() -> list[str]:
    """Read everything in every language and say what is there. Raises `ContentFault`."""
    contents = {"prompts": prompts, "starters": starters, "ideas": ideas, "meeting": meeting}
    for name, read in contents.items():
        for language in languages(name):
            read(language)
    by_area = Counter(prompt.area for prompt in prompts().values())
    for area in AREAS:
        if not by_area[area]:
            raise ContentFault("prompts.toml", area, "write at least one prompt for this area")
    return [
        f"{len(prompts())} prompts, at least {min(by_area.values())} an area",
        *_starters_counted(),
        _ideas_counted(),
        f"{len(meeting())} steps of the meeting: {_lengths()}",
    ]


def _starters_counted() -> list[str]:
    of_kind = Counter(starter.kind for starter in starters())
    return [
        f"{of_kind[APPRECIATION]} starters of appreciations",
        f"{of_kind[GOOD_THING]} questions after a good thing",
    ]


def _ideas_counted() -> str:
    found = ideas().values()
    if len(found) < LEAST_IDEAS:
        mend = f"write at least {LEAST_IDEAS} ideas, there are {len(found)}"
        raise ContentFault("ideas.toml", "the file", mend)
    by_area = Counter(idea.area for idea in found)
    least = min(by_area[area] for area in AREAS)
    new = sum(idea.is_new for idea in found)
    return f"{len(found)} ideas for time together, at least {least} an area, {new} of them new"


def _lengths() -> str:
    """How long the meeting takes at most, each way."""
    steps = meeting()
    most = {length: _meeting.minutes_of(steps, length=length) for length in LENGTHS}
    return ", ".join(f"{length} up to {minutes} minutes" for length, minutes in most.items())
