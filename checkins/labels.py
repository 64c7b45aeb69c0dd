"""What entries, answers and lengths of time are called on the screen."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext_lazy as _

from checkins import content
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
    """The entries of one kind under their heading."""

    kind: str
    label: str
    said: tuple[Said, ...]


def grouped(entries: Iterable[Written], prompt_key: str = "") -> list[Group]:
    """Entries in reading order, under the heading of their kind; the prompt's is the question."""
    groups: dict[str, list[Said]] = {}
    for entry in entries:
        if entry.kind != TOPIC_WELCOME:
            groups.setdefault(entry.kind, []).append(Said(_text(entry), entry.shared))
    return [Group(kind, _heading(kind, prompt_key), tuple(s)) for kind, s in groups.items()]


def question(prompt_key: str) -> str:
    """The words of a prompt, or a plain heading where it has left the catalogue."""
    prompt = content.prompts(get_language() or content.FALLBACK).get(prompt_key)
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


def _heading(kind: str, prompt_key: str) -> str:
    return question(prompt_key) if kind == PROMPT else str(KINDS[kind])


def _text(entry: Written) -> str:
    return str(ENERGIES.get(entry.text, entry.text)) if entry.kind == ENERGY else entry.text
