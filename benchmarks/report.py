"""Writes docs/performance.md and its picture from results.json (the last step of `make bench`)."""

import os
import platform
from pathlib import Path
from typing import Any

import django
from django.db import connection

from benchmarks import chart, results
from benchmarks.bars import BARS, KILLS, WORDS, Bar

DOCS = Path(__file__).resolve().parents[1] / "docs"
TEXT = """\
# What it costs

Written by `make bench`, which measures all of this anew and takes about ten minutes. `make bench
ARGS="ticks rules"` takes only some parts:
{parts}.

## How to read it

Only **ratios** mean anything, and only those of one run: both sides of each were measured in turn,
in the same minutes, on the same machine, against the same mail sink and the same PostgreSQL. A
figure is the median of at least five repetitions; in brackets stand the lowest and the highest.
Milliseconds are processor time on this machine.

{machine}

![How each figure compares with its bar](performance.svg)

## Reminders and rules

| what | bar | reach for | measured |
|---|---|---|---|
{bars}

- *Whole pipeline*: a tick on PostgreSQL, ids through Redis to a real Celery worker process, a real
  SMTP conversation, and each mail recorded in a transaction of its own. The bare connection hands
  ready-made bytes to `smtplib` and does nothing else. The pipeline saves three of its four
  exchanges where a server announces PIPELINING, as the sink does and nearly all do.
- *A task per recipient* and *one row at a time* are in `benchmarks/`, at the defaults of Celery and
  Django.
- *A tick* is measured up to the moment when ids would go to the queue. The statement by hand lets
  PostgreSQL work out the next times, which we do not: it takes the second of a repeated hour.
- *Kills*: every second thirty mails come due, and at a random moment of it a child of the worker
  gets SIGKILL, whatever it is at. A mail whose text had left, and which was not recorded yet, is
  sent again under the same Message-ID. The worst there is, a kill amid sending every time:
  {amid}.
- In processor time, which other people's load changes less, the bare connection with its sink is
  {work} of the pipeline with sink and PostgreSQL.
- Milliseconds stand beside a reference loop of the same process in `benchmarks/results.json`.

## Pages

Each page against a bare one in the same process: session, signed-in person, one query, 3 kB.

| page | ÷ bare | queries | kB |
|---|---|---|---|
{pages}
"""
PARTS = "`pages`, `pipeline`, `ticks`, `memory`, `kills`, `rules`; `engine` is all but the pages"


def main() -> None:
    """Write both files."""
    found = results.kept()
    text = TEXT.format(
        parts=PARTS,
        machine=found.get("machine", ""),
        amid=_amid(found.get("kills_amid")),
        work=_work(found.get("pipeline", {})),
        bars="\n".join(_row(bar, bar.found(found)) for bar in BARS),
        pages="\n".join(_page(*page) for page in found["pages"].items()),
    )
    (DOCS / "performance.md").write_text(text, encoding="utf-8")
    clear = [(bar, one) for bar in BARS if (one := bar.found(found)) and bar.is_settled(one)]
    lines = [_line(bar, one) for bar, one in clear]
    (DOCS / "performance.svg").write_text(chart.draw(lines), encoding="utf-8")


def note_machine() -> None:
    """Keep what the figures depend on, without a name of anything."""
    with connection._nodb_cursor() as cursor:
        cursor.execute("SHOW server_version")
        postgres = cursor.fetchone()[0].split()[0]
    gigabytes = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores, load = os.cpu_count(), os.getloadavg()[2]
    facts = [f"{cores} cores and {gigabytes:.0f} GB", f"Python {platform.python_version()}"]
    facts += [f"Django {django.get_version()}", f"PostgreSQL {postgres} as Debian sets it up"]
    text = f"Measured with {', '.join(facts)}."
    if load > cores:
        text += f" Others were at work there too (load {load:.1f} over a quarter of an hour), which"
        text += " costs most where processes wait for each other, and a bare connection least."
    results.keep(machine=text)


def _work(pipeline: dict[str, Any]) -> str:
    one = pipeline.get("ceiling ÷ pipeline in processor time")
    return f"{one['median']:g} ({one['lowest']:g} to {one['highest']:g})" if one else "not measured"


def _amid(found: dict[str, int] | None) -> str:
    if not found:
        return "not measured yet"
    lost, doubled = found["lost"], found["doubled"]
    return f"{found['kills']} kills in {found['mails']} mails lost {lost} and doubled {doubled}"


def _row(bar: Bar, found: dict[str, float] | None) -> str:
    sign = "≥" if bar.at_least else "≤"
    unit = "" if bar.unit == "×" else f" {bar.unit}"
    wished = f"{sign} {bar.limit:g}{unit} | {sign} {bar.reach:g}{unit}"
    return f"| {WORDS[bar.name]} | {wished} | {_measured(bar, found, unit)} |"


def _measured(bar: Bar, found: dict[str, float] | None, unit: str) -> str:
    if found is None:
        return "not measured yet"
    if bar.part == "kills" and found["kills"] < KILLS:
        return f"**{found['median']:g}** mails over {found['kills']} kills, not yet {KILLS}"
    spread = f" ({found['lowest']:g} to {found['highest']:g})" if "n" in found else ""
    verdict = "" if bar.is_met(found["median"]) else ", missed"
    noise = "" if bar.is_settled(found) else "; the repetitions differ too much to rely on it"
    return f"**{found['median']:g}**{unit}{spread}{verdict}{noise}"


def _page(name: str, cost: dict[str, Any]) -> str:
    spread = f"({cost['lowest']:g} to {cost['highest']:g})"
    rest = f"{cost['queries']} | {cost['bytes'] / 1000:.1f}"
    return f"| {name} | **{cost['ratio']:g}** {spread} | {rest} |"


def _line(bar: Bar, found: dict[str, float]) -> chart.Line:
    unit = {"×": "", "mails": ""}.get(bar.unit, f" {bar.unit}")
    return chart.Line(bar.name, f"{found['median']:g}{unit}", bar.closeness(found["median"]))


if __name__ == "__main__":
    main()
