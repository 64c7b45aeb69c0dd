"""One's past weeks as files to keep: everything in JSON, or as text to read.

Both hold what the page of past weeks shows, and what one noted for oneself beside it. They are
made week by week, so that many years cost no more memory than a few weeks. VERSION counts up when a
field changes its meaning.
"""

import json
from collections.abc import Iterator
from typing import Any

from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.models import Person
from checkins import labels, services
from checkins.domain import closing
from checkins.domain.notes import monday_of
from checkins.domain.preparation import Written
from checkins.models import Agreement
from checkins.services.past import PastWeek

FORMAT = "evenings-weeks"
VERSION = 1
WEEKS_AT_ONCE = 12
INDENT = "    "


def as_json(person: Person) -> Iterator[str]:
    """The pieces of one JSON document."""
    head = {
        "format": FORMAT,
        "version": VERSION,
        "partner": person.partner.name if person.partner else None,
        "agreements": [_agreement(one) for one in _agreements(person)],
    }
    yield f'{_dumped(head).removesuffix("}").rstrip()},\n  "weeks": ['
    comma = ""
    for week in _weeks(person):
        yield f"{comma}\n{_dumped(_week(week))}"
        comma = ","
    yield "\n]}\n"


def as_text(person: Person) -> Iterator[str]:
    """The pieces of one text: what was agreed on, then week by week."""
    partner = person.partner.name if person.partner else ""
    if agreements := _agreements(person):
        yield _titled(_("What you agreed on"), [_agreement_in_words(one) for one in agreements])
    for week in _weeks(person):
        yield _titled(_title(week), _lines(week, partner))


def spoken_to(person: Person, pieces: Iterator[str]) -> Iterator[str]:
    """The pieces, each made in this person's zone and language, whoever asks for it and when."""
    while True:
        with timezone.override(person.time_zone), translation.override(person.language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _weeks(person: Person) -> Iterator[PastWeek]:
    weeks = services.past_weeks(person)
    for start in range(0, len(weeks), WEEKS_AT_ONCE):
        yield from services.read_past_in_full(person, weeks[start : start + WEEKS_AT_ONCE])


def _agreements(person: Person) -> list[Agreement]:
    return list(person.couple.agreements.order_by("made_at").readable()) if person.couple else []


def _agreement(agreement: Agreement) -> dict[str, Any]:
    closed = agreement.closed_at
    return {
        "kind": agreement.kind,
        "made_on": timezone.localdate(agreement.made_at).isoformat(),
        "closed_on": timezone.localdate(closed).isoformat() if closed else None,
        "wordings": _wordings(agreement),
    }


def _wordings(agreement: Agreement) -> list[str]:
    """Every version of its words, the oldest first; a damaged one is missing."""
    return [wording.text for wording in agreement.legible]


def _week(week: PastWeek) -> dict[str, Any]:
    return {
        "kind": "note" if week.note else "meeting",
        "week": week.week,
        "date": week.check_in.meets_on.isoformat() if week.check_in else None,
        "question": labels.question(week.prompt_key, week.own),
        "mine": [{**_words(one), "shared": one.shared} for one in week.mine],
        "theirs": [_words(one) for one in week.theirs],
        "close": dict(week.said),
        "seen_from_outside": week.outside,
    }


def _words(entry: Written) -> dict[str, Any]:
    return {"kind": entry.kind, "text": entry.text, "earlier": list(entry.earlier)}


def _dumped(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _title(week: PastWeek) -> str:
    if week.check_in is None:
        day = date_format(monday_of(week.week), "j F Y")
        return _("A note of the week of %(day)s") % {"day": day}
    return date_format(timezone.localtime(week.check_in.meets_at), "l, j F Y")


def _lines(week: PastWeek, partner: str) -> list[str]:
    return [
        *_group_lines(week, week.mine, ""),
        *_group_lines(week, week.theirs, partner),
        *([_block(_("Seen from outside"), week.outside)] if week.outside else []),
        *_close_lines(week),
    ]


def _group_lines(week: PastWeek, words: Any, who: str) -> Iterator[str]:
    for group in labels.grouped(words, week.prompt_key, week.own):
        for said in group.said:
            yield _block(f"{group.label} ({who or _mark(week, group.kind, said)})", said.text)
            for text in reversed(said.earlier):
                yield _block(_("Before it was changed"), text)


def _mark(week: PastWeek, kind: str, said: labels.Said) -> str:
    """Whether one's own words were shared, as the page of past weeks says it."""
    if week.note or not said.shared:
        return _("for you alone")
    return _("shared") if week.is_open_to_partner(kind) else _("marked to share")


def _close_lines(week: PastWeek) -> Iterator[str]:
    for key, label in labels.MEASURES.items():
        if key in week.said:
            yield _block(str(label), _("%(figure)s of 10") % {"figure": week.said[key]})
    if closing.FIT in week.said:
        fit = labels.FITS[week.said[closing.FIT]]
        yield _block(_("Whether the format was right"), str(fit))


def _agreement_in_words(agreement: Agreement) -> str:
    newest, *earlier = reversed(_wordings(agreement) or [""])
    blocks = [_block(_agreement_title(agreement), newest)]
    blocks += [_block(_("Before it was changed"), text) for text in earlier]
    return "\n\n".join(blocks)


def _agreement_title(agreement: Agreement) -> str:
    made_at, closed_at = agreement.made_at, agreement.closed_at
    says = {
        "what": str(labels.AGREEMENTS[agreement.kind]),
        "day": date_format(timezone.localtime(made_at), "j F Y"),
    }
    if closed_at is None:
        return _("%(what)s, %(day)s") % says
    says["end"] = date_format(timezone.localtime(closed_at), "j F Y")
    return _("%(what)s, %(day)s to %(end)s") % says


def _block(label: str, text: str) -> str:
    """A heading, and the words under it set in: no words can pass for a heading."""
    lines = [f"{INDENT}{line}".rstrip() for line in text.splitlines()]
    return "\n".join([label, *lines])


def _titled(title: str, blocks: list[str]) -> str:
    return "\n\n".join([f"{title}\n{'=' * len(title)}", *blocks]) + "\n\n\n"
