"""What a person has of the week, in words: agreements, week by week, time together, reminders."""

from collections.abc import Iterator
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.export_chapters import day, moment, yes_or_no
from accounts.export_page import Chapter, Leaf, Line
from accounts.models import Person
from accounts.sealing import DAMAGED, legible
from checkins import labels, services
from checkins.domain import closing
from checkins.domain.notes import monday_of
from checkins.export_shared import (
    agreements_of,
    pause_word_of,
    plans_of,
    questions_of,
    weeks_of,
)
from checkins.models import Agreement
from checkins.services.past import PastWeek

EVENINGS_AT_ONCE = 50


def chapters() -> list[Chapter]:
    """In the order in which one looks back."""
    return [
        Chapter(_lazy("Week by week"), _weeks),
        Chapter(_lazy("What you agreed on"), _agreements),
        Chapter(_lazy("Time together"), _evenings),
        Chapter(_lazy("Questions of your own"), _questions),
        Chapter(_lazy("Reminders and calendar"), _reminders),
    ]


def _weeks(person: Person) -> Iterator[Leaf]:
    partner = legible(person.partner, "name", str(DAMAGED)) if person.partner else ""
    for week in weeks_of(person):
        yield Leaf(_title(week), list(_lines(week, partner)))


def _title(week: PastWeek) -> str:
    if week.check_in is None:
        monday = date_format(monday_of(week.week), "j F Y")
        return _("A note of the week of %(day)s") % {"day": monday}
    return date_format(timezone.localtime(week.check_in.meets_at), "l, j F Y")


def _lines(week: PastWeek, partner: str) -> Iterator[Line]:
    yield from _said(week, week.mine, "")
    yield from _said(week, week.theirs, partner)
    if week.outside:
        yield Line(_("Seen from outside"), week.outside)
    yield from _close(week)


def _said(week: PastWeek, words: Any, partner: str) -> Iterator[Line]:
    for group in labels.grouped(words, week.prompt_key, week.own):
        for said in group.said:
            who = partner or _mark(week, group.kind, said)
            yield Line(f"{group.label} ({who})", said.text, bool(partner))
            for text in reversed(said.earlier):
                yield Line(_("Before it was changed"), text, bool(partner))


def _mark(week: PastWeek, kind: str, said: labels.Said) -> str:
    """Whether one's own words were shared, as the page of past weeks says it."""
    if week.note or not said.shared:
        return _("for you alone")
    return _("shared") if week.is_open_to_partner(kind) else _("marked to share")


def _close(week: PastWeek) -> Iterator[Line]:
    for key, label in labels.MEASURES.items():
        if key in week.said:
            yield Line(str(label), _("%(figure)s of 10") % {"figure": week.said[key]})
    if closing.FIT in week.said:
        yield Line(_("Whether the format was right"), str(labels.FITS[week.said[closing.FIT]]))


def _agreements(person: Person) -> Iterator[Leaf]:
    for agreement in agreements_of(person):
        newest, *earlier = [one.text for one in reversed(agreement.legible)] or [""]
        lines = [Line("", newest), *(Line(_("Before it was changed"), one) for one in earlier)]
        yield Leaf(_agreement_title(agreement), lines)
    if word := pause_word_of(person):
        yield Leaf(_("The word for a pause"), [Line("", word)])
    yield from _worded_before(person)


def _agreement_title(agreement: Agreement) -> str:
    says = {"what": str(labels.AGREEMENTS[agreement.kind]), "day": day(agreement.made_at)}
    if agreement.closed_at is None:
        return _("%(what)s, %(day)s") % says
    return _("%(what)s, %(day)s to %(end)s") % {**says, "end": day(agreement.closed_at)}


def _worded_before(person: Person) -> Iterator[Leaf]:
    """One's own words in couples that are over: they stay one's own, and the other's do not."""
    rows = person.agreement_wordings.exclude(agreement__couple=person.couple)
    lines = []
    for row in rows.order_by("written_at", "pk"):
        row.author = person
        lines.append(Line(day(row.written_at), legible(row, "text", str(DAMAGED))))
    if lines:
        yield Leaf(_("What you wrote down when you were linked earlier"), lines)


def _evenings(person: Person) -> Iterator[Leaf]:
    now = timezone.now()
    for plan in plans_of(person):
        if not plan.is_over(now):
            yield Leaf(moment(plan.starts_at), [Line(labels.length(plan.minutes), plan.called)])
    done = services.done_together(person, now)
    for start in range(0, len(done), EVENINGS_AT_ONCE):
        for one in services.read_done(person, done[start : start + EVENINGS_AT_ONCE]):
            yield Leaf(moment(one.starts_at), _evening(one))
    yield from _planned_before(person)


def _evening(done: Any) -> list[Line]:
    lines = [Line(_("What it was"), done.title)] if done.title else []
    return [*lines, Line(_("How it was for you"), done.line)] if done.line else lines


def _planned_before(person: Person) -> Iterator[Leaf]:
    rows = person.plans.exclude(couple=person.couple).order_by("-starts_at", "-pk")
    for plan in rows:
        plan.author = person
        yield Leaf(moment(plan.starts_at), [Line(_("Planned by you"), plan.called)])


def _questions(person: Person) -> Iterator[Leaf]:
    ours = [_question(one) for one in questions_of(person)]
    if ours:
        yield Leaf(_("Of the two of you"), ours)
    earlier = list(person.own_prompts.exclude(couple=person.couple).order_by("added_at"))
    for one in earlier:
        one.author = person
    if earlier:
        yield Leaf(_("Yours, from when you were linked earlier"), [_question(o) for o in earlier])


def _question(prompt: Any) -> Line:
    label = date_format(prompt.asked_on, "j F Y") if prompt.asked_on else _("Not asked yet")
    return Line(label, legible(prompt, "text", str(DAMAGED)))


def _reminders(person: Person) -> Iterator[Leaf]:
    for one in person.schedules.order_by("kind"):
        when = date_format(one.wall_time, "H:i") if one.wall_time else ""
        lines = [Line(_("Switched on"), yes_or_no(one.enabled))]
        if when:
            lines.append(Line(_("At"), f"{when}, {one.zone}"))
        if one.paused_until:
            lines.append(Line(_("Rests until"), day(one.paused_until)))
        yield Leaf(str(one.get_kind_display()), lines)
    if hasattr(person, "feed"):
        lines = [Line(_("Made on"), day(person.feed.made_at))]
        yield Leaf(_("Calendar address"), lines)
