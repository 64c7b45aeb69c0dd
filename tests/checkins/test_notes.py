"""Somebody alone keeps a private note of their week; linking later shows nobody any of it."""

from datetime import UTC, datetime, timedelta
from functools import partial

import pytest
from django.utils import timezone

from accounts import services as accounts
from accounts.models import Person
from checkins import services
from checkins.domain.notes import open_weeks
from checkins.domain.preparation import STEPS, Written, step_named
from checkins.models import Entry, Preparation
from checkins.refusals import LinkedMeanwhile
from tests.checkins.past_verbs import looks_back, looks_for, notes
from tests.support.people import Someone, link
from tests.support.racing import at_once

AUTOSAVE = {"X-Autosave": "1"}
# In Berlin, half an hour before and after the week ends.
LATE_ON_SUNDAY = datetime(2026, 12, 6, 22, 30, tzinfo=UTC)
EARLY_ON_MONDAY = datetime(2026, 12, 6, 23, 30, tzinfo=UTC)


def written(someone: Someone) -> list[tuple[str, str, int, str]]:
    """Everything this person noted: week, kind, place and words."""
    rows = Entry.objects.filter(preparation__person=someone.person, shared=False)
    in_order = rows.order_by("preparation__week", "kind", "position").select_related("preparation")
    return [(row.preparation.week, row.kind, row.position, row.text) for row in in_order]


def test_the_week_of_somebody_alone_is_a_note_to_write(friday, robin: Someone) -> None:
    page = robin.opens("/week/").content.decode()

    assert "A note of your week" in page
    assert "The week of 30 November" in page
    assert "Linking shows nothing you wrote before" in page
    assert Preparation.objects.count() == 0


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_every_step_has_its_screen_without_sharing(friday, robin: Someone, step) -> None:
    page = robin.opens(f"/week/note/{step.slug}/").content.decode()

    assert "data-autosave" in page
    assert "share_1" not in page
    assert "welcome" not in page
    assert Preparation.objects.count() == 0


def test_the_screens_follow_each_other_and_end_at_the_week(friday, robin: Someone) -> None:
    here, seen = "/week/note/energy/", []

    while "/note/" in here:
        seen.append(here.rstrip("/").rpartition("/")[2])
        here = robin.sends(here, {"week": "2026-W49"}).url

    assert seen == [step.slug for step in STEPS]
    assert here == "/week/"


def test_what_was_written_is_there_on_return(friday, robin: Someone) -> None:
    robin.sends("/week/note/appreciations/", {"words_1": "Kim sang", "words_3": "Lee waited"})
    robin.sends("/week/note/energy/", {"words_1": "low"})

    assert written(robin) == [
        ("2026-W49", "appreciation", 1, "Kim sang"),
        ("2026-W49", "appreciation", 3, "Lee waited"),
        ("2026-W49", "energy", 1, "low"),
    ]
    assert "Kim sang" in robin.opens("/week/note/appreciations/").content.decode()
    overview = robin.opens("/week/").content.decode()
    assert "Kim sang" in overview
    assert "Low" in overview


def test_a_note_is_never_shared_whatever_is_sent(friday, robin: Someone) -> None:
    notes(robin, "A topic", "topic", share_1="share", welcome="on")

    assert list(Entry.objects.values_list("kind", "shared")) == [("topic", False)]


def test_the_script_saves_without_a_page(friday, robin: Someone) -> None:
    answer = robin.sends("/week/note/wish/", {"words_1": "A walk"}, headers=AUTOSAVE)

    assert (answer.status_code, answer.content) == (204, b"")
    assert written(robin) == [("2026-W49", "wish", 1, "A walk")]


def test_a_text_that_is_too_long_comes_back_with_a_sentence(friday, robin: Someone) -> None:
    too_long = "x" * 4000 + "the very end"

    page = notes(robin, too_long)
    answer = robin.sends("/week/note/wish/", {"words_1": too_long}, headers=AUTOSAVE)

    assert page.status_code == answer.status_code == 422
    assert "the very end" in page.content.decode()
    assert "room for 4000" in answer.json()["errors"]["words_1"][0]
    assert written(robin) == []


def test_a_second_device_writes_into_the_same_note(friday, robin: Someone) -> None:
    notes(robin, "A walk")
    notes(robin, "A long walk")

    assert written(robin) == [("2026-W49", "wish", 1, "A long walk")]


def test_the_question_stays_the_same_from_the_first_look_on(friday, robin: Someone) -> None:
    address = "/week/note/prompt/"
    before = robin.opens(address).context["title"]

    notes(robin, "An answer", "prompt")

    assert robin.opens(address).context["title"] == before
    assert before in looks_back(robin)


def test_the_question_asked_on_sunday_is_the_one_kept_on_monday(
    friday, robin: Someone, time_machine
) -> None:
    asked = robin.opens("/week/note/prompt/").context["title"]

    time_machine.move_to(EARLY_ON_MONDAY, tick=False)
    notes(robin, "A note of the new week")
    notes(robin, "An answer", "prompt", week="2026-W49")

    last_week = "/week/note/prompt/?week=2026-W49"
    assert robin.opens(last_week).context["title"] == asked


def test_each_week_has_a_question_of_its_own_and_none_of_closeness(friday, robin: Someone) -> None:
    for week in range(12):
        notes_at(robin, friday + timedelta(weeks=week))

    asked = list(Preparation.objects.values_list("prompt_key", flat=True))
    assert len(set(asked)) == 12
    assert not any(key.startswith("closeness") for key in asked)


def test_the_week_ends_where_the_person_is(friday, robin: Someone, time_machine) -> None:
    time_machine.move_to(EARLY_ON_MONDAY, tick=False)
    notes(robin, "In Berlin it is Monday")

    Person.objects.update(time_zone="America/New_York")
    notes(robin, "In New York it is Sunday")

    assert [week for week, *_more in written(robin)] == ["2026-W49", "2026-W50"]


def test_a_screen_of_sunday_sent_on_monday_stays_in_its_week(
    friday, robin: Someone, time_machine
) -> None:
    time_machine.move_to(LATE_ON_SUNDAY, tick=False)
    assert 'name="week" value="2026-W49"' in robin.opens("/week/note/good-thing/").content.decode()

    time_machine.move_to(EARLY_ON_MONDAY, tick=False)
    answer = robin.sends("/week/note/good-thing/", {"words_1": "Late.", "week": "2026-W49"})

    assert written(robin) == [("2026-W49", "good_thing", 1, "Late.")]
    assert answer.url == "/week/note/topic/?week=2026-W49"
    page = robin.opens(answer.url).content.decode()
    assert "For the week of 30 November" in page
    assert 'name="week" value="2026-W49"' in page


def test_after_the_last_screen_of_last_week_one_is_told_where_it_is(
    friday, robin: Someone, time_machine
) -> None:
    time_machine.move_to(EARLY_ON_MONDAY, tick=False)

    answer = robin.browser.post(
        "/week/note/prompt/", {"words_1": "Late.", "week": "2026-W49"}, follow=True
    )

    page = answer.content.decode()
    assert "Saved in the week you began it in" in page
    assert "The week of 7 December" in page
    assert "Late." in looks_back(robin)


@pytest.mark.parametrize(
    "week", ["2026-W47", "2026-W51", "", "nonsense", "2026-W49\x00", "x" * 999]
)
def test_a_week_that_is_long_over_is_a_sentence_with_the_words_given_back(
    friday, robin: Someone, week: str
) -> None:
    page = notes(robin, "Late words", week=week)
    answer = robin.sends("/week/note/wish/", {"words_1": "Late", "week": week}, headers=AUTOSAVE)

    assert page.status_code == answer.status_code == 409
    assert "That week is over" in page.content.decode()
    assert "Late words" in page.content.decode()
    assert answer.json()["errors"]
    assert written(robin) == []
    assert robin.opens("/week/note/wish/", data={"week": week}).status_code == 200


def test_once_linked_an_open_screen_gives_the_words_back(
    friday, alex: Someone, sam: Someone
) -> None:
    notes(alex, "Before")
    link(alex, sam)

    page = notes(alex, "Typed meanwhile")
    answer = alex.sends("/week/note/wish/", {"words_1": "Typed"}, headers=AUTOSAVE)

    assert page.status_code == answer.status_code == 409
    assert "You are linked now" in page.content.decode()
    assert "Typed meanwhile" in page.content.decode()
    assert alex.opens("/week/note/wish/").url == "/week/"
    assert [text for *_place, text in written(alex)] == ["Before"]


def test_whether_one_is_linked_is_asked_again_under_the_lock(
    friday, alex: Someone, sam: Someone
) -> None:
    as_a_request_began = Person.objects.get(pk=alex.person.pk)
    assert as_a_request_began.couple is None
    link(alex, sam)

    with pytest.raises(LinkedMeanwhile):
        services.write_note(
            by=as_a_request_began,
            week="2026-W49",
            step=step_named("wish"),
            written=[Written("wish", 1, "words", shared=False)],
            at=friday,
        )


def test_linking_shows_nothing_that_was_written_before(
    check_in, couple, alex: Someone, sam: Someone
) -> None:
    """Sam's pages are the same bytes whether Alex wrote notes before or not."""
    without = _what_sam_sees(sam)

    accounts.unlink(by=alex.person, at=timezone.now())
    for step in STEPS:
        notes(alex, "low" if step.slug == "energy" else "canary-note", step.slug)
    alex.person.seats.filter(couple=couple).update(left_at=None)
    sam.person.seats.filter(couple=couple).update(left_at=None)
    couple.ended_at = None
    couple.save()

    assert Entry.objects.count() == len(STEPS)
    assert _what_sam_sees(sam) == without


def _what_sam_sees(sam: Someone) -> list[str | bytes]:
    addresses = ("/", "/week/", "/check-ins/2026-12-06/", "/together/", "/week/past/", "/partner/")
    return [*(sam.sees(address) for address in addresses), looks_for(sam, "canary")]


def test_a_stranger_finds_nothing_of_a_note(friday, alex: Someone, robin: Someone) -> None:
    notes(alex, "canary-note")

    for address in ("/week/", "/week/note/wish/", "/week/past/"):
        assert "canary-note" not in robin.opens(address).content.decode()


def test_after_an_unlink_the_note_opens_again(friday, alex: Someone, sam: Someone) -> None:
    link(alex, sam)
    accounts.unlink(by=sam.person, at=friday)

    assert notes(alex, "Alone again").status_code == 302


def test_plans_are_for_two_and_lead_to_the_own_week(friday, robin: Someone) -> None:
    page = robin.opens("/together/").content.decode()

    assert "This part is for two" in page
    assert 'href="/week/"' in page


def test_the_pages_of_a_note_ask_the_database_little(
    friday, robin: Someone, django_assert_max_num_queries
) -> None:
    for week in range(-12, 1):
        for step in STEPS:
            notes_at(robin, friday + timedelta(weeks=week), step.slug)

    robin.opens("/")
    for address in ("/week/", "/week/note/appreciations/"):
        with django_assert_max_num_queries(6):
            assert "words" in robin.opens(address).content.decode()


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_make_one_note(friday, robin: Someone) -> None:
    deeds = [partial(notes_at, robin, friday, slug) for slug in ("wish", "good-thing", "topic")]

    for _try in range(5):
        Preparation.objects.all().delete()

        outcomes = at_once(*deeds)

        assert outcomes == ["done"] * 3
        assert (Preparation.objects.count(), Entry.objects.count()) == (1, 3)


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_writing_and_linking_at_once_leave_one_outcome(friday, alex: Someone, sam: Someone) -> None:
    for _try in range(5):
        Preparation.objects.all().delete()
        alex.afresh(), sam.afresh()
        fresh = accounts.invite(by=alex.person, at=friday)
        invitation = accounts.find_invitation_by_token(fresh.token, at=friday)

        wrote, _linked = at_once(
            partial(notes_at, alex, friday),
            partial(accounts.accept_invitation, invitation, by=sam.person, at=friday),
        )

        assert (wrote is LinkedMeanwhile) is not Preparation.objects.exists()
        accounts.unlink(by=alex.afresh(), at=friday)


def notes_at(someone: Someone, at: datetime, slug: str = "wish") -> None:
    """Writes into the note of the week of a moment, as a request of its own would."""
    step = step_named(slug)
    person = Person.objects.get(pk=someone.person.pk)
    services.write_note(
        by=person,
        week=open_weeks(at, person.time_zone)[0],
        step=step,
        written=[Written(step.kind, 1, "words", shared=False)],
        at=at,
    )
