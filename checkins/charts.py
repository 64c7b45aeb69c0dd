"""The chart of one's own evenings: what it says in words, and where its marks lie."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from django.template.defaultfilters import floatformat
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from checkins import labels
from checkins.domain import closing
from checkins.domain.closing import Evening
from checkins.domain.control_chart import (
    HIGHEST,
    Chart,
    Limits,
    Mark,
    TooFew,
    TooLittleVariation,
    chart_of,
)

LATEST = {
    Mark.WITHIN: gettext_lazy("Your latest evening, %(day)s, lies within your usual range."),
    Mark.ABOVE: gettext_lazy("Your latest evening, %(day)s, lies above your usual range."),
    Mark.BELOW: gettext_lazy("Your latest evening, %(day)s, lies below your usual range."),
    Mark.RUN_ABOVE: gettext_lazy(
        "Your latest evening, %(day)s, lies within your usual range. It is one of eight or more in "
        "a row above your middle."
    ),
    Mark.RUN_BELOW: gettext_lazy(
        "Your latest evening, %(day)s, lies within your usual range. It is one of eight or more in "
        "a row below your middle."
    ),
}

MARKS = {
    Mark.WITHIN: gettext_lazy("within"),
    Mark.ABOVE: gettext_lazy("above"),
    Mark.BELOW: gettext_lazy("below"),
    Mark.RUN_ABOVE: gettext_lazy("in a row above the middle"),
    Mark.RUN_BELOW: gettext_lazy("in a row below the middle"),
}

# Marks keep this far from both sides of the picture, in percent of its width.
MARGIN = 3.0


@dataclass(frozen=True)
class Dot:
    """One evening in the picture: from the left and from the top, in percent."""

    meets_at: datetime
    value: int
    mark: str
    words: str
    x: float
    y: float


@dataclass(frozen=True)
class Picture:
    """One measure in words, and drawn where there is enough to draw: dots and limits in percent.

    `low`, `mean` and `high` are on the scale from 0 to 10; the ones that end in `_y` are percent
    from the top.
    """

    title: str
    words: str
    note: str = ""
    dots: tuple[Dot, ...] = ()
    low: float = 0.0
    mean: float = 0.0
    high: float = 0.0

    @property
    def links(self) -> list[tuple[Dot, Dot]]:
        """Each dot with the one after it."""
        return list(zip(self.dots, self.dots[1:], strict=False))

    @property
    def key(self) -> list[tuple[str, str]]:
        """The marks that stand out in this picture, each once, and what they mean."""
        out = {dot.mark: dot.words for dot in self.dots if dot.mark != Mark.WITHIN}
        return sorted(out.items())

    @property
    def mean_y(self) -> float:
        """Where the middle line lies."""
        return _y(self.mean)

    @property
    def high_y(self) -> float:
        """Where the band of the usual range begins."""
        return _y(self.high)

    @property
    def band_height(self) -> float:
        """How high the band is."""
        return _y(self.low) - _y(self.high)


def pictures(evenings: Iterable[Evening], *, runs: bool = False) -> list[Picture]:
    """A picture for each measure, of the evenings on which it was noted."""
    there = list(evenings)
    return [_picture(measure, there, runs=runs) for measure in closing.MEASURES]


def _picture(measure: str, evenings: Iterable[Evening], *, runs: bool) -> Picture:
    title = str(labels.MEASURES[measure])
    noted = [
        (evening.meets_at, value)
        for evening in evenings
        if (value := getattr(evening, measure)) is not None
    ]
    found = chart_of([value for _at, value in noted], runs=runs)
    if isinstance(found, TooFew):
        return Picture(title, _still_missing(found))
    if isinstance(found, TooLittleVariation):
        return Picture(title, _always_the_same(found))
    return _drawn(title, found, [at for at, _value in noted])


def _drawn(title: str, chart: Chart, times: Sequence[datetime]) -> Picture:
    low, high = chart.limits.drawn
    return Picture(
        title,
        words=LATEST[chart.latest.mark] % {"day": _day(times[-1])},
        note=_usual(chart.limits),
        dots=tuple(_dots(chart, times)),
        low=float(low),
        mean=float(chart.limits.mean),
        high=float(high),
    )


def _dots(chart: Chart, times: Sequence[datetime]) -> Iterable[Dot]:
    step = (100 - 2 * MARGIN) / (len(times) - 1)
    for place, (point, meets_at) in enumerate(zip(chart.points, times, strict=True)):
        x, words = MARGIN + place * step, str(MARKS[point.mark])
        yield Dot(meets_at, point.value, point.mark.value, words, x, _y(point.value))


def _y(value: float) -> float:
    return 100 * (HIGHEST - value) / HIGHEST


def _day(at: datetime) -> str:
    return date_format(timezone.localtime(at), "j F Y")


def _still_missing(found: TooFew) -> str:
    """What will be here, and how many evenings it still takes."""
    missing = ngettext(
        "It takes eight evenings. One is still missing.",
        "It takes eight evenings. %(count)s are still missing.",
        found.missing,
    ) % {"count": found.missing}
    what = _("Here you will see which evenings are usual for you, and which stand out.")
    return f"{what} {missing}"


def _always_the_same(found: TooLittleVariation) -> str:
    return _(
        "You noted %(value)s on all %(count)s evenings. That is too little variation to say what "
        "is usual and what stands out."
    ) % {"value": found.values[-1], "count": len(found.values)}


def _usual(limits: Limits) -> str:
    """The usual range in words, and what the ends of the scale make of it."""
    low, high = limits.drawn
    spoken = {"low": _spoken(low), "mean": _spoken(limits.mean), "high": _spoken(high)}
    usual = _("Usual for you is between %(low)s and %(high)s, around %(mean)s.") % spoken
    return " ".join(filter(None, (usual, _ends(limits))))


def _ends(limits: Limits) -> str:
    if limits.has_room_above and limits.has_room_below:
        return ""
    if limits.has_room_below:
        return _("This reaches the upper end of the scale, so no evening can lie above it.")
    if limits.has_room_above:
        return _("This reaches the lower end of the scale, so no evening can lie below it.")
    return _("This covers the whole scale, so no single evening can stand out.")


def _spoken(value: Fraction) -> str:
    return str(floatformat(float(value), 1))
