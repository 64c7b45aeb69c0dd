"""Finds the line on which a field of a TOML text stands, which the parser does not tell."""

import re
from collections.abc import Mapping

# Where a field stands: names of tables and fields, and the place in a list of tables, from 0.
Place = tuple[str | int, ...]

_NAME = r"""(?:[A-Za-z0-9_-]+|"[^"]*"|'[^']*')"""
_DOTTED = rf"{_NAME}(?:\s*\.\s*{_NAME})*"
_HEADER = re.compile(rf"\s*(\[\[?)\s*({_DOTTED})\s*\]\]?\s*(?:#.*)?$")
_FIELD = re.compile(rf"\s*({_DOTTED})\s*=")
_LONG_STRING = re.compile(r"\"\"\"|'''")


def places(text: str) -> dict[Place, int]:
    """The line, counted from 1, of every table and every field that begins a line.

    Fields inside an inline table have no line of their own.

    >>> places('id = "a"\\n[[items]]\\nkey = "a-1"')[("items", 0, "key")]
    3
    """
    found: dict[Place, int] = {}
    counts: dict[Place, int] = {}
    table: Place = ()
    inside_string = False
    for number, line in enumerate(text.splitlines(), start=1):
        was_inside = inside_string
        inside_string ^= len(_LONG_STRING.findall(line)) % 2 == 1
        if was_inside:
            continue
        if header := _HEADER.match(line):
            table = _opened(_names(header[2]), header[1] == "[[", counts)
            found.setdefault(table, number)
        elif field := _FIELD.match(line):
            found.setdefault((*table, *_names(field[1])), number)
    return found


def line_of(found: Mapping[Place, int], place: Place) -> int | None:
    """The line of a place, or of the nearest table around it; None at the top of the file.

    A table in a list is found at its `key`, by which people know it.

    >>> line_of({("items", 0): 2, ("items", 0, "key"): 3}, ("items", 0, "area"))
    3
    """
    while place:
        for candidate in ((*place, "key"), place):
            if candidate in found:
                return found[candidate]
        place = place[:-1]
    return None


def _names(dotted: str) -> Place:
    return tuple(name.strip("\"'") for name in re.findall(_NAME, dotted))


def _opened(names: Place, is_list: bool, counts: dict[Place, int]) -> Place:
    """The place of a table whose header has just been read, inside the lists that are open."""
    place: Place = ()
    for name in names[:-1]:
        place = (*place, name)
        if place in counts:
            place = (*place, counts[place])
    place = (*place, names[-1])
    if not is_list:
        return place
    counts[place] = counts.get(place, -1) + 1
    return (*place, counts[place])
