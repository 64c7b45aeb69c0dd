"""The private preparation: its steps in order, and what of it the other one may read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import timedelta

# Preparation opens this long before the meeting, in real hours.
OPENS_BEFORE = timedelta(hours=48)

# An evening slips: a week that was not finished stays open for a day after its meeting.
CLOSES_AFTER = timedelta(hours=24)

# The longest text of one entry, in characters: about two printed pages.
MOST_CHARACTERS = 4000

ENERGY = "energy"
APPRECIATION = "appreciation"
GOOD_THING = "good_thing"
TOPIC = "topic"
TOPIC_WELCOME = "topic_welcome"
WISH = "wish"
PROMPT = "prompt"

ENERGIES = ("low", "fine", "good")
WELCOME = "yes"


class UnknownStep(LookupError):
    """There is no step of this name."""


@dataclass(frozen=True, slots=True)
class Step:
    """One screen of the preparation.

    `slug` is its name in the address, `kind` the entry it writes, `places` how many of that kind
    there may be (1 to 3), `beside` a second kind written on the same screen, or nothing.
    """

    slug: str
    kind: str
    places: int = 1
    beside: str = ""

    @property
    def kinds(self) -> tuple[str, ...]:
        """Every kind of entry this screen writes."""
        return (self.kind, self.beside) if self.beside else (self.kind,)


# The order of the journey, in this one place.
STEPS = (
    Step("energy", ENERGY),
    Step("appreciations", APPRECIATION, places=3),
    Step("good-thing", GOOD_THING),
    Step("topic", TOPIC, beside=TOPIC_WELCOME),
    Step("wish", WISH),
    Step("prompt", PROMPT),
)
KINDS = tuple(kind for step in STEPS for kind in step.kinds)


@dataclass(frozen=True, slots=True)
class Written:
    """One entry as its author left it. `position` counts from 1 within its kind.

    `earlier` is what it said before it was changed after the reveal, the oldest first.
    """

    kind: str
    position: int
    text: str
    shared: bool
    earlier: tuple[str, ...] = ()


def step_named(slug: str) -> Step:
    """The step of this name. Raises `UnknownStep`.

    >>> step_named("wish").kind
    'wish'
    """
    for step in STEPS:
        if step.slug == slug:
            return step
    raise UnknownStep(slug)


def number_of(step: Step) -> int:
    """Which screen it is, counted from 1.

    >>> number_of(step_named("topic")), len(STEPS)
    (4, 6)
    """
    return STEPS.index(step) + 1


def after(step: Step) -> Step | None:
    """The step that follows, or None when this was the last.

    >>> after(step_named("energy")).slug
    'appreciations'
    """
    return next(iter(STEPS[number_of(step) :]), None)


def before(step: Step) -> Step | None:
    """The step in front, or None when this is the first."""
    return STEPS[number_of(step) - 2] if number_of(step) > 1 else None


def for_the_partner(entries: Iterable[Written], *, has_topic: bool) -> list[Written]:
    """What the other one may read of a preparation once it is revealed, in reading order.

    Only what was shared, says something and is of a kind that opens. Positions are counted anew, so
    that what was kept, skipped or never answered leaves no gap.

    >>> kept = Written("appreciation", 1, "You sang.", shared=False)
    >>> shown = Written("appreciation", 2, "You waited.", shared=True)
    >>> [(one.position, one.text) for one in for_the_partner([kept, shown], has_topic=False)]
    [(1, 'You waited.')]
    """
    shown: list[Written] = []
    for entry in in_order(entries):
        if entry.shared and opens_to_partner(entry.kind, has_topic=has_topic):
            position = 1 + sum(other.kind == entry.kind for other in shown)
            shown.append(replace(entry, position=position))
    return shown


def opens_to_partner(kind: str, *, has_topic: bool) -> bool:
    """Whether shared words of this kind open to the other one: a topic only in a week with one.

    The word that a topic is all right never does.

    >>> opens_to_partner("topic", has_topic=False), opens_to_partner("wish", has_topic=False)
    (False, True)
    """
    return kind != TOPIC_WELCOME and (has_topic or kind != TOPIC)


def may_change(kind: str) -> bool:
    """Whether an entry of this kind can be worded anew after the reveal.

    >>> may_change("wish"), may_change("energy")
    (True, False)
    """
    return kind in KINDS and kind not in (ENERGY, TOPIC_WELCOME)


def welcomes_a_topic(entries: Iterable[Written]) -> bool:
    """Whether a topic is all right for the author of these entries this week.

    >>> welcomes_a_topic([Written("topic_welcome", 1, "yes", shared=False)])
    True
    """
    return any(entry.kind == TOPIC_WELCOME and entry.text == WELCOME for entry in entries)


def kept_alone(entries: Iterable[Written]) -> list[Written]:
    """The same as its author leaves it while they share nothing: kept, and no topic is all right.

    >>> kept_alone([Written("wish", 1, "A walk.", shared=True)])[0].shared
    False
    >>> kept_alone([Written("topic_welcome", 1, "yes", shared=False)])
    []
    """
    return [replace(entry, shared=False) for entry in entries if entry.kind != TOPIC_WELCOME]


def in_order(entries: Iterable[Written]) -> list[Written]:
    """The entries that say something, by the order of the journey and their place within it."""
    said = [entry for entry in entries if entry.text.strip()]
    return sorted(said, key=lambda entry: (KINDS.index(entry.kind), entry.position))
