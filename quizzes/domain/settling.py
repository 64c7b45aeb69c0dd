"""Checks that the parts of an instrument fit each other, and works out what each score can be."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from quizzes.domain.definition import Draft
from quizzes.domain.reading import SLUG, Sheet
from quizzes.domain.scales import (
    Area,
    Constants,
    Correction,
    Group,
    Item,
    Method,
    Policy,
    Unit,
    Use,
)

# Half the range is the largest standard deviation that scores from 0 to 100 can have.
LARGEST_SD = 50

Ends = tuple[float, float]


# --- References ---------------------------------------------------------------------------------


def check_references(sheet: Sheet, items: Sequence[Item], drafts: Sequence[Draft]) -> None:
    """Every area that is named exists, has what is asked of it, and is not missing an item."""
    areas = {draft.area.key: draft.area for draft in drafts}
    plain = [key for key, area in areas.items() if not area.is_total]
    rows = sheet.sheets("items", name="item")
    for row, item in zip(rows, items, strict=True):
        _check_uses(row, item, areas, plain)
    for draft in drafts:
        _check_draft(draft, areas, plain)
    for key in plain:
        if not any(item.use_in(key) and not item.optional for item in items):
            sheet.amiss(f'Add an item for area "{key}", which has none that is needed.')


def _check_uses(row: Sheet, item: Item, areas: Mapping[str, Area], plain: list[str]) -> None:
    for use in item.uses:
        # What is no key has been said already.
        if use.area not in plain and SLUG.fullmatch(use.area):
            row.amiss(f'Give it an "area" that is listed: {", ".join(plain)}.', "area")
        elif use.threshold is not None and not _counts(areas.get(use.area)):
            row.amiss(f'Remove "threshold", or let "{use.area}" count.', "threshold")


def _counts(area: Area | None) -> bool:
    return area is not None and area.method is Method.COUNT


def _check_draft(draft: Draft, areas: Mapping[str, Area], plain: list[str]) -> None:
    area, sheet = draft.area, draft.sheet
    if (area.method is Method.COUNT) is (area.threshold is None):
        sheet.amiss('Give it a "threshold" where it counts, and only there.', "threshold")
    if area.adds and area.method is Method.COUNT:
        sheet.amiss('Set "score" to sum, mean or pomp: scores that are added are not counted.')
    if any(weight <= 0 for _key, weight in area.adds):
        sheet.amiss("Give each part a weight above 0.", "adds")
    for key in area.parts:
        if key not in plain:
            sheet.amiss(f'Build it from areas that are listed, not from "{key}".')
        elif areas[key].optional:
            sheet.amiss(f'Leave out "{key}": without that area there would be no total.')
    if area.correction is not None:
        _check_correction(draft, area.correction, areas)


def _check_correction(draft: Draft, rule: Correction, areas: Mapping[str, Area]) -> None:
    by = areas.get(rule.by)
    if by is None or by.is_total or by.correction is not None or by.key == draft.area.key:
        mend = 'Set "by" to another area that is not corrected itself.'
        draft.sheet.amiss(mend, "correction")
    elif draft.area.is_total:
        draft.sheet.amiss("Correct an area, not a total.", "correction")
    elif rule.unit is Unit.NORM and (draft.area.norms is None or by.norms is None):
        draft.sheet.amiss('Give both areas "norms", or use another "unit".', "correction")


# --- Numbers ------------------------------------------------------------------------------------


def pooled(items: Sequence[Item], drafts: Sequence[Draft]) -> tuple[Item, ...]:
    """The items with a use more for every total that pools their area, and with thresholds.

    An item of two pooled areas counts once, as in the area that is named first.
    """
    return tuple(
        replace(item, uses=(*(_use(use, drafts) for use in item.uses), *_pooled(item, drafts)))
        for item in items
    )


def _use(use: Use, drafts: Sequence[Draft]) -> Use:
    area = next(draft.area for draft in drafts if draft.area.key == use.area)
    return use if use.threshold is not None else replace(use, threshold=area.threshold)


def _pooled(item: Item, drafts: Sequence[Draft]) -> list[Use]:
    found = []
    for draft in drafts:
        uses = [use for key in draft.area.pools if (use := item.use_in(key))]
        if uses:
            total = draft.area
            found.append(replace(uses[0], area=total.key, threshold=total.threshold))
    return found


def settled(items: Sequence[Item], drafts: Sequence[Draft]) -> tuple[Area, ...]:
    """The areas with their bounds and with constants in POMP points; faults are noted."""
    areas = {draft.area.key: draft.area for draft in drafts if not draft.area.is_total}
    plain = {key: _plain_ends(area, items, {}) for key, area in areas.items()}
    ends = {key: _corrected_ends(area, areas, plain) for key, area in areas.items()}
    for draft in drafts:
        _check_items(draft, items)
        if draft.area.is_total:
            ends[draft.area.key] = _plain_ends(draft.area, items, ends)
    return tuple(_settled(draft, ends[draft.area.key]) for draft in drafts)


def _settled(draft: Draft, ends: Ends) -> Area:
    area, (least, most) = draft.area, ends
    if least >= most:
        draft.sheet.amiss("Let its score reach more than one value.")
        return area
    _check_marks(draft, least, most)
    constants = area.constants if draft.unit is Unit.POMP else _in_pomp(area.constants, least, most)
    if constants.sd > LARGEST_SD:
        largest = LARGEST_SD if draft.unit is Unit.POMP else (most - least) / 2
        draft.sheet.amiss(f'Give "sd" at most half the range of the score, {largest:g}.')
    return replace(area, constants=constants, least=least, most=most)


def _plain_ends(area: Area, items: Sequence[Item], parts: Mapping[str, Ends]) -> Ends:
    """The least and the most raw score before any correction."""
    if area.method is Method.POMP:
        return area.scaled(0), area.scaled(100)
    if area.adds:
        pairs = [(parts[key], weight) for key, weight in area.adds]
        least = sum(weight * ends[0] for ends, weight in pairs)
        most = sum(weight * ends[1] for ends, weight in pairs)
        weights = sum(weight for _ends, weight in pairs)
    else:
        used = [(item, use) for item in items if (use := item.use_in(area.key))]
        least = sum(item.ends(use)[0] for item, use in used)
        most = sum(item.ends(use)[1] for item, use in used)
        weights = sum(use.weight for _item, use in used)
    divisor = weights if area.method is Method.MEAN else 1
    return area.scaled(least / divisor), area.scaled(most / divisor)


def _corrected_ends(area: Area, areas: Mapping[str, Area], plain: Mapping[str, Ends]) -> Ends:
    """The least and the most of a score after its correction, if it has one.

    constant + a·x + b·y + c·x·y is linear in x and in y, so both lie in a corner of what x and y
    can be.
    """
    rule = area.correction
    if rule is None:
        return plain[area.key]
    xs = _reach(area, rule.unit, plain[area.key])
    ys = _reach(areas[rule.by], rule.unit, plain[rule.by])
    corners = [rule.applied(x, y) for x in xs for y in ys]
    return min(corners), max(corners)


def _reach(area: Area, unit: Unit, ends: Ends) -> Ends:
    """The least and the most of a score in a unit; a norm table need not rise all the way."""
    if unit is Unit.POMP:
        return 0, 100
    if unit is Unit.NORM and area.norms is not None:
        values = [value for _raw, value in area.norms.table]
        return min(values), max(values)
    return ends


def _in_pomp(constants: Constants, least: float, most: float) -> Constants:
    width = most - least

    def group(found: Group | None) -> Group | None:
        if found is None:
            return None
        mean = 100 * (found.mean - least) / width
        return replace(found, mean=mean, sd=100 * found.sd / width)

    mean = None if constants.mean is None else 100 * (constants.mean - least) / width
    return replace(
        constants,
        sd=100 * constants.sd / width,
        mean=mean,
        functional=group(constants.functional),
        dysfunctional=group(constants.dysfunctional),
    )


# --- Checks that need the numbers ---------------------------------------------------------------


def _check_items(draft: Draft, items: Sequence[Item]) -> None:
    area, missing = draft.area, draft.area.missing
    used = [(item, use) for item in items if (use := item.use_in(area.key))]
    for item, use in used:
        least, most = item.ends(use)
        if least == most:
            mend = f'Let the threshold lie within the answers of "{item.key}".'
            draft.sheet.amiss(mend, "threshold")
    needed = sum(not item.optional for item, _use in used)
    if missing.policy is Policy.PRORATE and missing.items and missing.items > needed and used:
        mend = f'Ask for at most {needed} "items", as many as it has.'
        draft.sheet.amiss(mend, "missing")


def _check_marks(draft: Draft, least: float, most: float) -> None:
    """Bands cover the whole score and lie within it, and so do cut-offs."""
    area, sheet = draft.area, draft.sheet
    reach = f"{least:g} to {most:g}"
    if area.bands and not (area.bands[0].starts <= least and area.bands[-1].starts <= most):
        sheet.amiss(f"Let the bands cover the whole score, {reach}.", "bands")
    for cut_off in area.cut_offs:
        if not least <= cut_off.at <= most:
            sheet.amiss(f'Put cut-off "{cut_off.key}" within the score, {reach}.', "cut_offs")
