"""Small instruments to try the rules on."""

import tomllib
from typing import Any

from quizzes.domain.instrument import Instrument, load
from quizzes.domain.scoring import AreaScore, NotEnough, score


def structure(
    areas: str = "time trust", each: int = 6, reverse: str = "-5 -6", **changes: object
) -> str:
    """The TOML of an instrument with `each` items an area; `reverse` names endings of keys."""
    fields = {
        "id": '"small"',
        "version": '"1"',
        "licence": '"CC BY 4.0"',
        "status": '"not yet validated"',
        "languages": '["en"]',
        "retest_weeks": "12",
        "missing": '{ policy = "prorate", share = 0.8 }',
        **changes,
    }
    lines = [f"{key} = {value}" for key, value in fields.items()]
    lines += ["[constants]", 'unit = "pomp"', "sd = 20.0", "reliability = 0.75"]
    lines += ['citation = "provisional"', "[options.agree]"]
    lines += [f"o{value} = {value}" for value in range(5)]
    for area in areas.split():
        lines += ["[[areas]]", f'key = "{area}"', 'score = "pomp"', "higher_is_better = true"]
    for area, number in _keys(areas, each):
        turned = str(f"-{number}" in reverse.split()).lower()
        lines += [
            "[[items]]",
            f'key = "{area}-{number}"',
            f'area = "{area}"',
            f"reverse = {turned}",
        ]
    return "\n".join(lines)


def wording(areas: str = "time trust", each: int = 6) -> str:
    """The words that belong to `structure` with the same arguments."""
    lines = ['instrument = "small"', 'language = "en"', 'title = "Small"', 'timeframe = "Lately"']
    lines += ["[constants]", 'note = "Assumed."', "[options.agree]"]
    lines += [f'o{value} = "Answer {value}"' for value in range(5)]
    lines += ["[areas]", *[f'{area} = "{area.capitalize()}"' for area in areas.split()]]
    lines += ["[items]"]
    lines += [f'{area}-{number} = "Item {area} {number}"' for area, number in _keys(areas, each)]
    return "\n".join(lines)


def small(areas: str = "time trust", each: int = 6, **changes: object) -> Instrument:
    """An instrument with SEM 20·sqrt(1 − 0.75) = 10 and two of six items an area reversed."""
    return load(structure(areas, each, **changes), wording(areas, each))


HEAD = """
id = "shape"
version = "1"
licence = "Made up for this test"
status = "not yet validated"
languages = ["en"]
retest_weeks = 4
missing = { policy = "complete" }
"""
# In raw points, so that each area converts it by its own reach.
SPREAD = """
[constants]
unit = "raw"
sd = 1
reliability = 0.8
citation = "provisional"
"""
# Five answers that count 1 to 5.
AGREE = "[options.agree]\n" + "\n".join(f"a{value} = {value}" for value in range(1, 6))


def items(keys: str, fields: str) -> str:
    """Items that differ only in their key."""
    return "".join(f'[[items]]\nkey = "{key}"\n{fields}\n' for key in keys.split())


def shaped(body: str, spread: str = SPREAD) -> Instrument:
    """An instrument of another shape; every key is its own word."""
    structure = f"{HEAD}\n{spread}\n{body}"
    return load(structure, words_for(structure))


def words_for(structure: str) -> str:
    """The words of a structure, with every key as its own word."""
    read = tomllib.loads(structure)
    lines = [f'instrument = "{read["id"]}"', 'language = "en"', 'title = "T"', 'timeframe = "Now"']
    if "constants" in read:
        lines += ["[constants]", 'note = "Assumed."']
    own = {row["key"]: row.get("options") for row in read["items"]}
    sets = read.get("options", {}) | {key: one for key, one in own.items() if type(one) is dict}
    for name, answers in sets.items():
        lines += [f"[options.{name}]", *_named(answers)]
    for table in ("areas", "totals", "items"):
        lines += [f"[{table}]", *_named(_keyed(read, table))] if table in read else []
    for row in (*read["areas"], *read.get("totals", ())):
        if "bands" in row:
            lines += [f"[bands.{row['key']}]", *_named(row["bands"]["from"])]
        if "cut_offs" in row:
            lines += [f"[cut_offs.{row['key']}]", *_named(_keyed(row, "cut_offs"))]
    return "\n".join(lines)


def named_answers(instrument: Instrument, **chosen: str) -> dict[str, int]:
    """Codes of answers that are named by their keys."""
    options = {item.key: item.options for item in instrument.items}
    return {
        key: next(option.code for option in options[key] if option.key == named)
        for key, named in chosen.items()
    }


def scored(instrument: Instrument, area: str, **chosen: str) -> AreaScore | NotEnough:
    """The score of one area or total when all areas are asked."""
    found = score(
        instrument, named_answers(instrument, **chosen), {one.key for one in instrument.areas}
    )
    return next(one for one in (*found.areas, *found.totals, *found.aside) if one.area == area)


def _keyed(table: dict[str, Any], name: str) -> list[str]:
    return [row["key"] for row in table[name]]


def _named(keys: Any) -> list[str]:
    return [f'{key} = "{key}"' for key in keys]


def _keys(areas: str, each: int) -> list[tuple[str, int]]:
    return [(area, number) for area in areas.split() for number in range(1, each + 1)]
