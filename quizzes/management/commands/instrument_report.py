"""Say how well the quiz works here, over at least 100 people who agreed to it."""

from collections.abc import Iterable, Iterator

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from quizzes import content, report
from quizzes.domain.error import Interval
from quizzes.domain.instrument import Instrument
from quizzes.domain.report import (
    FEWEST_PEOPLE,
    AreaFigures,
    Figures,
    Taking,
    TooFewPeople,
    figures,
)
from quizzes.domain.undefined import NotEnoughData

STEP = 50
FEWER = f"fewer than {FEWEST_PEOPLE}"
NONE = "-"


class Command(BaseCommand):
    """`manage.py instrument_report`"""

    help = "Print missing answers, alpha, item-rest correlations and the likeness of partners."

    def handle(self, **options: object) -> None:
        """Print the report, or refuse without saying how many people there are."""
        instrument = content.current(settings.LANGUAGE_CODE)
        takings = list(self._counting(report.takings(instrument)))
        try:
            found = figures(instrument, takings)
        except TooFewPeople as few:
            raise CommandError(
                f"There are fewer than {FEWEST_PEOPLE} complete attempts of different people who "
                "agreed to statistics. A report over so few could say something about one of them."
            ) from few
        for line in _lines(instrument, found):
            self.stdout.write(line)

    def _counting(self, takings: Iterable[Taking]) -> Iterator[Taking]:
        """A progress line while answers are opened; without a number as long as there are few."""
        for number, taking in enumerate(takings, 1):
            if number % STEP == 0 and number >= FEWEST_PEOPLE:
                self.stderr.write(f"\rreading attempts: {number}", ending="")
            yield taking
        self.stderr.write("")


def _lines(instrument: Instrument, found: Figures) -> Iterator[str]:
    yield f"{instrument.id} {instrument.version}, scoring {instrument.scoring_hash}"
    yield f"{found.attempts} people, the first finished attempt of each; {found.complete} complete"
    yield "Partners are not independent of each other, so the intervals are a little too narrow."
    for area in found.areas:
        yield ""
        yield from _area(instrument.area(area.area).name, area)


def _area(name: str, area: AreaFigures) -> Iterator[str]:
    if area.people is None:
        yield f"{name}: {FEWER} complete"
    else:
        yield f"{name}: {area.people} complete, alpha {_alpha(area)}"
        yield from _items(area)
    yield f"  partners: {_likeness(area)}"


def _alpha(area: AreaFigures) -> str:
    if area.fit is None or isinstance(area.fit, NotEnoughData):
        return _undefined(area.fit)
    fit = area.fit
    return f"{fit.alpha:.2f} ({_interval(fit.interval)}), standardised {_number(fit.standardised)}"


def _items(area: AreaFigures) -> Iterator[str]:
    if area.fit is None or isinstance(area.fit, NotEnoughData) or area.missing is None:
        return
    width = max(len(item) for item in area.items)
    yield f"  {'item':<{width}}  missing  item-rest  alpha without it"
    for item, missing, fit in zip(area.items, area.missing, area.fit.fits, strict=True):
        rest, without = _number(fit.item_rest), _number(fit.alpha_if_dropped)
        yield f"  {item:<{width}}  {missing:>7.1%}  {rest:>9}  {without:>16}"


def _likeness(area: AreaFigures) -> str:
    if area.couples is None:
        return f"{FEWER} people in couples of which both agreed"
    found = area.likeness
    if found is None or isinstance(found, NotEnoughData):
        return _undefined(found)
    single = found.anova
    if isinstance(single, NotEnoughData):
        return _undefined(single)
    pairwise = _number(found.pairwise)
    interval = _interval(single.interval)
    return f"{area.couples} couples, ICC {single.value:.2f} ({interval}), pairwise {pairwise}"


def _number(value: float | NotEnoughData) -> str:
    return NONE if isinstance(value, NotEnoughData) else f"{value:.2f}"


def _interval(found: Interval | NotEnoughData) -> str:
    return NONE if isinstance(found, NotEnoughData) else f"{found.low:.2f} to {found.high:.2f}"


def _undefined(found: NotEnoughData | None) -> str:
    return NONE if found is None else f"cannot be worked out: {found.reason.value}"
