"""What to do about an area: what it is, what usually gets in its way, and exercises."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from quizzes.domain.reading import Sheet

# A result shows one exercise and lets people look at others, so each area needs a choice.
FEWEST_EXERCISES = 3


@dataclass(frozen=True, slots=True)
class Exercise:
    """One thing to do; `minutes` is about how long it takes."""

    key: str
    minutes: int
    title: str
    how: str


@dataclass(frozen=True, slots=True)
class Guide:
    """Help for one area; the first exercise is the one to try this week."""

    area: str
    what: str
    obstacle: str
    exercises: tuple[Exercise, ...]


def load_guides(structure: Path | str, wording: Path | str) -> Mapping[str, Guide]:
    """Read and check the guides, by area key; a `Path` is a file, a `str` is the text itself.

    Raises InstrumentFault(file, item, mend) at the first thing that cannot be used.

    >>> load_guides("areas = 1", "")
    Traceback (most recent call last):
    ...
    quizzes.domain.reading.InstrumentFault: stored definition, top of the file: \
Add "licence", which is missing.
    """
    sheet, words = Sheet.of(structure), Sheet.of(wording)
    sheet.text("licence")
    languages, language = sheet.texts("languages"), words.text("language")
    if language not in languages:
        raise words.fault(f'Set "language" to one that is listed: {", ".join(languages)}.')
    texts = words.sheet("areas")
    guides = [_guide(row, texts) for row in sheet.sheets("areas", name="area")]
    for read in (sheet, words, texts):
        read.done()
    return {guide.area: guide for guide in guides}


def _guide(row: Sheet, texts: Sheet) -> Guide:
    words = texts.sheet(row.slug("key"))
    exercises = _exercises(row, words)
    guide = Guide(row.slug("key"), words.text("what"), words.text("obstacle"), exercises)
    row.done()
    words.done()
    return guide


def _exercises(row: Sheet, words: Sheet) -> tuple[Exercise, ...]:
    sheets, texts = row.sheets("exercises", name="exercise"), words.sheet("exercises")
    if len(sheets) < FEWEST_EXERCISES:
        raise row.fault(f'Give it at least {FEWEST_EXERCISES} "exercises".')
    exercises = []
    for one in sheets:
        said = texts.sheet(one.slug("key"))
        minutes = one.whole("minutes", at_least=1)
        exercises.append(Exercise(one.slug("key"), minutes, said.text("title"), said.text("how")))
        one.done()
        said.done()
    texts.done()
    return tuple(exercises)
