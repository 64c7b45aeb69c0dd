"""What entries, answers, agreements and lengths of time are called on the screen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from accounts.sealing import DAMAGED as DAMAGED
from checkins import content
from checkins.domain import closing
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
    may_change,
)
from checkins.domain.prompts import is_own

KINDS = {
    ENERGY: _("Energy"),
    APPRECIATION: _("Noticed this week"),
    GOOD_THING: _("A good thing"),
    TOPIC: _("Something to raise"),
    TOPIC_WELCOME: _("A topic is all right for me this week"),
    WISH: _("A wish"),
    PROMPT: _("This week’s question"),
}

ENERGIES = {"low": _("Low"), "fine": _("Fine"), "good": _("Good")}

# What one notes of an evening, for oneself.
MEASURES = {closing.HEARD: _("How heard you felt"), closing.CLOSE: _("How close you felt")}
FITS = {
    "right": _("Just right"),
    "long": _("Too long"),
    "short": _("Too short"),
    "other": _("Not the right kind for us"),
}

AGREEMENTS = {"step": _("A small step"), "accepted": _("We accept this for now")}

# The own questions one may read, by the key of their prompt.
Own = Mapping[str, str]
NONE_OWN: Own = {}

OWN_NOTE = _("Let the answer stand for a moment. Then ask about one thing in it.")


@dataclass(frozen=True)
class Said:
    """One entry as it is shown: its words, whether its author shares it, and what it said earlier.

    `position` is the place within its kind, as whoever asks for it counts.
    """

    text: str
    shared: bool
    earlier: tuple[str, ...] = ()
    position: int = 1


@dataclass(frozen=True)
class Group:
    """The entries of one kind under their heading, and a note for the one who reads them."""

    kind: str
    label: str
    said: tuple[Said, ...]
    note: str = ""

    @property
    def can_change(self) -> bool:
        """Whether words of this kind can be changed after the reveal."""
        return may_change(self.kind)


def grouped(entries: Iterable[Written], prompt_key: str = "", own: Own = NONE_OWN) -> list[Group]:
    """Entries in reading order, under the heading of their kind; the prompt's is the question."""
    groups: dict[str, list[Said]] = {}
    for entry in entries:
        if entry.kind != TOPIC_WELCOME:
            said = Said(_text(entry), entry.shared, entry.earlier, entry.position)
            groups.setdefault(entry.kind, []).append(said)
    return [Group(kind, heading(kind, prompt_key, own), tuple(s)) for kind, s in groups.items()]


def said_of(entries: Iterable[Written], kind: str) -> tuple[Said, ...]:
    """Only the entries of one kind, without its heading."""
    return tuple(s for group in grouped(entries) if group.kind == kind for s in group.said)


def for_the_listener(
    entries: Iterable[Written], prompt_key: str, own: Own = NONE_OWN
) -> list[Group]:
    """The other one's entries: the same, with a note beside their answer to the week's question."""
    groups = grouped(entries, prompt_key, own)
    notes = {PROMPT: note(prompt_key)}
    return [replace(group, note=notes.get(group.kind, "")) for group in groups]


def starters(kind: str, on: date) -> list[str]:
    """What may help to begin an entry of this kind in the week of a date."""
    shown = _starters.for_week(content.starters(content.language()), kind=kind, on=on)
    return [starter.words for starter in shown]


def question(prompt_key: str, own: Own = NONE_OWN) -> str:
    """The words of a prompt, or a plain heading where one cannot read it (any more)."""
    prompt = content.prompts(content.language()).get(prompt_key)
    return own.get(prompt_key) or (prompt.words if prompt else str(KINDS[PROMPT]))


def note(prompt_key: str) -> str:
    """What helps whoever listens to the answer; nothing where the prompt left the catalogue."""
    if is_own(prompt_key):
        return str(OWN_NOTE)
    prompt = content.prompts(content.language()).get(prompt_key)
    return prompt.note if prompt else ""


def heading(kind: str, prompt_key: str = "", own: Own = NONE_OWN) -> str:
    """What stands above entries of a kind."""
    return question(prompt_key, own) if kind == PROMPT else str(KINDS[kind])


def length(minutes: int) -> str:
    """A length of time in words: "1 hour 30 minutes"."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": hours})
    if rest:
        parts.append(ngettext("%(n)s minute", "%(n)s minutes", rest) % {"n": rest})
    return " ".join(parts)


def _text(entry: Written) -> str:
    return str(ENERGIES.get(entry.text, entry.text)) if entry.kind == ENERGY else entry.text
