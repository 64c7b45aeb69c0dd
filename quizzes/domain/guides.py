"""What to do about an area: what it is, what gets in its way, exercises, and when not to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from quizzes.domain.reading import InstrumentFault, Sheet

# A result shows one exercise and lets people look at others, so each area needs a choice.
FEWEST_EXERCISES = 4
# One step is a wish, and more than six nobody remembers with the phone put away.
FEWEST_STEPS, MOST_STEPS = 2, 6
FEWEST_SIGNS = 2
FEWEST_SAYINGS = 3
# The oldest work one could cite; a year before it is a slip of the pen.
FIRST_YEAR = 1900


class Who(StrEnum):
    """Who an exercise is for: one person, both at one table, or each in their own time."""

    ALONE = "alone"
    TOGETHER = "together"
    EACH = "each"


@dataclass(frozen=True, slots=True)
class Source:
    """A published work; `where` is the journal, with volume and pages where we are certain."""

    key: str
    author: str
    year: int
    title: str
    where: str

    @property
    def citation(self) -> str:
        """The work in one line.

        >>> Source("a-2001", "A., B.", 2001, "Why?", "Journal, 1, 2–3").citation
        'A., B. (2001). Why? Journal, 1, 2–3.'
        """
        end = "" if self.title.endswith(("?", ".")) else "."
        return f"{self.author} ({self.year}). {self.title}{end} {self.where}."


@dataclass(frozen=True, slots=True)
class Claim:
    """Something studies found or did not find, with at least one source."""

    key: str
    text: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Exercise:
    """One thing to do; `minutes` is about how long it takes, `key` stays its own for ever.

    `why` says why it may help, and `sources` are the works it leans on.
    """

    key: str
    area: str
    minutes: int
    who: Who
    title: str
    steps: tuple[str, ...]
    why: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Guide:
    """Help for one area; the first exercise is the one to try this week.

    `obstacle` is what tends to get in its way, `notice` the signs of that, `evidence` what is
    known, `say` sentences one can borrow, `wrong_tool` when to leave all of it alone.
    """

    area: str
    what: str
    obstacle: str
    notice: tuple[str, ...]
    evidence: tuple[Claim, ...]
    exercises: tuple[Exercise, ...]
    say: tuple[str, ...]
    wrong_tool: str


def exercise(guides: Mapping[str, Guide], key: str) -> Exercise | None:
    """The exercise with this key, in whichever area; None if there is none (any more).

    >>> exercise({}, "one-evening") is None
    True
    """
    return next((one for one in _all(guides.values()) if one.key == key), None)


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
    sources = _sources(sheet)
    texts = words.sheet("areas")
    guides = [_guide(row, texts, sources) for row in sheet.sheets("areas", name="area")]
    for read in (sheet, words, texts):
        read.done()
    _refuse_twin_exercises(sheet.file, guides)
    return {guide.area: guide for guide in guides}


def _sources(sheet: Sheet) -> Mapping[str, Source]:
    return {row.slug("key"): _source(row) for row in sheet.sheets("sources", name="source")}


def _source(row: Sheet) -> Source:
    source = Source(
        key=row.slug("key"),
        author=row.text("author"),
        year=row.whole("year", at_least=FIRST_YEAR),
        title=row.text("title"),
        where=row.text("where"),
    )
    row.done()
    return source


def _guide(row: Sheet, texts: Sheet, sources: Mapping[str, Source]) -> Guide:
    area = row.slug("key")
    words = texts.sheet(area)
    guide = Guide(
        area=area,
        what=words.text("what"),
        obstacle=words.text("obstacle"),
        notice=_lines(words, "notice", FEWEST_SIGNS),
        evidence=_evidence(row, words, sources),
        exercises=_exercises(row, words, sources),
        say=_lines(words, "say", FEWEST_SAYINGS),
        wrong_tool=words.text("wrong_tool"),
    )
    row.done()
    words.done()
    return guide


def _evidence(row: Sheet, words: Sheet, sources: Mapping[str, Source]) -> tuple[Claim, ...]:
    rows, texts = row.sheets("evidence", name="evidence"), words.sheet("evidence")
    claims = []
    for one in rows:
        key = one.slug("key")
        claims.append(Claim(key, texts.text(key), _cited(one, sources)))
        one.done()
    texts.done()
    return tuple(claims)


def _exercises(row: Sheet, words: Sheet, sources: Mapping[str, Source]) -> tuple[Exercise, ...]:
    rows, texts = row.sheets("exercises", name="exercise"), words.sheet("exercises")
    if len(rows) < FEWEST_EXERCISES:
        raise row.fault(f'Give it at least {FEWEST_EXERCISES} "exercises".')
    area = row.slug("key")
    exercises = tuple(_exercise(area, one, texts.sheet(one.slug("key")), sources) for one in rows)
    texts.done()
    return exercises


def _exercise(area: str, row: Sheet, words: Sheet, sources: Mapping[str, Source]) -> Exercise:
    found = Exercise(
        key=row.slug("key"),
        area=area,
        minutes=row.whole("minutes", at_least=1),
        who=Who(row.choice("who", list(Who))),
        title=words.text("title"),
        steps=_lines(words, "steps", FEWEST_STEPS, MOST_STEPS),
        why=words.text("why"),
        sources=_cited(row, sources),
    )
    row.done()
    words.done()
    return found


def _cited(row: Sheet, sources: Mapping[str, Source]) -> tuple[Source, ...]:
    """The works a row names in `sources`: nothing is claimed without one."""
    keys = row.texts("sources")
    for key in keys:
        if key not in sources:
            mend = f'Cite a source that is listed, or add "{key}" to [[sources]].'
            raise row.fault(mend, "sources")
    return tuple(sources[key] for key in keys)


def _lines(words: Sheet, key: str, fewest: int, most: int | None = None) -> tuple[str, ...]:
    lines = tuple(line.strip() for line in words.texts(key))
    if len(lines) < fewest or (most is not None and len(lines) > most):
        number = f"at least {fewest}" if most is None else f"{fewest} to {most}"
        raise words.fault(f'Give "{key}" {number} lines.', key)
    return lines


def _refuse_twin_exercises(file: str, guides: Iterable[Guide]) -> None:
    """What a person did is kept by the exercise's key alone, so no two areas may share one."""
    homes: dict[str, str] = {}
    for one in _all(guides):
        if one.key in homes:
            mend = f'Give it another "key" in area {one.area}; area {homes[one.key]} has it.'
            raise InstrumentFault(file, f"exercise {one.key}", mend)
        homes[one.key] = one.area


def _all(guides: Iterable[Guide]) -> Iterable[Exercise]:
    return (one for guide in guides for one in guide.exercises)
