"""Alex and Sam with half a year behind them, made the way two people would have made it."""

import secrets
import tomllib
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

from django.db import transaction

import checkins.services
import quizzes.services
from accounts import services as accounts
from accounts.models import Person
from checkins.domain.cadence import EveryWeek, at_wall_time, local_date
from checkins.domain.meeting import LIGHT, NEXT, REGULAR, SKIP, STOP, TOPIC_STEPS, WRITE
from checkins.domain.preparation import APPRECIATION, STEPS, WISH, Step, Written, step_named
from checkins.models import CheckIn, Meeting, Plan, Schedule, Slot
from checkins.reminders import news, schedules

WEEKS = 26
ZONE = "Europe/Berlin"
SLOT = {"weekday": 6, "wall_time": time(19, 30), "zone": ZONE}
WORDS = Path(__file__).parent / "content" / "demo.en.toml"
# When each wants to be reminded of time together.
REMINDED_AT = {"alex": time(18), "sam": time(8)}
ENERGIES = ("fine", "good", "low", "fine", "good")

# What each says in the quiz, by area and by taking, as answers to items that are not reversed.
# Listening rises for Alex by more than its margin; nothing else moves clearly. About their time
# together the two end up further apart than chance explains.
ANSWERS = {
    "alex": [
        {"time": 2, "openness": 2, "listening": 1, "trust": 4, "appreciation": 3},
        {"time": 2, "openness": 2, "listening": 2, "trust": 4, "appreciation": 3},
        {"time": 3, "openness": 2, "listening": 3, "trust": 4, "appreciation": 3},
    ],
    "sam": [
        {"time": 1, "openness": 3, "listening": 3, "trust": 3, "appreciation": 3},
        {"time": 1, "openness": 3, "listening": 3, "trust": 4, "appreciation": 3},
        {"time": 1, "openness": 3, "listening": 3, "trust": 4, "appreciation": 3},
    ],
}
# The last one long enough ago that the quiz may be taken again.
QUIZ_WEEKS = (0, 11, 21)
FOCUS, FOCUS_WEEK = "listening", 13
EXERCISES = ("say-it-back", "which-ear", "one-evening", "good-news")

# How each found the evenings, 0 to 10 and one after the other. One of Alex's lies outside the usual
# range; nothing else does.
FOUND = {
    "alex": {"heard": (6, 7, 7, 6, 8, 7, 7, 6, 7, 8, 7, 7), "close": (7, 6, 7, 7, 8, 7, 6, 7)},
    "sam": {"heard": (8, 7, 8, 8, 7, 9, 8), "close": (8, 8, 7, 8, 9, 8, 7, 8, 8)},
}
BAD_EVENING, BAD = 17, {"heard": 5, "close": 2}
FITS = ("right", "right", "long", "right", "", "right", "short")

# What one of them did in one week only.
PAUSE_WORD_WEEK, ASKED_WEEK, ACCEPTED_WEEK, REWORDED_WEEK = 1, 10, 12, 22
TAKEN_BACK_WEEK, CHANGED_WEEK = 22, 23
# After which evenings Alex said how it was.
NOTED_WEEKS = (22, 24)
# This long after its beginning an evening is over.
EVENING_LASTS = timedelta(hours=1)


# What the two say as a couple, by kind.
Together = Mapping[str, list[str]]


@dataclass
class Actor:
    """One of the two, with their words and how often each was used."""

    person: Person
    password: str
    key: str
    words: Mapping[str, list[str]]

    def says(self, kind: str, turn: int) -> str:
        """Their next text of a kind."""
        return self.words[kind][turn % len(self.words[kind])]


def make(at: datetime) -> Iterator[tuple[int, str, list[Actor]]]:
    """Make both, week by week; yields the week's number and what was done, for a progress line.

    All of their history appears at once: a worker that met it half-made would open this week's
    check-in in the middle of the summer.
    """
    words = tomllib.loads(WORDS.read_text(encoding="utf-8"))
    start = at - timedelta(weeks=WEEKS)
    pair = [_sign_up(key, words[key], start) for key in ("alex", "sam")]
    with transaction.atomic():
        yield from _live_together(pair, start, at, words["together"])


def _live_together(
    pair: list[Actor], start: datetime, at: datetime, together: Together
) -> Iterator[tuple[int, str, list[Actor]]]:
    """Link the two and let half a year pass."""
    fresh = accounts.invite(by=pair[0].person, at=start)
    invitation = accounts.find_invitation_by_token(fresh.token, at=start)
    accounts.accept_invitation(invitation, by=pair[1].person, at=start)
    checkins.services.set_slot(by=pair[0].person, at=start, **SLOT)
    for week in range(WEEKS + 1):
        _live(pair, week, start, at, together)
        yield week, f"week {week} of {WEEKS}", pair
    checkins.services.add_prompt(by=pair[1].person, text=together["questions"][1], at=at)
    _plan_every_week(pair[1], at, together["weekly"][0])
    _ask_for_reminders(pair, at)


def _sign_up(key: str, words: Mapping[str, list[str]], at: datetime) -> Actor:
    password = secrets.token_urlsafe(12)
    person = Person.objects.create_user(
        f"{key}@example.org", password, name=key.title(), time_zone=ZONE
    )
    accounts.confirm_sign_up(by=person, at=at)
    return Actor(person, password, key, words)


def _live(pair: list[Actor], week: int, start: datetime, now: datetime, together: Together) -> None:
    """One week of both: the quiz when it is time, the check-in, and an evening."""
    monday = start + timedelta(weeks=week)
    if week in QUIZ_WEEKS:
        for actor in pair:
            _take_quiz(actor, QUIZ_WEEKS.index(week), monday)
    if week == QUIZ_WEEKS[-1]:
        _share_results(pair, monday + timedelta(days=1))
    if week == FOCUS_WEEK:
        for actor in pair:
            quizzes.services.wish_for_focus(FOCUS, by=actor.person, at=monday)
    if week % 3 == 0:
        for actor in pair:
            _practise(actor, week // 3, monday)
    _say_for_both(pair, week, monday, together)
    _meet(pair, week, now, together)
    _spend_time(pair, week, min(monday + timedelta(days=1), now), together["plans"])


def _take_quiz(actor: Actor, taking: int, at: datetime) -> None:
    attempt = quizzes.services.start(by=actor.person, optional=(), at=at)
    for number, item in enumerate(attempt.items, 1):
        usual = ANSWERS[actor.key][taking][item.area]
        # Nobody answers six questions of an area alike.
        last = len(item.options) - 1
        code = min(max(usual + (number % 5 == 0) - (number % 7 == 0), 0), last)
        if item.reverse:
            code = last - code
        quizzes.services.answer(attempt, by=actor.person, number=number, value=code)
    areas = ["listening", "openness"] if actor.key == "alex" else ["time"]
    quizzes.services.say_what_matters(attempt, by=actor.person, areas=areas)
    quizzes.services.finish(attempt, by=actor.person, at=at + timedelta(minutes=7))


def _practise(actor: Actor, turn: int, at: datetime) -> None:
    """An exercise begun and done, with a line every other time."""
    key = EXERCISES[turn % len(EXERCISES)]
    practice = quizzes.services.begin_exercise(key, by=actor.person, at=at)
    line = actor.says("line", turn) if turn % 2 == 0 else ""
    done_at = at + timedelta(minutes=20)
    quizzes.services.mark_done(practice, by=actor.person, line=line, at=done_at)


def _share_results(pair: list[Actor], at: datetime) -> None:
    """Both say yes to their newest result, so that it stands beside the other's."""
    for actor in pair:
        newest = actor.person.attempts.finished().first()
        quizzes.services.share(newest, by=actor.person, at=at)


def _say_for_both(pair: list[Actor], week: int, at: datetime, together: Together) -> None:
    """Choose a word for a pause, and once ask a question of one's own."""
    alex = pair[0].person
    if week == PAUSE_WORD_WEEK:
        checkins.services.choose_pause_word(together["pause_words"][0], by=alex)
    if week == ASKED_WEEK:
        checkins.services.add_prompt(by=alex, text=together["questions"][0], at=at)


def _meet(pair: list[Actor], week: int, now: datetime, together: Together) -> None:
    """Prepare, reveal and hold the check-in if it has opened; each tenth week is called off."""
    couple = pair[0].person.couple
    slot: Slot = couple.slot
    slot.refresh_from_db()
    at = slot.opens_at + timedelta(hours=3)
    if at > now:
        return
    checkins.services.open_check_in(couple=couple, at=at)
    check_in: CheckIn = couple.check_ins.order_by("-meets_at").first()
    if week % 10 == 9:
        checkins.services.call_off(check_in, by=pair[week % 2].person, at=at)
        return
    for actor in pair:
        _prepare(actor, check_in, week, at)
    if check_in.meets_at <= now:
        for actor in pair:
            checkins.services.get_ready(check_in, by=actor.person, at=check_in.meets_at)
    if check_in.meets_at + EVENING_LASTS <= now:
        _spend_evening(pair, check_in, week, together)


def _prepare(actor: Actor, check_in: CheckIn, week: int, at: datetime) -> None:
    for step in STEPS:
        written = list(_written(actor, step, week))
        checkins.services.prepare(check_in, by=actor.person, step=step, written=written, at=at)


def _written(actor: Actor, step: Step, week: int) -> Iterator[Written]:
    """What the actor writes on one screen; some weeks a step stays empty, some words are kept."""
    if step == step_named("energy"):
        yield Written(step.kind, 1, ENERGIES[week % len(ENERGIES)], shared=True)
        return
    if step.beside and week % 4:
        return
    for place in range(1, 2 + (step.places > 1)):
        text = actor.says(step.kind, 2 * week + place)
        yield Written(step.kind, place, text, shared=(week + place) % 5 != 0)
    if step.beside:
        yield Written(step.beside, 1, "yes", shared=True)


def _spend_evening(pair: list[Actor], check_in: CheckIn, week: int, together: Together) -> None:
    """The meeting of a week, what came of it, and how each found it."""
    held = _go_through(pair, check_in, week)
    if held.may_write:
        for actor in pair:
            _write_from_outside(actor, check_in)
    if week % 2 == 0:
        _look_back(pair[week // 2 % 2], check_in, week, together)
        _agree(pair[(week // 2 + 1) % 2], check_in, week, together)
    for actor in pair:
        _close(actor, check_in, week)
    _change_minds(pair, check_in, week)


def _go_through(pair: list[Actor], check_in: CheckIn, week: int) -> Meeting:
    """Begin, go on a little, and stop; where they may write about a topic, that is what they do."""
    length = LIGHT if week % 5 == 3 else REGULAR
    moment = check_in.meets_at
    first = pair[week % 2].person
    held = checkins.services.begin_meeting(check_in, by=first, length=length, at=moment)
    ways = [NEXT, NEXT, STOP]
    if held.may_write:
        ways = [*_skips_to_topic(held), WRITE, STOP]
    for number, way in enumerate(ways):
        moment += timedelta(minutes=3)
        mover = pair[number % 2].person
        held = checkins.services.move_on(check_in, by=mover, to=way, seen=held.move, at=moment)
    return held


def _skips_to_topic(held: Meeting) -> list[str]:
    """As many steps left out as come before the topic."""
    keys = [scene.step.key for scene in checkins.services.scenes_of(held)]
    before = keys[: keys.index(TOPIC_STEPS["talk"])]
    return [SKIP] * len(set(before))


def _write_from_outside(actor: Actor, check_in: CheckIn) -> None:
    at = check_in.meets_at + timedelta(minutes=25)
    text = actor.says("outside", 0)
    checkins.services.write_outside_view(check_in, by=actor.person, text=text, at=at)


def _look_back(actor: Actor, check_in: CheckIn, week: int, together: Together) -> None:
    """Close what was agreed two weeks ago, but once find better words for it and keep it."""
    at = check_in.meets_at + timedelta(minutes=5)
    for agreement in checkins.services.open_agreements(check_in.couple):
        said = agreement.newest
        if said.text in together["reworded"]:
            continue
        if week == REWORDED_WEEK:
            text = together["reworded"][0]
            checkins.services.change_agreement(
                agreement, by=actor.person, text=text, seen=said.number, at=at
            )
        else:
            checkins.services.close_agreement(agreement, by=actor.person, at=at)


def _agree(actor: Actor, check_in: CheckIn, week: int, together: Together) -> None:
    steps = together["agreements"]
    checkins.services.agree(
        check_in,
        by=actor.person,
        kind="accepted" if week == ACCEPTED_WEEK else "step",
        text=steps[week // 2 % len(steps)],
        public_id=uuid.uuid4(),
        at=check_in.meets_at + timedelta(minutes=28),
    )


def _close(actor: Actor, check_in: CheckIn, week: int) -> None:
    """Note how it was; once it was not good for Alex."""
    found = {name: figures[week % len(figures)] for name, figures in FOUND[actor.key].items()}
    if actor.key == "alex" and week == BAD_EVENING:
        found = BAD
    at = check_in.meets_at + timedelta(minutes=40)
    fit = FITS[week % len(FITS)]
    checkins.services.close(check_in, by=actor.person, **found, fit=fit, at=at)


def _change_minds(pair: list[Actor], check_in: CheckIn, week: int) -> None:
    """Once take back what was shared, and once word it better."""
    alex, sam = pair
    if week == TAKEN_BACK_WEEK:
        checkins.services.take_back(check_in, by=sam.person, kind=WISH, position=1)
    if week == CHANGED_WEEK:
        text, at = alex.says("reworded", 0), check_in.meets_at + timedelta(hours=2)
        checkins.services.change_words(
            check_in, by=alex.person, kind=APPRECIATION, position=1, text=text, at=at
        )


def _spend_time(pair: list[Actor], week: int, at: datetime, titles: list[str]) -> None:
    """An evening that one of them plans; after some of them Alex says how it was."""
    plan = _plan(pair[week % 2], week, at, titles)
    if week in NOTED_WEEKS:
        alex, next_morning = pair[0], plan.ends_at + timedelta(hours=14)
        line = alex.says("afterthought", NOTED_WEEKS.index(week))
        checkins.services.note_afterthought(plan, by=alex.person, line=line, at=next_morning)


def _plan(actor: Actor, week: int, at: datetime, titles: list[str]) -> Plan:
    evening = (at + timedelta(days=3 + week % 3)).replace(
        hour=17, minute=0, second=0, microsecond=0
    )
    return checkins.services.plan_time(
        by=actor.person,
        public_id=uuid.uuid4(),
        title=titles[week % len(titles)],
        starts_at=evening,
        minutes=(90, 120, 180)[week % 3],
        zone=ZONE,
        at=at,
    )


def _plan_every_week(actor: Actor, now: datetime, title: str) -> None:
    """Something small for every week, begun three weeks ago."""
    begun = now - timedelta(weeks=3)
    first = EveryWeek((begun + timedelta(days=1)).date(), time(8, 15))
    checkins.services.plan_time(
        by=actor.person,
        public_id=uuid.uuid4(),
        title=title,
        starts_at=at_wall_time(first.first_on, first.wall_time, ZONE),
        minutes=45,
        zone=ZONE,
        every_week=first,
        at=begun,
    )
    checkins.services.make_weekly_plans(actor.person.couple, now)


def _ask_for_reminders(pair: list[Actor], now: datetime) -> None:
    """Both want the two weekly letters; the first comes tomorrow, so that it is soon seen."""
    tomorrow = local_date(now + timedelta(days=1), ZONE).weekday()
    for actor in pair:
        rhythm = {"weekday": tomorrow, "wall_time": REMINDED_AT[actor.key], "zone": ZONE}
        schedules.set_together(actor.person, True, now, **rhythm)
        schedules.set_check_in(actor.person, True, now)
    # Of a check-in that is open they know: its letter would have come as it opened.
    known = list(Schedule.objects.due(now))
    news.look_ahead(known, now)
    Schedule.objects.move_on(known)
