"""Turns the two files of an instrument into its parts, and notes every fault on the way."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizzes.domain.reading import SLUG, Sheet
from quizzes.domain.scales import (
    Area,
    Band,
    Constants,
    Correction,
    CutOff,
    Group,
    Item,
    Method,
    Missing,
    Norms,
    Option,
    Policy,
    Unit,
    Use,
    Wording,
)

Sets = Mapping[str, tuple[Option, ...]]
# Stands in where an area's constants or policy are missing, which has been noted as a fault.
NO_CONSTANTS = Constants(sd=1, reliability=0.5, citation="-", note="-")
NO_POLICY = Missing(Policy.COMPLETE)


@dataclass(frozen=True, slots=True)
class Draft:
    """An area as it is written: its constants still in `unit`, its bounds not worked out."""

    area: Area
    unit: Unit
    sheet: Sheet


@dataclass(frozen=True, slots=True)
class Common:
    """What areas fall back on that do not say it themselves."""

    constants: Constants | None
    unit: Unit
    missing: Missing | None


def wording(words: Sheet) -> Wording:
    """The words around the items."""
    language = words.slug("language", at_most=12)
    return Wording(language, words.text("title"), words.text("timeframe"))


def common(sheet: Sheet, words: Sheet) -> Common:
    """Constants and policy at the top of the file, each of which may lack."""
    missing = _missing(sheet.sheet("missing")) if sheet.has("missing") else None
    if not sheet.has("constants"):
        return Common(None, Unit.POMP, missing)
    said = words.sheet("constants")
    constants, unit = _constants(sheet.sheet("constants"), said.text("note"))
    said.done()
    return Common(constants, unit, missing)


# --- Answers and items --------------------------------------------------------------------------


def items(sheet: Sheet, words: Sheet) -> tuple[Item, ...]:
    """All items with their answers; answers are a named set of `[options]` or the item's own."""
    rows = sheet.sheets("items", name="item")
    labels = words.sheet("options")
    sets = _sets(sheet, labels)
    texts = words.sheet("items").texts_for([row.slug("key") for row in rows])
    found = tuple(_item(row, texts, sets, labels) for row in rows)
    labels.done()
    return found


def _sets(sheet: Sheet, labels: Sheet) -> Sets:
    listed = sheet.sheet("options", may_lack=True)
    sets = {name: _options(listed, name, labels.sheet(name)) for name in listed.names}
    listed.done()
    return sets


def _options(sheet: Sheet, name: str, labels: Sheet) -> tuple[Option, ...]:
    values = sheet.numbers(name)
    if len(set(values.values())) < 2:
        sheet.amiss(f'Give "{name}" at least two answers that count differently.', name)
    if odd := [key for key in values if not SLUG.fullmatch(key)]:
        mend = f'Write answer "{odd[0]}" in small letters, digits and hyphens, like not-at-all.'
        sheet.amiss(mend, name)
    texts = labels.texts_for(list(values))
    return tuple(
        Option(key, value, texts[key], code) for code, (key, value) in enumerate(values.items())
    )


def _item(row: Sheet, texts: Mapping[str, str], sets: Sets, labels: Sheet) -> Item:
    key = row.slug("key")
    item = Item(
        key=key,
        text=texts[key],
        options=_answers(row, sets, labels),
        uses=_uses(row),
        optional=row.flag("optional", otherwise=False),
    )
    row.done()
    return item


def _answers(row: Sheet, sets: Sets, labels: Sheet) -> tuple[Option, ...]:
    if row.holds("options", dict):
        return _own_answers(row, sets, labels)
    if len(sets) == 1 and not row.has("options"):
        return next(iter(sets.values()))
    name = row.text("options")
    if row.has("options") and name not in sets:
        listed = ", ".join(sets) or "none yet"
        row.amiss(f'Set "options" to a set in [options] ({listed}), or to answers.', "options")
    return sets.get(name, ())


def _own_answers(row: Sheet, sets: Sets, labels: Sheet) -> tuple[Option, ...]:
    key = row.slug("key")
    if key in sets:
        row.amiss(f'Rename the set "{key}": its words would be those of this item.')
        return sets[key]
    return _options(row, "options", labels.sheet(key))


def _uses(row: Sheet) -> tuple[Use, ...]:
    """One area written in the item itself, or several in `uses`."""
    if not row.has("uses"):
        return (_use(row),)
    parts = row.parts("uses", name="use")
    uses = tuple(_use(part) for part in parts)
    for part in parts:
        part.done()
    if len({use.area for use in uses}) < len(uses):
        row.amiss("Name each area once.", "uses")
    return uses


def _use(row: Sheet) -> Use:
    return Use(
        area=row.slug("area"),
        reverse=row.flag("reverse"),
        weight=row.number("weight", above=0, otherwise=1),
        threshold=row.number("threshold") if row.has("threshold") else None,
    )


# --- Areas and totals ---------------------------------------------------------------------------


def drafts(sheet: Sheet, words: Sheet, base: Common) -> tuple[Draft, ...]:
    """All areas, then all totals, as they are written."""
    areas = sheet.sheets("areas", name="area")
    totals = sheet.sheets("totals", name="total", may_lack=True)
    names = words.sheet("areas").texts_for([row.slug("key") for row in areas])
    if totals:
        names |= words.sheet("totals").texts_for([row.slug("key") for row in totals])
    found = tuple(_draft(row, words, names, base) for row in (*areas, *totals))
    _refuse_what_is_named_twice([*areas, *totals])
    for draft in found:
        draft.sheet.done()
    if areas and all(draft.area.optional for draft in found if not draft.area.is_total):
        sheet.amiss("Leave at least one area that is not optional.", "areas")
    _refuse_surplus_words(found, words)
    return found


def _refuse_surplus_words(found: Sequence[Draft], words: Sheet) -> None:
    """Words for bands, cut-offs and constants that no area has."""
    having = {
        "bands": {one.area.key for one in found if one.area.bands},
        "cut_offs": {one.area.key for one in found if one.area.cut_offs},
        "notes": {one.area.key for one in found if one.sheet.has("constants")},
    }
    for table, keys in having.items():
        said = words.sheet(table, may_lack=True)
        for key in said.names:
            if key not in keys:
                said.amiss(f'Remove "{key}": the structure has no {table} there.', key)


def _refuse_what_is_named_twice(rows: Sequence[Sheet]) -> None:
    keys = [row.slug("key") for row in rows]
    for number, row in enumerate(rows):
        if row.is_sound and row.where.startswith("total") and keys[number] in keys[:number]:
            row.amiss(f'Give it another "key"; "{keys[number]}" is taken.', "key")


def _draft(row: Sheet, words: Sheet, names: Mapping[str, str], base: Common) -> Draft:
    key, is_total = row.slug("key"), row.where.startswith("total")
    # A total is spread and reliable in its own way, so it falls back on no area's constants.
    fallback = (None, base.unit) if is_total else (base.constants, base.unit)
    constants, unit = _own_constants(row, words, fallback)
    area = Area(
        key=key,
        name=names[key],
        optional=False if is_total else row.flag("optional", otherwise=False),
        reported=row.flag("reported", otherwise=True),
        higher_is_better=row.flag("higher_is_better"),
        method=Method(row.choice("score", tuple(Method))),
        missing=_own_missing(row, base),
        constants=constants,
        multiplier=row.number("multiplier", above=0, otherwise=1),
        offset=row.number("offset", otherwise=0),
        threshold=row.number("threshold") if row.has("threshold") else None,
        bands=_bands(row, words),
        cut_offs=_cut_offs(row, words),
        norms=_norms(row),
        correction=_correction(row),
        pools=row.texts("pools") if is_total and row.has("pools") else (),
        adds=tuple(row.numbers("adds").items()) if is_total and row.has("adds") else (),
    )
    if is_total and bool(area.pools) is bool(area.adds):
        row.amiss('Give it either "pools" (areas) or "adds" (areas with weights).')
    return Draft(area, unit, row)


def _own_missing(row: Sheet, base: Common) -> Missing:
    if row.has("missing"):
        return _missing(row.sheet("missing"))
    if base.missing is None:
        row.amiss('Give it "missing", or give the whole file one at its top.')
    return base.missing or NO_POLICY


def _missing(sheet: Sheet) -> Missing:
    policy = Policy(sheet.choice("policy", tuple(Policy)))
    share, count = 1.0, None
    if policy is Policy.PRORATE:
        if sheet.has("items"):
            count = sheet.whole("items", at_least=1)
        else:
            share = sheet.number("share", above=0, up_to=1)
    sheet.done()
    return Missing(policy, share, count)


def _own_constants(
    row: Sheet, words: Sheet, fallback: tuple[Constants | None, Unit]
) -> tuple[Constants, Unit]:
    if row.has("constants"):
        notes, key = words.sheet("notes", may_lack=True), row.slug("key")
        note = notes.text(key) if notes.has(key) else ""
        return _constants(row.sheet("constants"), note)
    constants, unit = fallback
    if constants is None:
        row.amiss('Give it "constants"; without them its score has no range.')
    return constants or NO_CONSTANTS, unit


def _constants(sheet: Sheet, note: str) -> tuple[Constants, Unit]:
    retest = "retest_reliability"
    constants = Constants(
        sd=sheet.number("sd", above=0),
        reliability=sheet.number("reliability", above=0, up_to=1, inclusive=False),
        citation=sheet.text("citation"),
        note=note,
        retest_reliability=(
            sheet.number(retest, above=0, up_to=1, inclusive=False) if sheet.has(retest) else None
        ),
        mean=sheet.number("mean") if sheet.has("mean") else None,
        functional=_group(sheet, "functional"),
        dysfunctional=_group(sheet, "dysfunctional"),
    )
    unit = Unit(sheet.choice("unit", (Unit.RAW, Unit.POMP)))
    sheet.done()
    return constants, unit


def _group(sheet: Sheet, key: str) -> Group | None:
    if not sheet.has(key):
        return None
    group = sheet.sheet(key)
    found = Group(group.number("mean"), group.number("sd", above=0), group.text("citation"))
    group.done()
    return found


def _bands(row: Sheet, words: Sheet) -> tuple[Band, ...]:
    if not row.has("bands"):
        return ()
    bands, key = row.sheet("bands"), row.slug("key")
    starts, source = bands.numbers("from"), bands.text("source")
    labels = words.sheet("bands").sheet(key).texts_for(list(starts))
    values = list(starts.values())
    if values != sorted(set(values)):
        bands.amiss("Let each band start above the one before it.", "from")
    bands.done()
    return tuple(Band(band, at, labels[band], source) for band, at in starts.items())


def _cut_offs(row: Sheet, words: Sheet) -> tuple[CutOff, ...]:
    rows = row.sheets("cut_offs", name="cut-off", may_lack=True)
    if not rows:
        return ()
    said = words.sheet("cut_offs").sheet(row.slug("key"))
    labels = said.texts_for([one.slug("key") for one in rows])
    found = []
    for one in rows:
        key = one.slug("key")
        found.append(CutOff(key, one.number("at"), labels[key], one.text("source")))
        one.done()
    return tuple(found)


def _norms(row: Sheet) -> Norms | None:
    if not row.has("norms"):
        return None
    norms = row.sheet("norms")
    table, source = norms.pairs("table"), norms.text("source")
    raws = [raw for raw, _value in table]
    if len(raws) < 2 or raws != sorted(set(raws)):
        norms.amiss("Give at least two rows, raw scores rising.", "table")
    norms.done()
    return Norms(table, source)


def _correction(row: Sheet) -> Correction | None:
    if not row.has("correction"):
        return None
    rule = row.sheet("correction")
    found = Correction(
        by=rule.slug("by"),
        unit=Unit(rule.choice("unit", tuple(Unit))),
        constant=rule.number("constant", otherwise=0),
        own=rule.number("own"),
        other=rule.number("other", otherwise=0),
        product=rule.number("product", otherwise=0),
        source=rule.text("source"),
    )
    rule.done()
    return found
