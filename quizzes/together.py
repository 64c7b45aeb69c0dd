"""Two results side by side, in words and as rows of a picture; never who is right."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from quizzes import content
from quizzes.domain.comparison import Gap, margins, worth_a_talk
from quizzes.domain.scoring import Scores
from quizzes.domain.sharing import gaps
from quizzes.models import Attempt
from quizzes.results import chance, span

# Enough to begin with; the whole list is on the page of the area.
SENTENCES_TO_BEGIN = 2


@dataclass(frozen=True, slots=True)
class Talk:
    """An area worth a talk, with sentences one can borrow to begin it."""

    area: str
    name: str
    say: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """The arithmetic of one area; `p` as it is read."""

    name: str
    gap: Gap
    p: str
    margin: float


@dataclass(frozen=True, slots=True)
class SideBySide:
    """Everything on the page; `rows` is what components/pairdots.html takes."""

    mine_at: datetime
    theirs_at: datetime
    headline: str
    sentences: list[str]
    rows: list[dict[str, Any]]
    talks: list[Talk]
    lines: list[Line]

    @property
    def is_one_day(self) -> bool:
        """Whether both were finished on the same day, in the zone of the one who reads it."""
        return localtime(self.mine_at).date() == localtime(self.theirs_at).date()


def side_by_side(mine: Attempt, theirs: Attempt) -> SideBySide | None:
    """Two comparable results that both chose to share; only areas that both have a score in.

    None where one of the two is damaged; which one is not told.
    """
    if mine.is_damaged or theirs.is_damaged:
        return None
    instrument, own, other = mine.instrument, mine.scores(), theirs.scores()
    found = gaps(instrument, own, other)
    talk, bounds = worth_a_talk(found), margins(found)
    names = {area: instrument.area(area).name for area in found}
    told = [area for area in names if area in talk]
    return SideBySide(
        mine_at=mine.finished_at,
        theirs_at=theirs.finished_at,
        headline=_headline([names[area] for area in told], len(found)),
        sentences=_sentences(len(told), len(found)),
        rows=_rows(names, (own, other), bounds, talk),
        talks=[_talk(area, names[area]) for area in told],
        lines=[
            Line(names[area], found[area], chance(found[area].p), bounds[area]) for area in names
        ],
    )


def _headline(talks: Sequence[str], areas: int) -> str:
    if not areas:
        return _("Too few answers to compare")
    if not talks:
        return _("You answered much alike")
    return ngettext("%(areas)s is worth a talk", "%(areas)s are worth a talk", len(talks)) % {
        "areas": get_text_list(list(talks), _("and"))
    }


def _sentences(talks: int, areas: int) -> list[str]:
    if not areas:
        return [_("No area has enough answers from both of you.")]
    if not talks:
        return [_("In no area do you differ by more than the margin that chance alone explains.")]
    return [
        ngettext(
            "There your answers differ by more than the margin that chance alone explains.",
            "In these your answers differ by more than the margin that chance alone explains.",
            talks,
        ),
        _("It says that you see it differently, and not who is right."),
    ]


def _rows(
    names: Mapping[str, str],
    sides: tuple[Scores, Scores],
    bounds: Mapping[str, float],
    talk: frozenset[str],
) -> list[dict[str, Any]]:
    mine, theirs = ({score.area: score for score in side.known} for side in sides)
    return [
        {
            "label": name,
            "mine": mine[area].pomp,
            "mine_range": span(mine[area]),
            "theirs": theirs[area].pomp,
            "theirs_range": span(theirs[area]),
            **_band(mine[area].pomp, theirs[area].pomp, bounds[area]),
            "margin": bounds[area],
            "is_talk": area in talk,
        }
        for area, name in names.items()
    ]


def _band(mine: float, theirs: float, margin: float) -> dict[str, float]:
    """A band as wide as the margin around the middle of the two, cut to the scale.

    Both dots lie outside it exactly where the gap is larger than the margin.
    """
    middle = (mine + theirs) / 2
    return {"low": max(0.0, middle - margin / 2), "high": min(100.0, middle + margin / 2)}


def _talk(area: str, name: str) -> Talk:
    """Our own areas come with sentences to begin with; those of other quizzes have none."""
    guide = content.guides(get_language()).get(area)
    return Talk(area, name, guide.say[:SENTENCES_TO_BEGIN] if guide else ())
