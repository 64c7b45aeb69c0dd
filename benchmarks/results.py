"""What was found, beside this file: results.json, one section a part."""

import json
import statistics
from collections.abc import Sequence
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results.json"


def kept() -> dict[str, Any]:
    """All sections as they were last written."""
    return json.loads(RESULTS.read_text(encoding="utf-8"))


def keep(**sections: Any) -> None:
    """Put these sections in the place of those of the same names."""
    text = json.dumps(kept() | sections, indent=2)
    RESULTS.write_text(text + "\n", encoding="utf-8")


def figure(values: Sequence[float]) -> dict[str, float]:
    """The median of repeated measurements, with the lowest and the highest."""
    found = {"median": statistics.median(values), "lowest": min(values), "highest": max(values)}
    return {name: float(f"{value:.3g}") for name, value in found.items()} | {"n": len(values)}


def show(found: dict[str, dict[str, float]]) -> None:
    """Print medians with their spread."""
    for name, one in found.items():
        print(f"{name:32}{one['median']:>9} ({one['lowest']} to {one['highest']})", flush=True)
