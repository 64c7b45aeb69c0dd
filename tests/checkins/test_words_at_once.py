"""Taking back, changing, reading and unlinking at the same instant, on real connections."""

import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.db import transaction

from accounts import services as accounts
from accounts.models import Couple
from accounts.refusals import NotLinked
from checkins import services
from checkins.domain.preparation import Written, step_named
from checkins.models import CheckIn, EarlierWords, Entry
from checkins.models.week import open_due
from checkins.refusals import AskedAlready, NoSuchWords
from tests.checkins.verbs import sets_slot
from tests.support.people import Someone
from tests.support.racing import DONE, at_once

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

WISH = {"kind": "wish", "position": 1}
LATER = datetime(2026, 12, 11, 20, 0, tzinfo=UTC)


@pytest.fixture
def week(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Revealed, with a wish of Alex's that both see."""
    said = [Written("wish", 1, "A walk", shared=True)]
    at, step = check_in.opens_at, step_named("wish")
    services.prepare(check_in, by=alex.person, step=step, written=said, at=at)
    for someone in (alex, sam):
        services.get_ready(check_in, by=someone.person, at=at)
    check_in.refresh_from_db()
    return check_in


def takes_back(someone: Someone, week: CheckIn) -> Callable[[], object]:
    return lambda: services.take_back(week, by=someone.person, **WISH)


def changes(someone: Someone, week: CheckIn, text: str = "A swim") -> Callable[[], object]:
    at = week.meets_at
    return lambda: services.change_words(week, by=someone.person, **WISH, text=text, at=at)


def test_taken_back_and_changed_at_once_it_is_not_shared(week: CheckIn, alex, sam) -> None:
    for _try in range(10):
        EarlierWords.objects.all().delete()
        Entry.objects.update(shared=True)

        results = at_once(takes_back(alex, week), changes(alex, week, f"A swim {_try}"))

        was_changed = results[1] == DONE
        assert results in ([DONE, DONE], [DONE, NoSuchWords])
        assert EarlierWords.objects.count() == was_changed
        assert week.words_for(sam.person) == []


def test_changed_on_two_devices_at_once_no_wording_is_lost(week: CheckIn, alex, sam) -> None:
    for _try in range(5):
        EarlierWords.objects.all().delete()
        (before,) = week.words_for(sam.person)

        texts = [f"A swim {_try}", f"A nap {_try}"]
        assert at_once(*(changes(alex, week, text) for text in texts)) == [DONE, DONE]

        (wish,) = week.words_for(sam.person)
        assert wish.earlier[0] == before.text
        assert {wish.text, wish.earlier[1]} == set(texts)


def test_taken_back_while_it_is_read_it_is_there_whole_or_not_at_all(week, alex, sam) -> None:
    services.change_words(week, by=alex.person, **WISH, text="A swim", at=week.meets_at)
    whole = Written("wish", 1, "A swim", shared=True, earlier=("A walk",))
    for _try in range(10):
        Entry.objects.update(shared=True)

        read, _taken = at_once(lambda: [week.words_for(sam.person)], takes_back(alex, week))

        assert read in ([[whole]], [[]])
        assert week.words_for(sam.person) == []


def test_taken_back_as_both_get_ready_is_kept_or_refused(check_in: CheckIn, alex, sam) -> None:
    """Before the reveal there is nothing to take back, so the two never meet halfway."""
    at, step = check_in.opens_at, step_named("wish")
    said = [Written("wish", 1, "A walk", shared=True)]
    services.prepare(check_in, by=alex.person, step=step, written=said, at=at)
    services.get_ready(check_in, by=alex.person, at=at)

    _ready, taken = at_once(
        lambda: services.get_ready(check_in, by=sam.person, at=at), takes_back(alex, check_in)
    )

    check_in.refresh_from_db()
    assert check_in.is_revealed
    assert (check_in.words_for(sam.person) == []) == (taken == DONE)


def test_unlinked_and_changed_at_once_nothing_is_left_to_read(week: CheckIn, alex, sam) -> None:
    results = at_once(lambda: accounts.unlink(by=sam.person, at=week.meets_at), changes(alex, week))

    assert results[0] == DONE
    assert results[1] in (DONE, NotLinked)
    assert CheckIn.objects.get().words_for(sam.person) == []
    (mine,) = CheckIn.objects.get().words_of(alex.person)
    assert mine.text == ("A swim" if results[1] == DONE else "A walk")


def test_both_words_for_a_topic_at_once_are_both_heard(check_in: CheckIn, alex, sam) -> None:
    check_in.couple.check_ins.create(
        week="2026-W45",
        meets_on="2026-11-08",
        meets_at="2026-11-08T18:30Z",
        opens_at="2026-11-06T18:30Z",
        prompt_key="x",
        revealed_at="2026-11-08T18:30Z",
    )
    said = [Written("topic_welcome", 1, "yes", shared=False)]
    at, step = check_in.opens_at, step_named("topic")
    for someone in (alex, sam):
        services.prepare(check_in, by=someone.person, step=step, written=said, at=at)

    at_once(
        *[
            lambda someone=someone: services.get_ready(check_in, by=someone.person, at=at)
            for someone in (alex, sam)
        ]
    )

    check_in.refresh_from_db()
    assert check_in.has_topic


def test_a_question_taken_out_as_its_week_opens_is_asked_or_gone(
    friday, couple: Couple, alex, sam
) -> None:
    sets_slot(alex)
    services.open_check_in(couple=couple, at=friday)
    prompt = services.add_prompt(by=alex.person, text="Why not?", at=friday)

    removed, _opened = at_once(
        lambda: services.remove_prompt(prompt.public_id, by=sam.person, at=LATER),
        lambda: open_due(LATER),
    )

    prompt.refresh_from_db()
    is_asked = couple.check_ins.filter(prompt_key=prompt.key).exists()
    assert is_asked == (prompt.asked_on is not None) == (removed is AskedAlready)
    assert (prompt.removed_at is None) == is_asked


def test_a_week_that_opens_passes_over_a_question_just_taken_out(
    friday, couple: Couple, alex, sam
) -> None:
    """The week reads the list while the removal is under way, and waits for it at the row."""
    prompt = services.add_prompt(by=alex.person, text="Why not?", at=friday)
    holds = threading.Event()

    def slowly_takes_out() -> None:
        with transaction.atomic():
            services.remove_prompt(prompt.public_id, by=sam.person, at=friday)
            holds.set()
            time.sleep(0.5)

    def asks() -> object:
        holds.wait(timeout=10)
        return [couple.own_prompts.ask_oldest(LATER.date())]

    assert at_once(slowly_takes_out, asks) == [DONE, [None]]

    prompt.refresh_from_db()
    assert prompt.asked_on is None


def test_a_question_sent_twice_at_once_is_one(friday, couple: Couple, alex) -> None:
    add = lambda: services.add_prompt(by=alex.person, text="Why not?", at=friday)  # noqa: E731

    at_once(add, add)

    assert couple.own_prompts.count() == 1
