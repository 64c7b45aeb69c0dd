"""The areas with their names and guides, and the exercises, as the pages show them."""

from dataclasses import dataclass

from quizzes import content
from quizzes.domain import guides
from quizzes.domain.guides import Exercise, Guide
from quizzes.refusals import NoSuchArea, NoSuchExercise


@dataclass(frozen=True, slots=True)
class Area:
    """One area of the couple's quiz with what one can do about it."""

    key: str
    name: str
    is_optional: bool
    guide: Guide


def areas(language: str) -> list[Area]:
    """All areas, in the order of the quiz."""
    found = content.guides(language)
    return [
        Area(area.key, area.name, area.optional, found[area.key])
        for area in content.current(language).areas
    ]


def area(key: str, language: str) -> Area:
    """One area; raises NoSuchArea."""
    for one in areas(language):
        if one.key == key:
            return one
    raise NoSuchArea


def exercise(key: str, language: str) -> Exercise:
    """One exercise; raises NoSuchExercise."""
    found = guides.exercise(content.guides(language), key)
    if found is None:
        raise NoSuchExercise
    return found


def name_of(key: str | None, language: str) -> str:
    """What an area is called; empty where there is none (any more)."""
    return next((one.name for one in areas(language) if one.key == key), "")


def titles(language: str) -> dict[str, str]:
    """What each exercise is called, by its key."""
    found = content.guides(language).values()
    return {one.key: one.title for guide in found for one in guide.exercises}
