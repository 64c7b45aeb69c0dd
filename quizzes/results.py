"""A finished attempt in words: what stands out, what to do, and every step of the arithmetic."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.formats import number_format
from django.utils.text import get_text_list
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from accounts.sealing import DAMAGED
from quizzes import content
from quizzes.domain.areas import Comparison, Outlook
from quizzes.domain.guides import Exercise, Guide
from quizzes.domain.instrument import Instrument
from quizzes.domain.scoring import AreaScore, Counted, NotEnough, Scores, anchor, counted
from quizzes.models import Attempt

# A headline that lists more is none; all of them stand in the text below it.
MOST_IN_HEADLINE = 2
# Four decimals cannot say less, and no chance is zero.
SMALLEST_CHANCE = 0.0001


@dataclass(frozen=True, slots=True)
class Summary:
    """A result in one line and one picture.

    `bars` is what components/ranges.html takes, `areas` names those to work on. `can_compare` is
    false where too few answers were given for any area to stand out or not. `change_words` say
    what has changed since earlier results, and `is_shared` is the person's own choice. One that
    `is_locked` or `is_damaged` says nothing but when it was.
    """

    public_id: uuid.UUID
    finished_at: datetime
    headline: str
    bars: list[dict[str, Any]]
    areas: list[str]
    can_compare: bool
    change_words: str = ""
    is_shared: bool = False
    is_locked: bool = False
    is_damaged: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """An area with the reason why it is shown, and what one can do about it."""

    name: str
    reason: str
    guide: Guide
    first: Exercise
    others: tuple[Exercise, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """Everything on the page of a result."""

    summary: Summary
    sentences: list[str]
    in_words: list[tuple[str, str]]
    to_work_on: list[Help]
    offers: list[Help]
    unknown: list[str]
    is_validated: bool


@dataclass(frozen=True, slots=True)
class Step:
    """One item in the open arithmetic, with its number in the attempt."""

    number: int
    counted: Counted
    label: str


@dataclass(frozen=True, slots=True)
class AreaWorking:
    """One area in the open arithmetic; `score` is None with too few answers to say."""

    name: str
    steps: list[Step]
    score: AreaScore | None
    missing: NotEnough | None


@dataclass(frozen=True, slots=True)
class ComparisonWorking:
    """One comparison in the open arithmetic; `p` and `holm` as they are read."""

    name: str
    comparison: Comparison
    p: str
    holm: str


@dataclass(frozen=True, slots=True)
class Working:
    """Every number behind a result."""

    instrument: Instrument
    areas: list[AreaWorking]
    comparisons: list[ComparisonWorking]
    matters: list[str]


def summary(attempt: Attempt) -> Summary:
    """A finished attempt in one line and one picture."""
    scores, outlook = attempt.scores(), attempt.outlook()
    names = _names(attempt.instrument)
    return Summary(
        public_id=attempt.public_id,
        finished_at=attempt.finished_at,
        headline=_headline(scores, outlook, names),
        bars=[_bar(score, names, outlook) for score in scores.areas],
        areas=[names[key] for key in outlook.to_work_on],
        can_compare=bool(outlook.comparisons),
    )


def locked_summary(attempt: Attempt) -> Summary:
    """A result that its person's lock closes: that it is there."""
    return replace(_unread(attempt), headline=_("Locked"), is_locked=True)


def damaged_summary(attempt: Attempt) -> Summary:
    """A result whose answers are damaged: that it is there."""
    return replace(_unread(attempt), headline=_("Damaged"), is_damaged=True)


def read(attempt: Attempt) -> Result:
    """The page of one's own result; of a damaged one, that nothing of it can be read."""
    if attempt.is_damaged:
        return _nothing_to_read(attempt)
    scores, outlook = attempt.scores(), attempt.outlook()
    instrument, names = attempt.instrument, _names(attempt.instrument)
    guides = content.guides(get_language())
    wanted = () if outlook.to_work_on or not scores.known else attempt.matters
    return Result(
        summary=summary(attempt),
        sentences=_sentences(scores, outlook, names),
        in_words=[
            (names[one.area], said)
            for one in scores.known
            if (said := _range_in_words(instrument, one))
        ],
        to_work_on=[
            _help(guides[key], names[key], _reason(key, attempt.matters))
            for key in outlook.to_work_on
        ],
        offers=[_help(guides[key], names[key], "") for key in wanted],
        unknown=[names[one.area] for one in scores.unknown],
        is_validated=instrument.is_validated,
    )


def working(attempt: Attempt) -> Working:
    """Every answer, its key and each step, so that a person can check the result by hand."""
    instrument, names = attempt.instrument, _names(attempt.instrument)
    return Working(
        instrument=instrument,
        areas=[_area_working(attempt, score, names) for score in attempt.scores().areas],
        comparisons=[
            ComparisonWorking(names[one.area], one, chance(one.p), chance(one.holm))
            for one in attempt.outlook().comparisons
        ],
        matters=[names[key] for key in attempt.matters],
    )


def span(score: AreaScore) -> str:
    """A score as it is said: as its range, never as one number."""
    return _("%(low)s to %(high)s") % {
        "low": number_format(round(score.low)),
        "high": number_format(round(score.high)),
    }


def area_choices(attempt: Attempt) -> list[tuple[str, str]]:
    """The areas asked in this attempt, as choices of a form."""
    names = _names(attempt.instrument)
    return [(key, names[key]) for key in attempt.areas]


def too_few(attempt: Attempt) -> list[str]:
    """Names of the areas that would have too few answers to say if one finished now."""
    names = _names(attempt.instrument)
    return [names[one.area] for one in attempt.scores().unknown]


def _unread(attempt: Attempt) -> Summary:
    return Summary(attempt.public_id, attempt.finished_at, "", bars=[], areas=[], can_compare=False)


def _nothing_to_read(attempt: Attempt) -> Result:
    return Result(
        summary=damaged_summary(attempt),
        sentences=[str(DAMAGED)],
        in_words=[],
        to_work_on=[],
        offers=[],
        unknown=[],
        is_validated=attempt.instrument.is_validated,
    )


def _names(instrument: Instrument) -> dict[str, str]:
    return {area.key: area.name for area in instrument.areas}


def _listed(names: Sequence[str]) -> str:
    return get_text_list(list(names), _("and"))


def _bar(score: AreaScore | NotEnough, names: dict[str, str], outlook: Outlook) -> dict[str, Any]:
    known = isinstance(score, AreaScore)
    return {
        "area": score.area,
        "label": names[score.area],
        "low": score.low if known else None,
        "mid": score.pomp if known else None,
        "high": score.high if known else None,
        "highlight": score.area in outlook.to_work_on,
    }


def _headline(scores: Scores, outlook: Outlook, names: dict[str, str]) -> str:
    if outlook.strengths:
        strongest = [names[key] for key in outlook.strengths[:MOST_IN_HEADLINE]]
        return ngettext(
            "%(areas)s is your firm ground", "%(areas)s are your firm ground", len(strongest)
        ) % {"areas": _listed(strongest)}
    if outlook.to_work_on:
        return (
            _("Even ground, with one place to look at")
            if len(outlook.to_work_on) == 1
            else _("Even ground, with two places to look at")
        )
    if len(scores.known) > 1:
        return _("No area stands out")
    return _("Too few answers to compare") if scores.known else _("Too few answers to say")


def _sentences(scores: Scores, outlook: Outlook, names: dict[str, str]) -> list[str]:
    if outlook.is_level:
        return [_level_sentence(scores)]
    said = []
    if outlook.strengths:
        said.append(
            ngettext(
                "%(areas)s stands clearly above your other areas.",
                "%(areas)s stand clearly above your other areas.",
                len(outlook.strengths),
            )
            % {"areas": _listed([names[key] for key in outlook.strengths])}
        )
    if outlook.to_work_on:
        said.append(
            ngettext(
                "%(areas)s stands clearly below your other areas.",
                "%(areas)s stand clearly below your other areas.",
                len(outlook.to_work_on),
            )
            % {"areas": _listed([names[key] for key in outlook.to_work_on])}
        )
    else:
        said.append(_("No area stands clearly below the others."))
    return said


def _level_sentence(scores: Scores) -> str:
    if len(scores.known) > 1:
        return _(
            "Your areas lie close together. The differences between them may well be chance, "
            "so we name neither a strength nor a weak spot."
        )
    if scores.known:
        return _("Only one area has enough answers, so there is nothing to compare it with.")
    return _(
        "Each area needs nearly all of its questions answered. "
        "You can take the quiz again whenever you like."
    )


def _reason(area: str, matters: Sequence[str]) -> str:
    low = _("It stands below the mean of your other areas by more than the margin.")
    if area not in matters:
        return low
    return _("%(low)s And you said that it matters to you.") % {"low": low}


def _help(guide: Guide, name: str, reason: str) -> Help:
    return Help(name, reason, guide, guide.exercises[0], guide.exercises[1:])


def _range_in_words(instrument: Instrument, score: AreaScore) -> str:
    """The answers nearest to both ends; empty where the area's items do not share their answers."""
    low, high = (anchor(instrument, score.area, end) for end in (score.low, score.high))
    if low is None or high is None:
        return ""
    if low == high:
        return _("about “%(answer)s”") % {"answer": low.label}
    return _("between “%(low)s” and “%(high)s”") % {"low": low.label, "high": high.label}


def _area_working(
    attempt: Attempt, score: AreaScore | NotEnough, names: dict[str, str]
) -> AreaWorking:
    numbers = {item.key: number for number, item in enumerate(attempt.items, 1)}
    rows = counted(attempt.instrument, attempt.answers, score.area)
    known = isinstance(score, AreaScore)
    return AreaWorking(
        name=names[score.area],
        steps=[Step(numbers[row.item.key], row, _label(row)) for row in rows],
        score=score if known else None,
        missing=None if known else score,
    )


def chance(p: float) -> str:
    """A chance as it is read: four decimals, and never zero."""
    if p < SMALLEST_CHANCE:
        return _("less than %(smallest)s") % {"smallest": number_format(SMALLEST_CHANCE, 4)}
    return number_format(p, 4)


def _label(row: Counted) -> str:
    return "" if row.option is None else row.option.label
