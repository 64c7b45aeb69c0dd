"""Each person says for how long their own words stay; the other's, and what is joint, stay."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

import quizzes.services
from accounts import retention, services, tasks
from accounts.models import Couple
from checkins.domain.cadence import iso_week
from checkins.models import (
    Afterthought,
    AgreementWording,
    Closing,
    Entry,
    OwnPrompt,
    PauseWord,
    Plan,
    Preparation,
    Repeat,
)
from quizzes.models import Attempt, FocusWish, Practice
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell

OWN = (Preparation, Closing, Afterthought, Attempt, Practice)
JOINT = (AgreementWording, OwnPrompt, PauseWord, Plan, Repeat, FocusWish)


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with a revealed week, of which Alex keeps everything for half a year."""
    told = tell(alex, sam, couple)
    _prepare_something(sam, told)
    reveal(told, alex, sam)
    for someone in (alex, sam):
        Closing.objects.create(check_in=told.check_in, person=someone.person, said={"heard": 7})
    PauseWord.objects.create(couple=couple, author=alex.person, word="canary-pause")
    services.keep_for(6, by=alex.person)
    return told


def _prepare_something(someone: Someone, story: Story) -> None:
    mine = Preparation.objects.create(check_in=story.check_in, person=someone.person)
    Entry.objects.create(preparation=mine, kind="wish", text="a slow Sunday", shared=True)


def half_a_year_later(days: int = 8) -> datetime:
    """Half a year after everything in the story, its coming evening included."""
    return timezone.now() + timedelta(days=184 + days)


def rows_of(model, someone: Someone) -> int:
    return model.objects.filter(**{model.Privacy.owner: someone.person}).count()


@pytest.mark.parametrize("model", OWN)
def test_ones_own_words_go_after_the_term(story: Story, alex: Someone, model) -> None:
    assert rows_of(model, alex)

    retention.forget_aged(half_a_year_later())

    assert rows_of(model, alex) == 0


@pytest.mark.parametrize("model", OWN)
def test_before_the_term_they_stay(story: Story, alex: Someone, model) -> None:
    before = rows_of(model, alex)

    retention.forget_aged(timezone.now() + timedelta(days=178))

    assert rows_of(model, alex) == before


@pytest.mark.parametrize("model", [Preparation, Closing, Entry])
def test_the_other_s_words_stay(story: Story, sam: Someone, model) -> None:
    before = rows_of(model, sam)

    retention.forget_aged(half_a_year_later(days=3650))

    assert before
    assert rows_of(model, sam) == before


def test_without_a_term_everything_stays(story: Story, alex: Someone) -> None:
    services.keep_for(None, by=alex.person)

    retention.forget_aged(half_a_year_later(days=3650))

    assert all(rows_of(model, alex) for model in OWN)


@pytest.mark.parametrize("model", JOINT)
def test_what_is_joint_stays_while_linked(story: Story, alex: Someone, model) -> None:
    before = rows_of(model, alex)

    retention.forget_aged(half_a_year_later(days=3650))

    assert before
    assert rows_of(model, alex) == before


@pytest.mark.parametrize("model", JOINT)
def test_once_unlinked_it_goes_by_the_same_term(story: Story, alex: Someone, model) -> None:
    services.unlink(by=alex.person, at=timezone.now())

    retention.forget_aged(half_a_year_later(days=90))

    assert rows_of(model, alex) == 0


def test_what_somebody_shared_goes_from_the_partner_s_page_too(story: Story, sam: Someone) -> None:
    address = f"/check-ins/{story.check_in.meets_on}/"
    assert story.shared["appreciation 2"] in sam.opens(address).text

    retention.forget_aged(half_a_year_later())

    page = sam.opens(address)
    assert page.status_code == 200
    assert story.shared["appreciation 2"] not in page.text


def test_a_note_of_a_week_alone_goes_by_its_week(robin: Someone) -> None:
    now = datetime(2026, 12, 6, 12, tzinfo=UTC)
    for days in (0, 180, 190, 400):
        week = iso_week((now - timedelta(days=days)).date())
        Preparation.objects.create(person=robin.person, week=week, prompt_key="x")
    services.keep_for(6, by=robin.person)

    retention.forget_aged(now)

    kept = Preparation.objects.order_by("week").values_list("week", flat=True)
    assert list(kept) == ["2026-W24", "2026-W49"]


def test_a_quiz_that_was_begun_long_ago_and_finished_lately_stays(robin: Someone) -> None:
    now = timezone.now()
    attempt = quizzes.services.start(by=robin.person, optional=(), at=now - timedelta(days=300))
    Attempt.objects.filter(pk=attempt.pk).update(finished_at=now - timedelta(days=3))
    services.keep_for(6, by=robin.person)

    retention.forget_aged(now)

    assert rows_of(Attempt, robin) == 1


def test_more_than_a_batch_goes_in_one_night(robin: Someone, monkeypatch) -> None:
    monkeypatch.setattr(retention, "BATCH", 2)
    for number in range(5):
        week = f"2020-W{number + 1:02}"
        Preparation.objects.create(person=robin.person, week=week, prompt_key="x")
    services.keep_for(24, by=robin.person)

    tasks.tidy()

    assert rows_of(Preparation, robin) == 0


def test_the_preview_counts_what_would_go_and_changes_nothing(story: Story, alex: Someone) -> None:
    at = half_a_year_later()

    counted = services.count_aged(alex.person, 6, at)

    assert sum(counted.values()) == sum(rows_of(model, alex) for model in OWN)
    retention.forget_aged(at)
    assert services.count_aged(alex.person, 6, at) == {}


def test_the_page_says_how_much_would_go_before_it_is_chosen(robin: Someone) -> None:
    for week in ("2020-W01", "2020-W02"):
        Preparation.objects.create(person=robin.person, week=week, prompt_key="x")

    page = robin.opens("/me/keeping/?months=12")

    assert "2 weeks with what you wrote or noted" in page.text
    assert robin.afresh().kept_months is None
    assert rows_of(Preparation, robin) == 2


def test_choosing_a_term_waits_for_the_night(robin: Someone) -> None:
    Preparation.objects.create(person=robin.person, week="2020-W01", prompt_key="x")

    robin.proves_it()
    robin.sends("/me/keeping/", {"months": "12"})

    assert robin.afresh().kept_months == 12
    assert rows_of(Preparation, robin) == 1


def test_going_back_to_keeping_everything(robin: Someone) -> None:
    services.keep_for(12, by=robin.person)

    robin.proves_it()
    robin.sends("/me/keeping/", {"months": "0"})

    assert robin.afresh().kept_months is None


@pytest.mark.parametrize("months", ["", "1", "-6", "x", "6 "])
def test_any_other_term_is_refused(robin: Someone, months: str) -> None:
    robin.proves_it()
    answer = robin.sends("/me/keeping/", {"months": months})

    assert answer.status_code == 422
    assert robin.afresh().kept_months is None


def test_the_partner_s_pages_do_not_tell(story: Story, alex: Someone, sam: Someone) -> None:
    places = ("/", "/week/", f"/check-ins/{story.check_in.meets_on}/", "/partner/", "/me/keeping/")
    before = [sam.sees(place) for place in places]

    alex.proves_it()
    alex.sends("/me/keeping/", {"months": "24"})

    assert [sam.sees(place) for place in places] == before
