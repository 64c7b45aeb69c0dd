"""Small instruments to try the rules on."""

from quizzes.domain.instrument import Instrument, load


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
        "prorate_from": "0.8",
        **changes,
    }
    lines = [f"{key} = {value}" for key, value in fields.items()]
    lines += ["[constants]", "sd = 20.0", "reliability = 0.75", 'citation = "provisional"']
    for value in range(5):
        lines += ["[[options]]", f'key = "o{value}"', f"value = {value}"]
    for area in areas.split():
        lines += ["[[areas]]", f'key = "{area}"', "optional = false"]
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
    lines += ["[constants]", 'note = "Assumed."', "[options]"]
    lines += [f'o{value} = "Answer {value}"' for value in range(5)]
    lines += ["[areas]", *[f'{area} = "{area.capitalize()}"' for area in areas.split()]]
    lines += ["[items]"]
    lines += [f'{area}-{number} = "Item {area} {number}"' for area, number in _keys(areas, each)]
    return "\n".join(lines)


def small(areas: str = "time trust", each: int = 6, **changes: object) -> Instrument:
    """An instrument with SEM 20·sqrt(1 − 0.75) = 10 and two of six items an area reversed."""
    return load(structure(areas, each, **changes), wording(areas, each))


def _keys(areas: str, each: int) -> list[tuple[str, int]]:
    return [(area, number) for area in areas.split() for number in range(1, each + 1)]
