"""What has changed since earlier results, in words and as rows of a picture."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.formats import date_format
from django.utils.text import get_text_list
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.refusals import Locked
from quizzes.domain.change import Baseline, Look, Verdict, baselines, verdicts
from quizzes.domain.instrument import Instrument
from quizzes.domain.retest import looks
from quizzes.domain.scoring import Scores
from quizzes.models import Attempt
from quizzes.results import span


@dataclass(frozen=True, slots=True)
class Since:
    """What has changed since one earlier result; `rows` is what components/dumbbell.html takes."""

    finished_at: datetime
    sentences: list[str]
    rows: list[dict[str, Any]]
    is_clear: bool


@dataclass(frozen=True, slots=True)
class Changes:
    """Since the first result, and since the one before where that is another one.

    `has_others` says that there are earlier results which a changed quiz makes incomparable.
    """

    since: list[Since]
    has_others: bool


def earlier_of(attempt: Attempt, attempts: Iterable[Attempt]) -> list[Attempt]:
    """Those of the same quiz, in any version, that were finished before; the newest first."""
    identity = attempt.version.identity
    return [
        one
        for one in attempts
        if one.version.identity == identity and one.finished_at < attempt.finished_at
    ]


def read(attempt: Attempt, earlier: Sequence[Attempt]) -> Changes:
    """The changes of a result against `earlier`, the newest first.

    Only results with the same scoring can be compared; the others are left out, and it is said.
    So is what is damaged, without a word. While one of those that are compared is locked nothing
    is.
    """
    alike = [one for one in earlier if _scoring(one) == _scoring(attempt)]
    if attempt.is_damaged:
        return Changes([], has_others=False)
    then = _held_against([one for one in alike if not one.is_damaged])
    try:
        now, before = attempt.scores(), {baseline: one.scores() for baseline, one in then.items()}
    except Locked:
        return Changes([], has_others=len(alike) < len(earlier))
    instrument = attempt.instrument
    found = verdicts(looks(instrument, now, before))
    since = [
        _since(one, instrument, (before[baseline], now), _of(found, baseline))
        for baseline, one in then.items()
        if _of(found, baseline)
    ]
    return Changes(since, has_others=len(alike) < len(earlier))


def in_short(attempt: Attempt, earlier: Sequence[Attempt]) -> str:
    """One line: since the first result, or since the one before where only that shows a change."""
    since = read(attempt, earlier).since
    if not since:
        return ""
    told = next((one for one in since if one.is_clear), since[0])
    return _("Since %(month)s: %(changes)s") % {
        "month": _month(told.finished_at, attempt.finished_at),
        "changes": " ".join(told.sentences),
    }


def _scoring(attempt: Attempt) -> str:
    return attempt.version.scoring_hash


def _held_against(alike: Sequence[Attempt]) -> dict[Baseline, Attempt]:
    """The earlier results to look at; `alike` has the newest first."""
    ends = {Baseline.FIRST: alike[-1:], Baseline.PREVIOUS: alike[:1]}
    return {baseline: ends[baseline][0] for baseline in baselines(len(alike))}


def _of(found: Mapping[Look, Verdict], baseline: Baseline) -> dict[str, Verdict]:
    return {look.area: verdict for look, verdict in found.items() if look.baseline is baseline}


def _since(
    earlier: Attempt,
    instrument: Instrument,
    scores: tuple[Scores, Scores],
    found: Mapping[str, Verdict],
) -> Since:
    before, after = ({one.area: one for one in side.known} for side in scores)
    rows = [
        {
            "label": instrument.area(area).name,
            "before": before[area].pomp,
            "before_range": span(before[area]),
            "after": after[area].pomp,
            "after_range": span(after[area]),
            "is_clear": verdict is not Verdict.NO_CLEAR_CHANGE,
            "words": _words(instrument, area, verdict),
        }
        for area, verdict in found.items()
    ]
    return Since(
        finished_at=earlier.finished_at,
        sentences=_sentences(instrument, found),
        rows=rows,
        is_clear=any(row["is_clear"] for row in rows),
    )


def _words(instrument: Instrument, area: str, verdict: Verdict) -> str:
    """The verdict of one area; where a low score is the good one, that is said beside it."""
    if verdict is Verdict.NO_CLEAR_CHANGE:
        return _("no clear change")
    is_up = verdict is Verdict.CLEARLY_UP
    if instrument.higher_is_better(area):
        return _("clearly up") if is_up else _("clearly down")
    return _("clearly up, lower is better") if is_up else _("clearly down, lower is better")


def _sentences(instrument: Instrument, found: Mapping[str, Verdict]) -> list[str]:
    """What is clear, up before down, then that nothing else is."""
    ups, downs = (
        [_name(instrument, area) for area, verdict in found.items() if verdict is wanted]
        for wanted in (Verdict.CLEARLY_UP, Verdict.CLEARLY_DOWN)
    )
    said = []
    if ups:
        said.append(
            ngettext("%(areas)s is clearly up.", "%(areas)s are clearly up.", len(ups))
            % {"areas": _listed(ups)}
        )
    if downs:
        said.append(
            ngettext("%(areas)s is clearly down.", "%(areas)s are clearly down.", len(downs))
            % {"areas": _listed(downs)}
        )
    if len(ups) + len(downs) < len(found):
        said.append(_("Nothing else changed clearly.") if said else _("Nothing changed clearly."))
    return said


def _name(instrument: Instrument, area: str) -> str:
    """The area; where *up* would be taken for good news and is none, that is said with it."""
    name = instrument.area(area).name
    return (
        name
        if instrument.higher_is_better(area)
        else _("%(area)s (lower is better)") % {"area": name}
    )


def _listed(names: Sequence[str]) -> str:
    return get_text_list(list(names), _("and"))


def _month(then: datetime, now: datetime) -> str:
    """The month, with its year where it would be mistaken for the last one of that name."""
    is_close = (now - then).days < 330
    return date_format(localtime(then), "F" if is_close else "F Y")
