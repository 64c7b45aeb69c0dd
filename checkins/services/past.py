"""Past weeks: what one wrote, what the partner shared with one, and looking for words in it."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from accounts.models import Person
from accounts.sealing import DAMAGED, LOCKED, legible, told
from checkins.domain import search as _search
from checkins.domain.preparation import (
    ENERGY,
    TOPIC_WELCOME,
    Written,
    for_the_partner,
    in_order,
    opens_to_partner,
)
from checkins.models import CheckIn, Closing, Entry, OutsideView, Preparation
from checkins.models.preparation import EntryQuerySet
from checkins.services.own_prompts import own_questions

# A search opens the words of so many weeks at most: about two years. One week has at most 8 words
# of each of the two, so this is fewer than 2,000 of them.
MOST_WEEKS = 104

# More than this nobody reads; another word finds less.
MOST_FOUND = 100


@dataclass(frozen=True)
class PastWeek:
    """One week as its reader may see it: that of a meeting, or a note of a week alone.

    `number` counts from 0 for the latest. `is_ours` says that it belongs to the couple the reader
    is in now. `own` has the week's question where the couple wrote it. `said` and `outside` are the
    close and the view from outside, where everything was asked for.
    """

    week: str
    number: int = 0
    check_in: CheckIn | None = None
    note: Preparation | None = None
    is_ours: bool = False
    own: Mapping[str, str] = field(default_factory=dict)
    mine: Sequence[Written] = ()
    theirs: Sequence[Written] = ()
    said: Mapping[str, int | str] = field(default_factory=dict)
    outside: str = ""

    @property
    def name(self) -> str:
        """What it goes by on the page: the date of its meeting, or the week of a note."""
        return self.week if self.check_in is None else self.check_in.meets_on.isoformat()

    @property
    def prompt_key(self) -> str:
        """The week's question, as the note's or the meeting's."""
        return self.note.prompt_key if self.note else self.check_in.prompt_key

    @property
    def place(self) -> tuple[str, str]:
        """Where it belongs in time: by its week, and within it by its name."""
        return self.week, self.name

    def is_open_to_partner(self, kind: str) -> bool:
        """Whether what was shared of this kind did open to the other one."""
        if self.check_in is None or not self.check_in.is_revealed:
            return False
        return opens_to_partner(kind, has_topic=self.check_in.has_topic)


@dataclass(frozen=True)
class Found:
    """One entry a search found: in which week, and whose words."""

    week: PastWeek
    entry: Written
    is_theirs: bool


@dataclass(frozen=True)
class Findings:
    """What a search found, the latest first, and whether older weeks or more words are left."""

    found: Sequence[Found]
    has_older: bool
    has_more: bool


def past_weeks(person: Person) -> list[PastWeek]:
    """Every week this person may look back on, the latest first, without its words."""
    ours = person.couple.pk if person.couple else None
    meetings = [
        PastWeek(one.week, check_in=one, is_ours=one.couple_id == ours)
        for one in CheckIn.objects.remembered_by(person)
    ]
    notes = [PastWeek(one.week, note=one) for one in person.preparations.notes().with_words()]
    latest_first = sorted([*meetings, *notes], key=lambda week: week.place, reverse=True)
    return [replace(week, number=number) for number, week in enumerate(latest_first)]


def read_past(
    person: Person, weeks: Sequence[PastWeek], *, with_earlier: bool = False
) -> list[PastWeek]:
    """These weeks with their words, in three queries however many there are.

    One's own always; the partner's where they shared them, in revealed weeks of the couple.
    `with_earlier` adds what stood there before it was changed.
    """
    mine = _words(_mine(person, weeks), person, with_earlier=with_earlier)
    theirs = _words(_theirs(person, weeks), person.partner, with_earlier=with_earlier)
    own = own_questions(person, [week.prompt_key for week in weeks])
    return [
        replace(week, own=own, mine=in_order(mine[_key(week)]), theirs=_seen(week, theirs))
        for week in weeks
    ]


def read_past_in_full(person: Person, weeks: Sequence[PastWeek]) -> list[PastWeek]:
    """The same with what was worded differently before, and what one noted about each evening."""
    meetings = [week.check_in for week in weeks if week.check_in]
    closings = Closing.objects.filter(person=person, check_in__in=meetings)
    views = OutsideView.objects.filter(person=person, check_in__in=meetings)
    said = {one.check_in_id: _opened(one, person, "said") for one in closings}
    outside = {one.check_in_id: _opened(one, person, "text") for one in views}
    return [
        replace(week, said=said.get(key) or {}, outside=outside.get(key) or "")
        for week in read_past(person, weeks, with_earlier=True)
        for key in [_meeting(week)]
    ]


def search_past(person: Person, query: str) -> Findings:
    """Look for entries with every word of `query`, over what this person may read.

    The words are opened in memory, the latest `MOST_WEEKS` weeks only.
    """
    wanted = _search.wanted(query)
    weeks = past_weeks(person)
    found = [
        Found(week, entry, is_theirs)
        for week in read_past(person, weeks[:MOST_WEEKS])
        for entries, is_theirs in ((week.mine, False), (week.theirs, True))
        for entry in entries
        if entry.kind not in (ENERGY, TOPIC_WELCOME)
        if entry.text not in (str(LOCKED), str(DAMAGED))
        if _search.finds(wanted, entry.text)
    ]
    return Findings(found[:MOST_FOUND], len(weeks) > MOST_WEEKS, len(found) > MOST_FOUND)


def _mine(person: Person, weeks: Iterable[PastWeek]) -> EntryQuerySet:
    meetings = [week.check_in.pk for week in weeks if week.check_in]
    notes = [week.note.pk for week in weeks if week.note]
    rows = Entry.objects.filter(preparation__person=person)
    of_meetings = rows.filter(preparation__check_in__in=meetings)
    return of_meetings | rows.filter(preparation__in=notes)


def _theirs(person: Person, weeks: Iterable[PastWeek]) -> EntryQuerySet:
    """What the partner shared; nothing about what was kept is fetched."""
    if person.couple is None:
        return Entry.objects.none()
    revealed = [w.check_in.pk for w in weeks if w.check_in and w.is_ours and w.check_in.is_revealed]
    rows = Entry.objects.filter(
        preparation__person=person.partner,
        preparation__check_in__in=revealed,
        preparation__check_in__couple__ended_at=None,
    )
    return rows.for_the_partner()


def _seen(week: PastWeek, theirs: Mapping[tuple, list[Written]]) -> list[Written]:
    if week.check_in is None:
        return []
    return for_the_partner(theirs[_key(week)], has_topic=week.check_in.has_topic)


def _words(
    rows: EntryQuerySet, author: Person | None, *, with_earlier: bool
) -> Mapping[tuple, list[Written]]:
    """What these rows of one author say, by the meeting or the note they belong to."""
    words: dict[tuple, list[Written]] = defaultdict(list)
    rows = rows.prefetch_related("earlier") if with_earlier else rows
    for row in rows.select_related("preparation"):
        key = (row.preparation.check_in_id, row.preparation_id if row.preparation.week else None)
        # Their key is at hand; asked of the row it would be one more query each.
        row.preparation.person = author
        before = row.earlier.all() if with_earlier else ()
        earlier = tuple(told(one, "text") for one in before)
        words[key].append(replace(row.told(), earlier=earlier))
    return words


def _opened(row: Closing | OutsideView, person: Person, name: str) -> Any:
    row.person = person
    return legible(row, name, None, locked=str(LOCKED) if name == "text" else None)


def _key(week: PastWeek) -> tuple[int | None, int | None]:
    return _meeting(week), week.note.pk if week.note else None


def _meeting(week: PastWeek) -> int | None:
    return week.check_in.pk if week.check_in else None
