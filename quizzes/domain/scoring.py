"""Turns answers into one range an area, or says that there are too few answers to say."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

from quizzes.domain import error
from quizzes.domain.instrument import Instrument
from quizzes.domain.scales import Area, Band, Item, Method, Option, Unit, Use


class AnswerFault(Exception):
    """An answer that this instrument cannot hold: an unknown item or an answer it does not have."""


@dataclass(frozen=True, slots=True)
class Counted:
    """One item as it counts in one area; `option` is None when it was skipped or never reached."""

    item: Item
    use: Use
    option: Option | None

    @property
    def answer(self) -> int | None:
        """The code of the chosen answer."""
        return None if self.option is None else self.option.code

    @property
    def value(self) -> float | None:
        """What the answer counts, after key, threshold and weight."""
        return None if self.option is None else self.item.worth(self.use, self.option)

    @property
    def is_missing(self) -> bool:
        """Whether an answer is lacking; an optional item lacks none."""
        return self.option is None and not self.item.optional


@dataclass(frozen=True, slots=True)
class AreaScore:
    """The score of one area.

    `pomp`, `low` and `high` are percent of the maximum possible score, 0 to 100, in the scale's
    own direction (Instrument.higher_is_better says which way is good); `low` to `high` is the
    95 % range. `total` is the sum of the values of the answered items, which could have been
    anything from `lowest` to `highest`. `of` is the number of items that count: the needed ones,
    and the optional ones with an answer. `raw` is the score as its authors publish it, on the
    whole scale also when answers are missing; `sem` its standard error in POMP points, larger with
    fewer answers; `band` is the named stretch in which it lies,
    `reached` the keys of the cut-offs at or below it, `norm` its value in the norm table.
    """

    area: str
    pomp: float
    low: float
    high: float
    answered: int
    of: int
    total: float
    lowest: float
    highest: float
    raw: float
    sem: float
    band: Band | None = None
    reached: tuple[str, ...] = ()
    norm: float | None = None


@dataclass(frozen=True, slots=True)
class NotEnough:
    """Too few answers to say: `answered` of `of` items, or no score of `needs`, another area."""

    area: str
    answered: int
    of: int
    needs: str | None = None


Found = AreaScore | NotEnough


@dataclass(frozen=True, slots=True)
class Scores:
    """What one attempt says, an entry for every area that was asked, in the instrument's order.

    `aside` are the areas that only serve others. A total is there when all its parts were asked.
    """

    areas: tuple[Found, ...]
    totals: tuple[Found, ...] = ()
    aside: tuple[Found, ...] = ()

    @property
    def known(self) -> tuple[AreaScore, ...]:
        return tuple(score for score in self.areas if isinstance(score, AreaScore))

    @property
    def unknown(self) -> tuple[NotEnough, ...]:
        return tuple(score for score in self.areas if isinstance(score, NotEnough))


def chosen(item: Item, answer: int) -> Option:
    """The answer with this code; raises AnswerFault where the item has none.

    >>> answers = Option("no", 3, "No", code=0), Option("yes", 0, "Yes", code=1)
    >>> chosen(Item("a-1", "…", answers, (Use("a", reverse=False),)), 1).label
    'Yes'
    """
    for option in item.options:
        if option.code == answer:
            return option
    raise AnswerFault(f"{item.key}: no such answer")


def counted(
    instrument: Instrument, answers: Mapping[str, int | None], area: str
) -> tuple[Counted, ...]:
    """Every item of one area, or of a total that pools items, with what its answer counts."""
    rows = []
    for item in instrument.items:
        if use := item.use_in(area):
            answer = answers.get(item.key)
            rows.append(Counted(item, use, None if answer is None else chosen(item, answer)))
    return tuple(rows)


def pomp(total: float, lowest: float, highest: float) -> float:
    """Percent of the maximum possible score, 0 to 100.

    100·(total − lowest) / (highest − lowest); Cohen, Cohen, Aiken & West (1999), The problem of
    units and the circumstance for POMP, Multivariate Behavioral Research 34(3), 315-346.

    >>> pomp(15, 0, 24)
    62.5
    """
    return 100 * (total - lowest) / (highest - lowest)


def anchor(instrument: Instrument, area: str, middle: float) -> Option | None:
    """The answer nearest to a score from 0 to 100, read as if every item were asked straight.

    None where the items of the area have different answers, or where answers are not in the
    order of what they count, so that no answer stands for a score.
    """
    options = instrument.options_in(area)
    values = [option.value for option in options]
    if not values or values not in (sorted(set(values)), sorted(set(values), reverse=True)):
        return None
    lowest, highest = min(values), max(values)
    return min(options, key=lambda option: abs(pomp(option.value, lowest, highest) - middle))


def score(
    instrument: Instrument, answers: Mapping[str, int | None], areas: Collection[str]
) -> Scores:
    """Score the areas that were asked; a missing answer (None or absent) never counts as zero.

    `answers` are codes of options by item. An area is scored as its policy for missing answers
    allows, from the items that were answered, and is NotEnough otherwise. Raises AnswerFault for
    an item the instrument does not have and for an answer the item does not have.
    """
    unknown = set(answers) - {item.key for item in instrument.items}
    if unknown:
        raise AnswerFault(f"{min(unknown)}: no such item")
    asked = [area for area in instrument.areas if area.key in areas]
    plain = {area.key: _plain(area, counted(instrument, answers, area.key)) for area in asked}
    found = {area.key: _corrected(area, plain, instrument) for area in asked}
    for total in instrument.totals:
        if set(total.parts) <= set(found):
            rows = counted(instrument, answers, total.key)
            found[total.key] = _plain(total, rows) if rows else _total(total, found, instrument)
    return Scores(
        areas=tuple(found[area.key] for area in asked if area.reported),
        totals=tuple(found[total.key] for total in instrument.totals if total.key in found),
        aside=tuple(found[area.key] for area in asked if not area.reported),
    )


def _plain(area: Area, rows: Sequence[Counted]) -> Found:
    """The score of an area or of pooled items, before any correction."""
    given = [row for row in rows if row.option is not None]
    needed = [row for row in rows if not row.item.optional]
    enough = sum(not row.is_missing for row in needed)
    of = sum(row.option is not None or row.is_missing for row in rows)
    if not area.missing.allows(enough, len(needed)):
        return NotEnough(area.key, len(given), of)
    total = sum(row.value for row in given if row.value is not None)
    lowest, highest = _ends(given)
    middle = pomp(total, lowest, highest)
    raw = _raw(area, rows, middle, total)
    return _placed(area, (len(given), of), (total, lowest, highest), middle, raw)


def _ends(rows: Sequence[Counted]) -> tuple[float, float]:
    """The least and the most these items can count together."""
    ends = [row.item.ends(row.use) for row in rows]
    return sum(least for least, _most in ends), sum(most for _least, most in ends)


def _raw(area: Area, rows: Sequence[Counted], middle: float, total: float) -> float:
    """The score as it is published; items without an answer stand where the answered ones do."""
    if area.method is Method.POMP:
        return area.scaled(middle)
    if any(row.option is None for row in rows):
        least, most = _ends(rows)
        total = least + (most - least) * middle / 100
    weights = sum(row.use.weight for row in rows)
    return area.scaled(total / weights if area.method is Method.MEAN else total)


def _corrected(area: Area, plain: Mapping[str, Found], instrument: Instrument) -> Found:
    """The score after its correction, if it has one, which needs the other area's score."""
    own, rule = plain[area.key], area.correction
    if rule is None or isinstance(own, NotEnough):
        return own
    other = plain.get(rule.by)
    if not isinstance(other, AreaScore):
        return NotEnough(area.key, own.answered, own.of, needs=rule.by)
    raw = rule.applied(_in_unit(own, rule.unit), _in_unit(other, rule.unit))
    middle = pomp(raw, area.least, area.most)
    sums = (own.total, own.lowest, own.highest)
    corrected = _placed(area, (own.answered, own.of), sums, middle, raw)
    return replace(corrected, norm=own.norm)


def _in_unit(found: AreaScore, unit: Unit) -> float:
    if unit is Unit.NORM and found.norm is not None:
        return found.norm
    return found.pomp if unit is Unit.POMP else found.raw


def _total(total: Area, found: Mapping[str, Found], instrument: Instrument) -> Found:
    """The raw scores of other areas, each with its weight, as one score."""
    parts = [(found[key], instrument.area(key), weight) for key, weight in total.adds]
    answered, of = sum(one.answered for one, *_ in parts), sum(one.of for one, *_ in parts)
    lacking = [one.area for one, *_ in parts if isinstance(one, NotEnough)]
    if lacking:
        return NotEnough(total.key, answered, of, needs=lacking[0])
    summed = sum(one.raw * weight for one, _, weight in parts if isinstance(one, AreaScore))
    lowest = sum(area.least * weight for _, area, weight in parts)
    highest = sum(area.most * weight for _, area, weight in parts)
    middle = pomp(summed, lowest, highest)
    outcome = {
        Method.POMP: middle,
        Method.MEAN: summed / sum(weight for *_, weight in parts),
    }.get(total.method, summed)
    sums = (summed, lowest, highest)
    return _placed(total, (answered, of), sums, middle, total.scaled(outcome))


def _placed(
    area: Area,
    answers: tuple[int, int],
    sums: tuple[float, float, float],
    middle: float,
    raw: float,
) -> AreaScore:
    """A score with its range, and with what its authors call a raw score as high as this."""
    # Rounding may carry an end of the scale over by the last digit.
    middle = min(100.0, max(0.0, middle))
    constants, share = area.constants, answers[0] / answers[1]
    sem = error.sem(constants.sd, constants.reliability, share)
    interval = error.range95(middle, sem).within(0.0, 100.0)
    return AreaScore(
        area.key,
        middle,
        interval.low,
        interval.high,
        *answers,
        *sums,
        raw=raw,
        sem=sem,
        band=area.band(raw),
        reached=tuple(one.key for one in area.cut_offs if one.at <= raw),
        norm=None if area.norms is None else area.norms.value(raw),
    )
