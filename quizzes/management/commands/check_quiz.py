"""Say what is understood of an instrument file, or every fault in it with its line and mend."""

from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from quizzes.domain import packs
from quizzes.domain.instrument import Instrument
from quizzes.domain.packs import Checked
from quizzes.domain.reading import InstrumentFault
from quizzes.domain.scales import Area, Missing, Policy

HEADINGS = (
    *("area", "name", "items", "reversed", "answers", "score", "from", "to", "better"),
    *("missing", "SD", "reliability", "retest", "source", "more"),
)
NONE = "-"


class Command(BaseCommand):
    """`manage.py check_quiz FILE…`"""

    help = "Check instrument files or folders of them, in every language they list."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")

    def handle(self, *, files: list[Path], **options: object) -> None:
        """Report on each file; fail when any has a fault."""
        found = packs.check_all(_structures(files))
        for checked in found:
            for line in _report(checked):
                self.stdout.write(line)
        faults = sum(len(checked.faults) for checked in found)
        if faults:
            raise CommandError("1 fault." if faults == 1 else f"{faults} faults.")


def _structures(files: Sequence[Path]) -> list[Path]:
    """Each structure once: for a file of words its structure, for a folder all that are in it."""
    found: list[Path] = []
    for path in files:
        inside = packs.structures(path) if path.is_dir() else [packs.structure_of(path)]
        if not inside:
            raise CommandError(f"{path} has no instrument in it.")
        found += inside
    return list(dict.fromkeys(found))


def _report(checked: Checked) -> list[str]:
    if checked.faults:
        return [str(checked.structure), *(_line(fault) for fault in checked.faults), ""]
    first = checked.instruments[0]
    return [*_heading(checked, first), "", *_table(first), ""]


def _line(fault: InstrumentFault) -> str:
    place = fault.file if fault.line is None else f"{fault.file}:{fault.line}"
    return f"  {place}  {fault.item}  {fault.mend}"


def _heading(checked: Checked, first: Instrument) -> list[str]:
    return [
        f"{first.id} {first.version} ({checked.structure})",
        f"licence {first.licence}; to be said: {first.attribution or NONE}",
        f"published in: {first.source or NONE}",
        f"{first.status}; again after {first.retest_weeks} weeks; {len(first.items)} items, "
        f"{sum(item.optional for item in first.items)} of them optional",
        f"scoring {first.scoring_hash}",
        *(
            f"words {one.wording.language} {one.wording_hash} {one.wording.title}"
            for one in checked.instruments
        ),
    ]


def _table(instrument: Instrument) -> list[str]:
    """Areas and totals, one a row, in columns as wide as their widest cell."""
    rows = [HEADINGS, *(_row(instrument, area) for area in instrument.scales)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


def _row(instrument: Instrument, area: Area) -> tuple[str, ...]:
    items = instrument.items_in((area.key,))
    uses = [use for item in items if (use := item.use_in(area.key))]
    constants = area.constants
    return (
        area.key,
        area.name,
        str(len(items)) if items else NONE,
        str(sum(use.reverse for use in uses)) if items else NONE,
        _answers(instrument, area),
        _score(area),
        f"{area.least:g}",
        f"{area.most:g}",
        "higher" if area.higher_is_better else "lower",
        _missing(area.missing),
        f"{constants.sd:.1f}",
        f"{constants.reliability:g}",
        NONE if constants.retest_reliability is None else f"{constants.retest_reliability:g}",
        constants.citation,
        _more(area),
    )


def _answers(instrument: Instrument, area: Area) -> str:
    """What each answer counts, in the order shown; only the reach where items differ."""
    items = instrument.items_in((area.key,))
    if shared := instrument.options_in(area.key):
        return " ".join(f"{option.value:g}" for option in shared)
    if not items:
        return NONE
    lowest, highest = min(one.lowest for one in items), max(one.highest for one in items)
    return f"{lowest:g} to {highest:g}, mixed"


def _score(area: Area) -> str:
    said = str(area.method)
    if area.threshold is not None:
        said += f" from {area.threshold:g}"
    if area.multiplier != 1:
        said += f" x {area.multiplier:g}"
    return said + (f" {area.offset:+g}" if area.offset else "")


def _missing(missing: Missing) -> str:
    if missing.policy is not Policy.PRORATE:
        return str(missing.policy)
    if missing.items is not None:
        return f"from {missing.items} items"
    return f"from {missing.share:.0%}"


def _more(area: Area) -> str:
    said = []
    if area.optional:
        said.append("optional")
    if not area.reported:
        said.append("not reported")
    if area.is_total:
        said.append(f"{'pools' if area.pools else 'adds'} {', '.join(area.parts)}")
    if area.correction is not None:
        said.append(f"corrected by {area.correction.by}")
    if area.norms is not None:
        said.append("norm table")
    said += [f"{band.key} from {band.starts:g}" for band in area.bands]
    said += [f"{one.key} at {one.at:g}" for one in area.cut_offs]
    return "; ".join(said) or NONE
