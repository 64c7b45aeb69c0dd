"""What two people do in their meeting: begin it, go on, pause, go back, stop where they are."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F

from accounts.models import Person
from accounts.sealing import legible
from accounts.services import couple_of
from checkins import content
from checkins.domain import meeting as domain
from checkins.domain.meeting import LIGHT, NONE, PAUSE, REGULAR, RESUME, TALK, TOPIC_STEPS
from checkins.models import CheckIn, Meeting, PauseWord
from checkins.refusals import CheckInClosed, MeetingNotBegun, MeetingNotYet
from checkins.services.rights import check_in_of
from checkins.services.topics import topic_now

# Writing instead of talking is offered once in about four months, and not to beginners.
OFFERED_EVERY = timedelta(weeks=17)


def can_meet(check_in: CheckIn, at: datetime) -> bool:
    """Whether the two can meet now: both were ready, or it is time; and it is not called off."""
    if check_in.is_called_off or not check_in.is_current(at):
        return False
    return check_in.is_revealed or check_in.meets_at <= at


def is_held(check_in: CheckIn, at: datetime) -> bool:
    """Whether the two are in their meeting: it began, and its day is not over."""
    return check_in.has_begun and check_in.is_current(at)


def meeting_of(check_in: CheckIn) -> Meeting | None:
    """The meeting as it is being held or was, or None where nobody has begun it."""
    return check_in.meeting if check_in.has_begun else None


def scenes_of(meeting: Meeting, language: str = content.FALLBACK) -> tuple[domain.Scene, ...]:
    """The screens of this evening in order."""
    return domain.scenes(
        content.meeting(language),
        length=meeting.length,
        topic=meeting.topic,
        has_agreements=meeting.has_agreements,
    )


@transaction.atomic
def begin_meeting(check_in: CheckIn, *, by: Person, length: str, at: datetime) -> Meeting:
    """Begin the evening, or give the one that the other has begun already.

    Where not both were ready it is the light one, without prepared words. Raises `NotLinked`,
    `CheckInClosed` and `MeetingNotYet`.
    """
    locked = check_in_of(by, check_in)
    begun = meeting_of(locked)
    if begun is not None:
        return begun
    if locked.is_called_off or not locked.is_current(at):
        raise CheckInClosed
    if not can_meet(locked, at):
        raise MeetingNotYet
    is_regular = locked.is_revealed and length == REGULAR
    meeting = Meeting(check_in=locked, length=REGULAR if is_regular else LIGHT, began_at=at)
    meeting.topic = TALK if is_regular and topic_now(locked) else NONE
    meeting.may_write = meeting.topic == TALK and _is_time_to_offer(locked)
    meeting.has_agreements = locked.couple.agreements.open().exists()
    meeting.first_seat = domain.seat_that_begins(locked.week)
    meeting.scene, meeting.scene_at = scenes_of(meeting)[0].name, at
    meeting.save()
    return meeting


@transaction.atomic
def move_on(check_in: CheckIn, *, by: Person, to: str, seen: int, at: datetime) -> Meeting:
    """Go where `to` says: next, back, skip, stop, pause, resume, write or talk.

    `seen` is the count of moves the page showed. Whoever comes second changes nothing and finds
    out where both are now; only a pause always counts. Raises `NotLinked`, `CheckInClosed` and
    `MeetingNotBegun`.
    """
    locked = check_in_of(by, check_in)
    meeting = meeting_of(locked)
    if meeting is None:
        raise MeetingNotBegun
    if not locked.is_current(at):
        raise CheckInClosed
    if _act(meeting, to, seen, at):
        meeting.save(update_fields=["topic", "scene", "scene_at", "paused_at", "move"])
    return meeting


def show_news(check_in: CheckIn) -> None:
    """Let the page of the other device show what was just kept; without a meeting nothing waits."""
    Meeting.objects.filter(check_in=check_in.pk).update(news=F("news") + 1)


@transaction.atomic
def choose_pause_word(word: str, *, by: Person) -> None:
    """Keep the couple's word for a pause, in place of an earlier one. Raises `NotLinked`."""
    couple = couple_of(by)
    kept = PauseWord.objects.filter(couple=couple).first() or PauseWord(couple=couple)
    if kept.pk and not word:
        kept.delete()
    elif word:
        kept.author, kept.word = by, word
        kept.save()


def pause_word_of(check_in: CheckIn) -> str:
    """The couple's word for a pause, or nothing where none was chosen, or it is damaged."""
    kept = PauseWord.objects.filter(couple=check_in.couple_id).select_related("author__key").first()
    return legible(kept, "word") if kept else ""


def _act(meeting: Meeting, to: str, seen: int, at: datetime) -> bool:
    """Change the meeting in memory; say whether anything changed."""
    if to == PAUSE:
        return _pause(meeting, at)
    if meeting.move != seen:
        return False
    if to == RESUME:
        meeting.resume(at)
    elif to in TOPIC_STEPS:
        return _spend_topic(meeting, to, at)
    else:
        evening = scenes_of(meeting)
        here = domain.scene_named(evening, meeting.scene)
        there = domain.moved(evening, here, to)
        if there is here:
            return False
        meeting.go_to(there.name, at)
    return True


def _pause(meeting: Meeting, at: datetime) -> bool:
    if meeting.is_paused:
        return False
    meeting.pause(at)
    return True


def _spend_topic(meeting: Meeting, way: str, at: datetime) -> bool:
    """Write about the topic instead of talking, or the other way round."""
    is_there = meeting.scene.split(".")[0] in TOPIC_STEPS.values()
    if not (meeting.may_write and is_there) or meeting.topic == way:
        return False
    meeting.topic = way
    step = TOPIC_STEPS[way]
    evening = scenes_of(meeting)
    meeting.go_to(next(scene.name for scene in evening if scene.step.key == step), at)
    return True


def _is_time_to_offer(check_in: CheckIn) -> bool:
    since = check_in.meets_at - OFFERED_EVERY
    earlier = check_in.couple.check_ins.all()
    knows_the_evening = earlier.filter(revealed_at__lte=since).exists()
    return (
        knows_the_evening
        and not earlier.filter(meeting__may_write=True, meets_at__gt=since).exists()
    )
