"""A picture of the table: how each figure compares with its bar, on a scale that doubles."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

WIDTH, ROW, TOP, LEFT, RIGHT = 780, 30, 56, 300, 90
# The scale runs from a quarter of the bar to sixteen times as good.
LOWEST, HIGHEST = -2, 4
STYLE = """
    svg { color-scheme: light dark; background: #fffdf9 }
    text { font: 14px system-ui, sans-serif; fill: #2a221e }
    .quiet { fill: #6a5d54; font-size: 12px }
    .line { stroke: #d9cfc2 }
    .bar { stroke: #6a5d54; stroke-width: 2 }
    .met { fill: #3f6f52 }
    .missed { fill: #b4482c }
    @media (prefers-color-scheme: dark) {
        svg { background: #191512 }
        text { fill: #f2eae0 }
        .quiet { fill: #b7aa9e }
        .line { stroke: #453b34 }
        .bar { stroke: #b7aa9e }
        .met { fill: #86bd9a }
        .missed { fill: #eb9378 }
    }
"""


class Line(NamedTuple):
    """One figure: its name, what was measured as text, and how often its bar fits into it."""

    name: str
    measured: str
    closeness: float


def draw(lines: Sequence[Line]) -> str:
    """An SVG with a row for each line; right of the upright line is better than the bar."""
    height = TOP + ROW * len(lines) + 20
    missed = sum(line.closeness < 1 for line in lines)
    rows = "\n".join(_row(line, TOP + ROW * n) for n, line in enumerate(lines))
    return f"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" \
role="img" aria-labelledby="title desc">
<title id="title">What was measured, against its bars</title>
<desc id="desc">{len(lines)} figures, each as how many times as good as its bar. \
{len(lines) - missed} reach it, {missed} do not. The table has the numbers.</desc>
<style>{STYLE}</style>
{_scale(height)}
{rows}
</svg>
"""


def _x(closeness: float) -> float:
    """Where on the scale; what lies beyond stands at its end."""
    power = math.log2(closeness) if closeness > 0 else LOWEST
    share = (min(max(power, LOWEST), HIGHEST) - LOWEST) / (HIGHEST - LOWEST)
    return LEFT + share * (WIDTH - LEFT - RIGHT)


def _scale(height: int) -> str:
    marks = []
    for power in range(LOWEST, HIGHEST + 1):
        x, name = _x(2.0**power), {0: "the bar", HIGHEST: "16 × as good"}.get(power, "")
        name = name or (f"{2**power} ×" if power > 0 else f"1/{2**-power}")
        kind = "bar" if power == 0 else "line"
        marks.append(f'<line class="{kind}" x1="{x:.0f}" x2="{x:.0f}" y1="36" y2="{height - 12}"/>')
        marks.append(f'<text class="quiet" x="{x:.0f}" y="26" text-anchor="middle">{name}</text>')
    return "\n".join(marks)


def _row(line: Line, y: int) -> str:
    kind = "met" if line.closeness >= 1 else "missed"
    begun, end = sorted((_x(1), _x(line.closeness)))
    # A figure just at its bar would have no length at all.
    length = max(end - begun, 3)
    text = f'<text x="{LEFT - 12}" y="{y + 13}" text-anchor="end">{escape(line.name)}</text>'
    place = f'x="{begun:.1f}" y="{y + 2}" width="{length:.1f}" height="14"'
    box = f'<rect class="{kind}" {place} rx="2"/>'
    beside = WIDTH - RIGHT + 8
    return f'{text}{box}<text x="{beside}" y="{y + 13}">{escape(line.measured)}</text>'
