"""A week in the life of Alex and Sam, with a word in each place that nobody else may ever see."""

import uuid
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta

from django.utils import timezone

import checkins.services
import quizzes.services
from accounts.models import Couple
from checkins.domain.cadence import EveryWeek
from checkins.domain.preparation import STEPS, Written
from checkins.models import Agreement, CheckIn, OwnPrompt, Plan
from quizzes.models import Attempt, Practice
from tests.support.people import Someone


@dataclass
class Story:
    """What the two have, and the canaries: each of Alex's words by where it stands.

    What is `joint` both read while they are linked, and nobody afterwards.
    """

    couple: Couple
    check_in: CheckIn
    attempt: Attempt
    plan: Plan
    practice: Practice
    kept: dict[str, str] = field(default_factory=dict)
    shared: dict[str, str] = field(default_factory=dict)
    joint: dict[str, str] = field(default_factory=dict)
    agreement: Agreement | None = None
    question: OwnPrompt | None = None


def tell(alex: Someone, sam: Someone, couple: Couple) -> Story:
    """Alex takes the quiz, prepares with every second entry shared, plans an evening, practises.

    Alex also wishes for a focus, which Sam must not learn of.
    """
    now = timezone.now()
    meeting = now + timedelta(hours=20)
    zone = {"weekday": meeting.weekday(), "wall_time": time(meeting.hour, 0), "zone": "UTC"}
    checkins.services.set_slot(by=alex.person, at=now, **zone)
    checkins.services.open_check_in(couple=couple, at=now)
    check_in = couple.check_ins.get()
    story = Story(couple, check_in, _quiz(alex, now), _plan(alex, now), _practise(alex, now))
    story.kept["line of an exercise"] = "canary-line"
    story.kept["plan title, until linked"] = "canary-plan-title"
    story.kept["line about an evening"] = "canary-afterthought"
    _look_back(alex, now)
    _prepare(alex, story, now)
    return story


def reveal(story: Story, *people: Someone) -> None:
    """Everybody gets ready; once both are, the first agrees on something and rewords it.

    They also reword what they shared, and add a question.
    """
    for person in people:
        checkins.services.get_ready(story.check_in, by=person.person, at=timezone.now())
    story.check_in.refresh_from_db()
    if story.check_in.is_revealed:
        story.agreement = _agree(people[0], story)
        story.question = _ask(people[0], story)


def _agree(someone: Someone, story: Story) -> Agreement:
    now = timezone.now()
    story.joint = {"agreement": "canary-agreed", "earlier words": "canary-worded-before"}
    made = checkins.services.agree(
        story.check_in,
        by=someone.person,
        kind="step",
        text="canary-worded-before",
        public_id=uuid.uuid4(),
        at=now,
    )
    checkins.services.change_agreement(
        made, by=someone.person, text="canary-agreed", seen=1, at=now
    )
    return made


def _ask(someone: Someone, story: Story) -> OwnPrompt:
    now = timezone.now()
    story.joint |= {"question": "canary-question", "said before": "canary-appreciation-2"}
    story.shared["appreciation 2"] = "canary-said-anew"
    checkins.services.change_words(
        story.check_in,
        by=someone.person,
        kind="appreciation",
        position=2,
        text="canary-said-anew",
        at=now,
    )
    return checkins.services.add_prompt(by=someone.person, text="canary-question", at=now)


def _quiz(alex: Someone, now: datetime) -> Attempt:
    attempt = quizzes.services.start(by=alex.person, optional=(), at=now)
    for number in range(1, len(attempt.items) + 1):
        quizzes.services.answer(attempt, by=alex.person, number=number, value=number % 5)
    quizzes.services.finish(attempt, by=alex.person, at=now)
    return attempt


def _practise(alex: Someone, now: datetime) -> Practice:
    quizzes.services.wish_for_focus("trust", by=alex.person, at=now)
    practice = quizzes.services.begin_exercise("say-it-back", by=alex.person, at=now)
    quizzes.services.mark_done(practice, by=alex.person, line="canary-line", at=now)
    return practice


def _look_back(alex: Someone, now: datetime) -> None:
    """An evening of theirs that is over, and a weekly one; Alex says how the first one was."""
    often = {"by": alex.person, "minutes": 60, "zone": "UTC", "title": "canary-plan-title"}
    checkins.services.plan_time(
        **often,
        public_id=uuid.uuid4(),
        starts_at=now + timedelta(days=4),
        every_week=EveryWeek((now + timedelta(days=4)).date(), now.time()),
        idea="last-stop",
        at=now,
    )
    yesterday = now - timedelta(days=1)
    over = checkins.services.plan_time(
        **often,
        public_id=uuid.uuid4(),
        starts_at=yesterday,
        at=yesterday - timedelta(days=1),
    )
    checkins.services.note_afterthought(over, by=alex.person, line="canary-afterthought", at=now)


def _plan(alex: Someone, now: datetime) -> Plan:
    return checkins.services.plan_time(
        by=alex.person,
        public_id=uuid.uuid4(),
        title="canary-plan-title",
        starts_at=now + timedelta(days=2),
        minutes=90,
        zone="Europe/Berlin",
        at=now,
    )


def _prepare(alex: Someone, story: Story, now: datetime) -> None:
    for step in STEPS:
        if step.slug == "energy":
            continue
        written = []
        for place in range(1, step.places + 1):
            is_shared = place % 2 == 0
            text = f"canary-{step.kind}-{place}"
            (story.shared if is_shared else story.kept)[f"{step.kind} {place}"] = text
            written.append(Written(step.kind, place, text, shared=is_shared))
        checkins.services.prepare(
            story.check_in, by=alex.person, step=step, written=written, at=now
        )
