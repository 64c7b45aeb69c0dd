"""What a person has of the quiz, in words: results, the other one beside them, exercises, focus."""

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.export_chapters import day
from accounts.export_page import Chapter, Leaf, Line
from accounts.models import Person
from accounts.sealing import DAMAGED, LOCKED, KeyGone, Locked, SealBroken, legible
from quizzes import guidance, results
from quizzes.domain.scoring import counted
from quizzes.export_shared import side_by_side
from quizzes.models import Attempt, Practice
from quizzes.services import named_focus


def chapters() -> list[Chapter]:
    """In the order of their pages."""
    return [
        Chapter(_lazy("Your quizzes"), _quizzes),
        Chapter(_lazy("Your results side by side"), _pair),
        Chapter(_lazy("Exercises you did"), _exercises),
        Chapter(_lazy("What you would like to work on"), _focus),
    ]


def _quizzes(person: Person) -> Iterator[Leaf]:
    for attempt in person.attempts.with_version().with_share().order_by("-started_at", "-pk"):
        attempt.person = person
        yield Leaf(_title(attempt), _told(lambda one=attempt: _result(one, person)))


def _title(attempt: Attempt) -> str:
    if attempt.finished_at is None:
        return _("Begun on %s") % day(attempt.started_at)
    return _("Finished on %s") % day(attempt.finished_at)


def _told(lines: Callable[[], Iterator[Line]]) -> list[Line]:
    """The lines, or the one sentence where what they are made of cannot be read."""
    try:
        return list(lines())
    except Locked:
        return [Line("", str(LOCKED))]
    except (KeyGone, SealBroken):
        return [Line("", str(DAMAGED))]


def _result(attempt: Attempt, person: Person) -> Iterator[Line]:
    instrument, answers = attempt.instrument, attempt.answers
    if attempt.is_finished:
        is_shared = attempt.is_shared_in(person.couple)
        yield Line(_("For whom"), _("marked to share") if is_shared else _("for you alone"))
        yield from _scores(attempt)
    for area in attempt.areas:
        for row in counted(instrument, answers, area):
            answer = _("not answered") if row.option is None else row.option.label
            yield Line(row.item.text, answer)


def _scores(attempt: Attempt) -> Iterator[Line]:
    names = {area.key: area.name for area in attempt.instrument.areas}
    if attempt.matters:
        yield Line(_("What matters most to you"), ", ".join(names[key] for key in attempt.matters))
    scores = attempt.scores()
    for score in scores.known:
        yield Line(names[score.area], results.span(score))
    for score in scores.unknown:
        yield Line(names[score.area], _("Too few answers to say"))


def _pair(person: Person) -> Iterator[Leaf]:
    found = side_by_side(person)
    if found is None:
        return
    _pair_of_two, shown = found
    for row in shown.rows:
        yield Leaf(
            row["label"],
            [
                Line(_("You"), row["mine_range"]),
                Line(_("Your partner"), row["theirs_range"], is_partner=True),
            ],
        )


def _exercises(person: Person) -> Iterator[Leaf]:
    titles = guidance.titles(person.language)
    for practice in person.practices.order_by("-started_at", "-pk"):
        practice.person = person
        key = legible(practice, "exercise", str(DAMAGED), locked=str(LOCKED))
        yield Leaf(titles.get(key, key), list(_lines(practice)))


def _lines(practice: Practice) -> Iterator[Line]:
    yield Line(_("Begun"), day(practice.started_at))
    if practice.done_at is not None:
        yield Line(_("Done"), day(practice.done_at))
    if line := legible(practice, "line", str(DAMAGED), locked=str(LOCKED)):
        yield Line(_("Your line"), line)


def _focus(person: Person) -> Iterator[Leaf]:
    names = {one.key: one.name for one in guidance.areas(person.language)}
    for wish in person.focus_wishes.order_by("-wished_at"):
        wish.person = person
        key = legible(wish, "area", str(DAMAGED))
        if key:
            line = Line(_("You chose it on"), day(wish.wished_at))
            yield Leaf(names.get(key, key), [line])
    if area := named_focus(person):
        yield Leaf(_("You both chose"), [Line("", area.name)])
