"""A second reader of calendar files: small, by the letter of RFC 5545, and unforgiving.

The package that writes our files also reads them, and would read its own mistakes. This one knows
only the grammar of section 3 and what a VCALENDAR and a VEVENT must have (3.4, 3.6, 3.6.1).
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

NAME = r"(?:[A-Za-z0-9-]+)"
# A parameter's values: quoted, or plain without any of ":;,\"" (3.1).
VALUE = r'(?:"[^"\x00-\x08\x0a-\x1f\x7f]*"|[^",;:\x00-\x08\x0a-\x1f\x7f]*)'
LINE = re.compile(rf"({NAME})((?:;{NAME}={VALUE}(?:,{VALUE})*)*):([^\x00-\x08\x0a-\x1f\x7f]*)")
PARAMETER = re.compile(rf";({NAME})=({VALUE}(?:,{VALUE})*)")
MOMENT = re.compile(r"\d{8}T\d{6}Z")
ESCAPED = re.compile(r"\\([\\;,nN])|([^\\;,])")
MOST_OCTETS = 75

# What must be there once, and what may be there once.
ONCE = {"VCALENDAR": {"PRODID", "VERSION"}, "VEVENT": {"UID", "DTSTAMP", "DTSTART"}}
AT_MOST_ONCE = {
    "VCALENDAR": {"CALSCALE", "METHOD"},
    "VEVENT": {"CLASS", "DTEND", "DURATION", "SEQUENCE", "STATUS", "SUMMARY", "TRANSP"},
}
STATUSES = {"TENTATIVE", "CONFIRMED", "CANCELLED"}
CLASSES = {"PUBLIC", "PRIVATE", "CONFIDENTIAL"}


class NotACalendar(ValueError):
    """The file breaks a rule; the message says which and where."""


@dataclass
class Component:
    """A VCALENDAR or VEVENT: its properties as (name, parameters, raw value), and its parts."""

    name: str
    lines: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    parts: list["Component"] = field(default_factory=list)

    def raw(self, name: str) -> str:
        """The one value of a property, as it stands in the file."""
        values = [value for known, _, value in self.lines if known == name]
        _insist(len(values) == 1, f"{self.name} has {len(values)} of {name}")
        return values[0]

    def text(self, name: str) -> str:
        """A value of type TEXT, unescaped (3.3.11)."""
        value = self.raw(name)
        _insist(ESCAPED.sub("", value) == "", f"{name} is not escaped: {value!r}")
        return ESCAPED.sub(_unescaped, value)

    def moment(self, name: str) -> datetime:
        """A DATE-TIME in UTC (3.3.5, form 2)."""
        value = self.raw(name)
        _insist(MOMENT.fullmatch(value) is not None, f"{name} is not in UTC: {value!r}")
        return datetime.strptime(value, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def read(file: bytes) -> Component:
    """The calendar in a file; raises `NotACalendar` at the first rule it breaks."""
    calendar = _nested(_unfolded(file))
    _insist(calendar.name == "VCALENDAR", "the file is no VCALENDAR")
    _check_properties(calendar)
    _insist(calendar.raw("VERSION") == "2.0", "the version is not 2.0")
    for event in calendar.parts:
        _check_event(event)
    uids = [event.raw("UID") for event in calendar.parts]
    _insist(len(set(uids)) == len(uids), "a UID stands twice")
    return calendar


def _unfolded(file: bytes) -> list[str]:
    _insist(file.endswith(b"\r\n"), "the last line has no end")
    physical = file.split(b"\r\n")[:-1]
    for line in physical:
        _insist(b"\r" not in line and b"\n" not in line, f"a bare line end in {line!r}")
        _insist(len(line) <= MOST_OCTETS, f"{len(line)} octets in one line")
        _insist(line.strip() != b"", "an empty line")
    return file[:-2].replace(b"\r\n ", b"").replace(b"\r\n\t", b"").decode("utf-8").split("\r\n")


def _nested(lines: list[str]) -> Component:
    open_ones: list[Component] = []
    closed = None
    for number, line in enumerate(lines, 1):
        _insist(closed is None, f"line {number} comes after the end")
        found = LINE.fullmatch(line)
        _insist(found is not None, f"line {number} is no content line: {line!r}")
        name, parameters, value = found[1].upper(), dict(PARAMETER.findall(found[2])), found[3]
        if name == "BEGIN":
            open_ones.append(Component(value.upper()))
        elif name == "END":
            _insist(bool(open_ones) and open_ones[-1].name == value.upper(), f"END of {value}")
            closed = open_ones.pop()
            if open_ones:
                open_ones[-1].parts.append(closed)
                closed = None
        else:
            _insist(bool(open_ones), f"line {number} is in nothing")
            open_ones[-1].lines.append((name, parameters, value))
    _insist(closed is not None, "a component is not ended")
    return closed


def _check_properties(component: Component) -> None:
    _insist(component.name in ONCE, f"an unknown component {component.name}")
    names = [name for name, _, _ in component.lines]
    for name in ONCE[component.name]:
        _insist(names.count(name) == 1, f"{component.name} has {names.count(name)} of {name}")
    for name in AT_MOST_ONCE[component.name]:
        _insist(names.count(name) <= 1, f"{component.name} has {names.count(name)} of {name}")


def _check_event(event: Component) -> None:
    _insist(event.name == "VEVENT", f"a {event.name} where a VEVENT should be")
    _check_properties(event)
    known = {name: value for name, _, value in event.lines}
    _insist(not {"DTEND", "DURATION"} <= set(known), "DTEND and DURATION together")
    _insist(event.moment("DTSTAMP") is not None, "no DTSTAMP")
    if "DTEND" in known:
        _insist(event.moment("DTSTART") < event.moment("DTEND"), "it ends before it begins")
    _insist(known.get("SEQUENCE", "0").isdecimal(), f"SEQUENCE {known.get('SEQUENCE')}")
    _insist(known.get("STATUS", "CONFIRMED") in STATUSES, f"STATUS {known.get('STATUS')}")
    _insist(known.get("CLASS", "PUBLIC") in CLASSES, f"CLASS {known.get('CLASS')}")
    if "SUMMARY" in known:
        event.text("SUMMARY")


def _unescaped(found: re.Match) -> str:
    if found[1] is None:
        return found[2]
    return "\n" if found[1] in "nN" else found[1]


def _insist(holds: bool, otherwise: str) -> None:
    if not holds:
        raise NotACalendar(otherwise)
