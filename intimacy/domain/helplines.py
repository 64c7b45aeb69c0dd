"""Whom one can call, country by country: how the list is read, and what is said of a fault."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from checkins.domain.catalogue import ContentFault, read, sentence, some_of

# What a line is for: violence and control at home, despair, trouble between two who are safe.
KINDS = ("abuse", "crisis", "couples")
# Two words the pages translate; anything else is a host's own words about the hours.
HOURS = ("always", "varies")

_CODE = re.compile(r"[A-Z]{2}")
_NUMBER = re.compile(r"[*#+]?[0-9][0-9 /().-]*[0-9]")
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z]+)?")
_ADDRESS = re.compile(r"https?://[^\s/]+\.[^\s]+")


@dataclass(frozen=True)
class Line:
    """Somebody who answers: by telephone, on a site, or both.

    `source` is the page its number was read on, on the day of `checked`; it need not be its own.
    """

    name: str
    number: str
    url: str
    kinds: tuple[str, ...]
    languages: tuple[str, ...]
    hours: str
    source: str
    checked: date

    @property
    def dial(self) -> str:
        """The number as a telephone dials it."""
        return dialled(self.number)


@dataclass(frozen=True)
class Country:
    """A country by its two letters: what to dial in danger, if it is known, and its lines."""

    code: str
    names: Mapping[str, str]
    emergency: str
    lines: tuple[Line, ...]

    def name(self, language: str) -> str:
        """What it is called in this language, in its parent language, or in English.

        >>> Country("AT", {"en": "Austria", "de": "Österreich"}, "112", ()).name("de-at")
        'Österreich'
        """
        found = (self.names.get(tag) for tag in (language, language.split("-")[0]))
        return next((name for name in found if name), self.names["en"])

    def of_kind(self, kind: str) -> tuple[Line, ...]:
        """The lines for this, in the order of the list."""
        return tuple(line for line in self.lines if kind in line.kinds)


def dialled(number: str) -> str:
    """A number without what people put in to read it.

    >>> dialled("0800 / 30-030")
    '080030030'
    """
    return re.sub(r"[^0-9*#+]", "", number)


def load(path: Path) -> tuple[Country, ...]:
    """Every country of the list, in its order. Raises `ContentFault`."""
    entries = read(path).get("country")
    if not isinstance(entries, list) or not entries:
        raise ContentFault(path.name, "country", "add [[country]] entries")
    found = tuple(_country(path.name, number, entry) for number, entry in enumerate(entries, 1))
    seen: set[str] = set()
    for country in found:
        if country.code in seen:
            raise ContentFault(path.name, country.code, "put a country into one entry")
        seen.add(country.code)
    return found


def _country(file: str, number: int, entry: object) -> Country:
    code = entry.get("code") if isinstance(entry, dict) else None
    if not isinstance(entry, dict) or not isinstance(code, str) or not _CODE.fullmatch(code):
        raise ContentFault(file, f"country number {number}", 'give it a code like "AT"')
    names = entry.get("name")
    if not isinstance(names, dict) or not isinstance(names.get("en"), str):
        raise ContentFault(file, code, 'give it a name like { en = "Austria" }')
    emergency = ""
    if "emergency" in entry:
        emergency = _number(file, code, "emergency", entry["emergency"])
        _sourced(file, code, entry)
    lines = entry.get("line", [])
    if not isinstance(lines, list):
        raise ContentFault(file, code, "write its lines as [[country.line]]")
    if not lines and not emergency:
        raise ContentFault(file, code, "give it an emergency number or a line, or take it out")
    return Country(code, names, emergency, tuple(_line(file, code, line) for line in lines))


def _line(file: str, code: str, entry: Any) -> Line:
    if not isinstance(entry, dict):
        raise ContentFault(file, code, "write its lines as [[country.line]]")
    name = sentence(file, code, "name of a line", entry.get("name"), at_most=120)
    where = f"{code}, {name}"
    number = entry.get("number", "")
    if number or not entry.get("url"):
        number = _number(file, where, "number", number)
    source, checked = _sourced(file, where, entry)
    return Line(
        name=name,
        number=number,
        url=_address(file, where, "url", entry["url"]) if entry.get("url") else "",
        kinds=some_of(file, {**entry, "key": where}, "kinds", KINDS),
        languages=_languages(file, where, entry.get("languages")),
        hours=sentence(file, where, "hours", entry.get("hours"), at_most=120),
        source=source,
        checked=checked,
    )


def _number(file: str, where: str, field: str, said: object) -> str:
    if not isinstance(said, str) or not _NUMBER.fullmatch(said):
        raise ContentFault(file, where, f'write its {field} as one dials it, like "0800 222 555"')
    return said


def _address(file: str, where: str, field: str, said: object) -> str:
    if not isinstance(said, str) or not _ADDRESS.fullmatch(said):
        raise ContentFault(file, where, f"set its {field} to an address that begins with https://")
    return said


def _sourced(file: str, where: str, entry: Mapping[str, Any]) -> tuple[str, date]:
    """Where it was read and when: without both nobody can say whether it still holds."""
    source = _address(file, where, "source", entry.get("source"))
    checked = entry.get("checked")
    if not isinstance(checked, date):
        raise ContentFault(file, where, "set checked to the day you read it, like 2026-11-23")
    return source, checked


def _languages(file: str, where: str, said: object) -> tuple[str, ...]:
    tags = said if isinstance(said, list) else []
    if not tags or not all(isinstance(tag, str) and _LANGUAGE.fullmatch(tag) for tag in tags):
        raise ContentFault(file, where, 'set languages to codes like ["de", "en"]')
    return tuple(tags)
