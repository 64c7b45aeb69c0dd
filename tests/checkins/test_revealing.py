"""Nothing opens before both are ready; then what was shared opens, and the rest leaves no trace."""

from datetime import timedelta
from itertools import product

import pytest
from django.db import connection

from accounts import services as accounts
from checkins.domain.preparation import STEPS
from checkins.models import CheckIn, Entry
from tests.checkins.verbs import (
    gets_ready,
    have_met_before,
    keeps,
    page,
    raw,
    reads,
    reveal,
    shares,
    writes,
)
from tests.support.people import Someone

AN_ANSWER = {step.slug: "low" if step.slug == "energy" else "a kept word" for step in STEPS}
WELCOME = {"topic": {"welcome": "on"}}


@pytest.fixture(autouse=True)
def _met_before(check_in: CheckIn) -> None:
    have_met_before(check_in)


def test_nothing_opens_before_both_are_ready(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang")

    gets_ready(alex, check_in)

    assert "You sang" not in reads(sam, check_in)
    assert check_in.words_for(sam.person) == []


def test_both_read_what_the_other_shared(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "A slow Sunday", "wish")

    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert "You sang" in reads(sam, check_in)
    assert "A slow Sunday" in reads(alex, check_in)


def test_what_was_kept_stays_unread(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    keeps(alex, check_in, "not yet", "good-thing")

    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert "not yet" not in reads(sam, check_in)


def test_one_may_be_ready_with_nothing_written(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert "nothing to read this week" in reads(alex, check_in)


def test_ready_twice_is_ready_once(check_in: CheckIn, alex: Someone) -> None:
    gets_ready(alex, check_in)

    assert gets_ready(alex, check_in).status_code == 302

    check_in.refresh_from_db()
    assert not check_in.is_revealed


def test_ready_after_the_reveal_shows_the_reveal(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert gets_ready(sam, check_in).url == page("check_in", check_in)


def test_the_page_never_tells_how_far_the_other_is(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    before = raw(sam, check_in)

    shares(alex, check_in, "You sang")
    gets_ready(alex, check_in)

    assert raw(sam, check_in) == before


def test_waiting_looks_the_same_whether_the_other_has_begun_or_not(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(sam, check_in)
    before = raw(sam, check_in)

    shares(alex, check_in, "You sang")

    assert raw(sam, check_in) == before


def _sams_page(check_in: CheckIn, alex: Someone, sam: Someone, step: str, **fields: str) -> bytes:
    """What Sam reads when this one screen of Alex's was sent so, and both got ready."""
    Entry.objects.all().delete()
    check_in.preparations.all().delete()
    CheckIn.objects.filter(pk=check_in.pk).update(revealed_at=None, has_topic=False)
    writes(alex, check_in, "good-thing", words_1="Something shared", share_1="share")
    # Were Sam's word missing, a topic of Alex's would be hidden whatever else became of it.
    writes(sam, check_in, "topic", welcome="on")
    if fields:
        writes(alex, check_in, step, **fields)
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)
    return raw(sam, check_in)


@pytest.mark.parametrize("step", [s for s in STEPS if s.slug != "good-thing"], ids=lambda s: s.slug)
def test_kept_taken_back_skipped_and_not_answered_are_the_same_bytes(
    check_in: CheckIn, alex: Someone, sam: Someone, step
) -> None:
    more = WELCOME.get(step.slug, {})
    places = range(1, step.places + 1)
    kept = {f"words_{place}": AN_ANSWER[step.slug] for place in places}
    shared = {**kept, **{f"share_{place}": "share" for place in places}}

    not_answered = _sams_page(check_in, alex, sam, step.slug)
    skipped = _sams_page(check_in, alex, sam, step.slug, words_1="", share_1="share", **more)
    was_kept = _sams_page(check_in, alex, sam, step.slug, **kept, **more)
    was_shared = _sams_page(check_in, alex, sam, step.slug, **shared, **more)
    for place in places:
        alex.sends(page("change_words", check_in, step.kind, place), {"text": "Other words"})
        alex.sends(page("take_back", check_in, step.kind, place))
    taken_back = raw(sam, check_in)

    assert b"Something shared" in not_answered
    assert not_answered != was_shared
    assert not_answered == skipped
    assert not_answered == was_kept
    assert not_answered == taken_back


def test_a_good_thing_kept_skipped_or_not_answered_is_the_same_too(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    page_of_nothing = _sams_page(check_in, alex, sam, "good-thing", words_1="")
    page_of_kept = _sams_page(
        check_in, alex, sam, "good-thing", words_1="Something shared", share_1="keep"
    )

    assert page_of_nothing == page_of_kept


@pytest.mark.parametrize("place", [1, 2, 3])
def test_neither_place_nor_number_of_what_was_kept_shows(
    check_in: CheckIn, alex: Someone, sam: Someone, place: int
) -> None:
    kept = {f"words_{other}": "kept" for other in (1, 2, 3)}
    among_kept = {**kept, f"words_{place}": "You sang", f"share_{place}": "share"}

    alone = _sams_page(check_in, alex, sam, "appreciations", words_1="You sang", share_1="share")
    beside = _sams_page(check_in, alex, sam, "appreciations", **among_kept)

    assert alone == beside


def test_after_the_reveal_nothing_changes_and_the_words_are_given_back(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang")
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    late = shares(alex, check_in, "Regret")

    assert late.status_code == 409
    assert "Regret" in late.content.decode()
    assert "You sang" in reads(sam, check_in)


def test_the_script_is_told_that_the_week_is_closed(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    late = alex.sends(
        page("prepare", check_in, "wish"), {"words_1": "Late"}, headers={"X-Autosave": "1"}
    )

    assert late.status_code == 409
    assert late.json()["errors"]


def test_an_old_preparation_page_leads_to_the_reveal(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert alex.opens(page("prepare", check_in, "wish")).url == page("check_in", check_in)


def test_not_this_week_closes_it_for_both_without_who(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang")

    alex.sends(page("call_off", check_in))

    assert "No meeting this week" in reads(alex, check_in)
    assert raw(alex, check_in) == raw(sam, check_in)
    assert shares(sam, check_in, "Too late").status_code == 409
    assert gets_ready(sam, check_in).status_code == 409


def test_not_this_week_twice_is_once_and_after_the_reveal_a_sentence(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    alex.sends(page("call_off", check_in))
    assert sam.sends(page("call_off", check_in)).status_code == 302

    CheckIn.objects.filter(pk=check_in.pk).update(called_off_at=None)
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    assert sam.sends(page("call_off", check_in)).status_code == 409


def test_a_week_nobody_finished_is_simply_gone(
    check_in: CheckIn, alex: Someone, time_machine
) -> None:
    keeps(alex, check_in, "still mine")

    time_machine.move_to(check_in.meets_at + timedelta(hours=25), tick=False)

    assert "This week went by" in reads(alex, check_in)
    assert keeps(alex, check_in, "late").status_code == 409
    assert gets_ready(alex, check_in).status_code == 409
    assert "still mine" in alex.opens("/week/past/").content.decode()


def test_after_an_unlink_nothing_joint_is_left_and_my_own_words_are(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang")
    shares(sam, check_in, "A slow Sunday")
    gets_ready(alex, check_in)
    gets_ready(sam, check_in)

    accounts.unlink(by=alex.person, at=check_in.meets_at)

    for someone in (alex, sam):
        assert someone.opens(page("check_in", check_in)).status_code == 404
        assert shares(someone, check_in, "Late words").status_code == 404
    assert "You sang" in alex.opens("/week/past/").content.decode()
    assert "You sang" not in sam.opens("/week/past/").content.decode()


def test_an_unlink_between_ready_and_ready_reveals_nothing(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    gets_ready(alex, check_in)

    accounts.unlink(by=alex.person, at=check_in.opens_at)

    assert gets_ready(sam, check_in).status_code == 404
    check_in.refresh_from_db()
    assert not check_in.is_revealed


def test_the_reveal_asks_the_database_little(
    check_in: CheckIn, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    check_in.prompt_key = check_in.couple.own_prompts.create(
        author=sam.person, text="What made you laugh?", added_at=check_in.opens_at
    ).key
    check_in.save()
    for someone in (alex, sam):
        for step in STEPS:
            shares(someone, check_in, AN_ANSWER[step.slug], step.slug, welcome="on")
    reveal(check_in, alex, sam)
    for number, someone in product(range(3), (alex, sam)):
        someone.sends(page("change_words", check_in, "wish", 1), {"text": f"Wish {number}"})
    reads(alex, check_in)

    with django_assert_max_num_queries(10):
        seen = reads(alex, check_in)

    assert "a kept word" in seen
    assert seen.count("Wish 1") >= 2
    assert "What made you laugh?" in seen


def test_a_kept_word_that_is_damaged_breaks_no_page_but_its_own(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "not yet", "good-thing")
    shares(alex, check_in, "You sang", "appreciations")
    for someone in (alex, sam):
        gets_ready(someone, check_in)

    damage(Entry.objects.get(kind="good_thing"))

    assert "You sang" in reads(sam, check_in)


def damage(entry: Entry) -> None:
    """Overwrite the sealed text, as a failing disk would."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE checkins_entry SET text = %s WHERE id = %s", [b"?", entry.pk])
