"""The evening on paper: the same for both, with what both shared and nothing of what was kept."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from checkins import services
from checkins.domain.preparation import STEPS
from checkins.models import Agreement, CheckIn, Entry, Preparation
from tests.checkins.verbs import gets_ready, have_met_before, keeps, page, reveal, shares, writes
from tests.support.people import Someone

AN_ANSWER = {step.slug: "low" if step.slug == "energy" else "a kept word" for step in STEPS}


def sheet(someone: Someone, check_in: CheckIn, length: str = "") -> bytes:
    """The sheet as this person gets it, without the form tokens."""
    address = page("sheet", check_in)
    return someone.sees(f"{address}?length={length}" if length else address)


def test_it_shows_what_both_shared(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "A slow Sunday")
    keeps(sam, check_in, "not yet", "good-thing")
    reveal(check_in, alex, sam)

    paper = sheet(alex, check_in)

    assert b"You sang" in paper
    assert b"A slow Sunday" in paper
    assert b"not yet" not in paper


def test_both_get_the_very_same_sheet(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "good", "energy")

    assert sheet(alex, check_in) == sheet(sam, check_in)

    reveal(check_in, alex, sam)
    assert sheet(alex, check_in) == sheet(sam, check_in)


def test_before_both_are_ready_it_has_no_prepared_words(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    before = sheet(sam, check_in)

    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "A slow Sunday")
    gets_ready(alex, check_in)

    assert sheet(sam, check_in) == before
    assert b"A slow Sunday" not in sheet(sam, check_in)


def _paper(check_in: CheckIn, alex: Someone, sam: Someone, step: str, **fields: str) -> bytes:
    """Sam's sheet when this one screen of Alex's was sent so, and both got ready."""
    Preparation.objects.all().delete()
    CheckIn.objects.filter(pk=check_in.pk).update(revealed_at=None, has_topic=False)
    writes(sam, check_in, "topic", welcome="on")
    writes(alex, check_in, "wish" if step != "wish" else "prompt", words_1="This", share_1="share")
    if fields:
        writes(alex, check_in, step, **fields)
    reveal(check_in, alex, sam)
    return sheet(sam, check_in)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.slug)
def test_kept_skipped_not_answered_and_taken_back_are_the_same_bytes(
    check_in: CheckIn, alex: Someone, sam: Someone, step
) -> None:
    have_met_before(check_in)
    more = {"welcome": "on"} if step.beside else {}
    words = {f"words_{place}": AN_ANSWER[step.slug] for place in range(1, step.places + 1)}
    shared = {f"share_{place}": "share" for place in range(1, step.places + 1)}

    not_answered = _paper(check_in, alex, sam, step.slug)
    skipped = _paper(check_in, alex, sam, step.slug, words_1="", share_1="share", **more)
    was_kept = _paper(check_in, alex, sam, step.slug, **words, **more)
    was_shared = _paper(check_in, alex, sam, step.slug, **words, **shared, **more)
    for place in range(1, step.places + 1):
        services.take_back(check_in, by=alex.person, kind=step.kind, position=place)
    taken_back = sheet(sam, check_in)

    assert b"This" in not_answered
    assert was_shared != not_answered
    assert not_answered == skipped == was_kept == taken_back


def test_a_kept_word_that_is_damaged_spoils_no_sheet(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "not yet", "good-thing")
    shares(alex, check_in, "You sang", "appreciations")
    reveal(check_in, alex, sam)

    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE kind = 'good_thing'", [b"?"])

    assert b"You sang" in sheet(sam, check_in)


def test_a_topic_is_on_paper_only_if_both_said_yes(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    shares(alex, check_in, "The holidays", "topic", welcome="on")
    writes(sam, check_in, "topic", welcome="on")
    reveal(check_in, alex, sam)

    assert b"The holidays" in sheet(sam, check_in)
    assert b"One topic" in sheet(sam, check_in)
    assert b"The holidays" not in sheet(sam, check_in, "light")


def test_without_a_topic_the_step_is_not_there(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    shares(alex, check_in, "The holidays", "topic", welcome="on")
    reveal(check_in, alex, sam)

    for someone in (alex, sam):
        assert b"One topic" not in sheet(someone, check_in)
        assert b"The holidays" not in sheet(someone, check_in)


def test_writing_takes_the_place_of_the_topic_where_the_two_chose_it(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    shares(alex, check_in, "The holidays", "topic", welcome="on")
    writes(sam, check_in, "topic", welcome="on")
    reveal(check_in, alex, sam)
    held = services.begin_meeting(
        check_in, by=sam.person, length="regular", at=check_in.meets_at - timedelta(hours=1)
    )
    held.topic = "write"
    held.save()

    assert b"Seven minutes of writing" in sheet(alex, check_in)
    assert b"One topic" not in sheet(alex, check_in)


def test_the_light_sheet_has_the_light_steps(check_in: CheckIn, alex: Someone) -> None:
    light, whole = sheet(alex, check_in, "light"), sheet(alex, check_in)

    assert b"Good news" in whole
    assert b"Good news" not in light
    assert sheet(alex, check_in, "endless") == whole


def test_it_follows_the_length_of_the_evening_that_has_begun(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    reveal(check_in, alex, sam)
    services.begin_meeting(check_in, by=sam.person, length="light", at=check_in.opens_at)

    assert sheet(alex, check_in) == sheet(alex, check_in, "light")


@pytest.mark.parametrize(("week", "first"), [("2026-W48", "Alex"), ("2026-W49", "Sam")])
def test_who_speaks_first_changes_from_week_to_week(
    check_in: CheckIn, alex: Someone, week: str, first: str
) -> None:
    CheckIn.objects.update(week=week)

    paper = sheet(alex, check_in).decode()

    assert f"{first} speaks first this week" in paper
    assert f"<h3>First {first}</h3>" in paper


def test_open_agreements_are_there_to_tick(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    reveal(check_in, alex, sam)
    for text, kind in (("Lights out at ten", "step"), ("", "accepted")):
        services.agree(
            check_in,
            by=alex.person,
            kind=kind,
            text=text,
            public_id=uuid.uuid4(),
            at=check_in.meets_at,
        )

    paper = sheet(sam, check_in).decode()

    assert "Lights out at ten" in paper
    assert "We accept this for now." in paper
    Agreement.objects.update(closed_at=check_in.meets_at)
    assert "Since last time" not in sheet(sam, check_in).decode()


def test_a_week_that_was_called_off_or_went_by_has_none(
    check_in: CheckIn, alex: Someone, sam: Someone, time_machine
) -> None:
    alex.sends(page("call_off", check_in))
    assert sam.opens(page("sheet", check_in)).url == page("check_in", check_in)

    CheckIn.objects.update(called_off_at=None)
    time_machine.move_to(check_in.meets_at + timedelta(hours=25), tick=False)
    assert sam.opens(page("sheet", check_in)).url == page("check_in", check_in)


def test_a_stranger_and_somebody_who_left_find_nothing(
    check_in: CheckIn, alex: Someone, sam: Someone, robin: Someone
) -> None:
    assert robin.opens(page("sheet", check_in)).status_code == 404

    accounts.unlink(by=sam.person, at=check_in.opens_at)

    assert alex.opens(page("sheet", check_in)).status_code == 404


def test_it_asks_the_database_little(
    check_in: CheckIn, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    for someone in (alex, sam):
        for step in STEPS:
            shares(someone, check_in, AN_ANSWER[step.slug], step.slug)
        gets_ready(someone, check_in)
    assert Entry.objects.count() == 2 * len(STEPS)
    services.agree(
        check_in,
        by=alex.person,
        kind="step",
        text="Lights out at ten",
        public_id=uuid.uuid4(),
        at=check_in.meets_at,
    )

    with django_assert_max_num_queries(9):
        assert b"a kept word" in sheet(alex, check_in)
