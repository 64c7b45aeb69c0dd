"""What entries, answers and lengths of time are called on the screen."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from checkins import content
from checkins.domain import starters as _starters
from checkins.domain.preparation import (
    APPRECIATION,
    ENERGY,
    GOOD_THING,
    PROMPT,
    TOPIC,
    TOPIC_WELCOME,
    WISH,
    Written,
)

KINDS = {
    ENERGY: _("Energy"),
    APPRECIATION: _("Noticed this week"),
    GOOD_THING: _("A good thing"),
    TOPIC: _("Something to raise"),
    TOPIC_WELCOME: _("All right to raise this week"),
    WISH: _("A wish"),
    PROMPT: _("This week’s question"),
}

ENERGIES = {"low": _("Low"), "fine": _("Fine"), "good": _("Good")}


@dataclass(frozen=True)
class Said:
    """One entry as it is shown: its words, and whether its author shares it."""

    text: str
    shared: bool


@dataclass(frozen=True)
class Group:
    """The entries of one kind under their heading, and a note for the one who reads them."""

    kind: str
    label: str
    said: tuple[Said, ...]
    note: str = ""


def grouped(entries: Iterable[Written], prompt_key: str = "") -> list[Group]:
    """Entries in reading order, under the heading of their kind; the prompt's is the question."""
    groups: dict[str, list[Said]] = {}
    for entry in entries:
        if entry.kind != TOPIC_WELCOME:
            groups.setdefault(entry.kind, []).append(Said(_text(entry), entry.shared))
    return [Group(kind, _heading(kind, prompt_key), tuple(s)) for kind, s in groups.items()]


def for_the_listener(entries: Iterable[Written], prompt_key: str) -> list[Group]:
    """The other one's entries: the same, with a note beside their answer to the week's question."""
    prompt = content.prompts(_language()).get(prompt_key)
    note = prompt.note if prompt else ""
    groups = grouped(entries, prompt_key)
    return [replace(group, note=note) if group.kind == PROMPT else group for group in groups]


def starters(kind: str, on: date) -> list[str]:
    """What may help to begin an entry of this kind in the week of a date."""
    shown = _starters.for_week(content.starters(_language()), kind=kind, on=on)
    return [starter.words for starter in shown]


def question(prompt_key: str) -> str:
    """The words of a prompt, or a plain heading where it has left the catalogue."""
    prompt = content.prompts(_language()).get(prompt_key)
    return prompt.words if prompt else str(KINDS[PROMPT])


def length(minutes: int) -> str:
    """A length of time in words: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _language() -> str:
    return get_language() or content.FALLBACK


def _heading(kind: str, prompt_key: str) -> str:
    return question(prompt_key) if kind == PROMPT else str(KINDS[kind])


def _text(entry: Written) -> str:
    return str(ENERGIES.get(entry.text, entry.text)) if entry.kind == ENERGY else entry.text
