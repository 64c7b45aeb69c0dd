"""The guided meeting: beginning it, going on, pausing, stopping; and what the other learns."""

import re
from datetime import timedelta

import pytest

from accounts import services as accounts
from checkins.domain.preparation import STEPS
from checkins.models import Agreement, CheckIn, Entry, Meeting
from tests.checkins.meeting_verbs import (
    both_allow_a_topic,
    goes,
    goes_to,
    held,
    meets,
    stage,
    walks,
)
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

REGULAR = [
    *("arrive.whole", "appreciations.first", "appreciations.second"),
    *("good-news.first", "good-news.second", "prompt.first", "prompt.second"),
    *("stress.first", "stress.second", "wish.first", "wish.second", "wish.agree"),
    *("plan.whole", "close.whole"),
]
LIGHT = [
    *("arrive.whole", "appreciations.first", "appreciations.second"),
    *("wish.first", "wish.second", "wish.agree", "plan.whole", "close.whole"),
]
SUNDAY_EVENING = timedelta(minutes=2)


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Both are ready, with a few words shared."""
    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "A slow Sunday", "wish")
    reveal(check_in, alex, sam)
    return check_in


# --- Beginning --------------------------------------------------------------------------------


def test_a_first_regular_meeting_has_every_step_but_a_topic(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)

    meets(alex, check_in)

    assert walks(alex, check_in) == REGULAR


def test_the_light_one_is_short(revealed: CheckIn, alex: Someone) -> None:
    meets(alex, revealed, "light")

    assert walks(alex, revealed) == LIGHT


def test_whoever_comes_second_joins(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    meets(alex, revealed, "light")
    goes(alex, revealed, "next")

    answer = meets(sam, revealed, "regular")

    assert answer.url == page("meeting", revealed)
    assert held(revealed).length == "light"
    assert held(revealed).scene == "appreciations.first"


def test_before_both_are_ready_it_begins_only_when_it_is_time(
    check_in: CheckIn, alex: Someone, time_machine
) -> None:
    early = meets(alex, check_in)
    time_machine.move_to(check_in.meets_at + SUNDAY_EVENING, tick=False)

    assert early.status_code == 409
    assert meets(alex, check_in, "regular").status_code == 302
    assert held(check_in).length == "light"


def test_without_both_ready_no_prepared_word_is_shown(
    check_in: CheckIn, alex: Someone, sam: Someone, time_machine
) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    gets_ready(alex, check_in)
    time_machine.move_to(check_in.meets_at + SUNDAY_EVENING, tick=False)
    meets(sam, check_in)
    goes_to(sam, check_in, "appreciations.second")

    assert "You sang" not in stage(sam, check_in)
    assert "You sang" not in stage(alex, check_in)

    gets_ready(sam, check_in)

    assert "You sang" in stage(sam, check_in)


def test_a_week_that_was_called_off_has_no_meeting(
    check_in: CheckIn, alex: Someone, time_machine
) -> None:
    alex.sends(page("call_off", check_in))
    time_machine.move_to(check_in.meets_at, tick=False)

    assert meets(alex, check_in).status_code == 409
    assert alex.opens(page("meeting", check_in)).url == page("check_in", check_in)


def test_a_day_after_its_time_it_is_over(revealed: CheckIn, alex: Someone, time_machine) -> None:
    meets(alex, revealed)

    time_machine.move_to(revealed.meets_at + timedelta(hours=24), tick=False)

    assert alex.opens(page("meeting", revealed)).url == page("check_in", revealed)
    assert goes(alex, revealed, "next").status_code == 409


@pytest.mark.parametrize("field", ["length", "screen"])
def test_a_choice_we_do_not_know_gets_a_sentence(
    revealed: CheckIn, alex: Someone, field: str
) -> None:
    answer = meets(alex, revealed, **{field: "endless"})

    assert answer.status_code == 422
    assert "Please choose one of these." in answer.content.decode()


# --- Turns ------------------------------------------------------------------------------------


def test_the_one_who_begins_changes_every_week(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    # The week of 6 December 2026 is the 49th: the second seat, Sam's, speaks first.
    meets(alex, revealed)
    goes_to(alex, revealed, "appreciations.first")

    assert "You speak, Alex listens" in stage(sam, revealed)
    assert "Sam speaks, you listen" in stage(alex, revealed)

    goes(alex, revealed, "next")

    assert "You speak, Sam listens" in stage(alex, revealed)


def test_only_the_speakers_words_are_on_the_stage(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "You sang", "appreciations")
    shares(sam, check_in, "You waited", "appreciations")
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    goes_to(alex, check_in, "appreciations.first")

    assert "You waited" in stage(alex, check_in)
    assert "You sang" not in stage(alex, check_in)


# --- Moving -----------------------------------------------------------------------------------


def test_of_two_moves_from_the_same_page_one_counts(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)

    goes(alex, revealed, "next", seen=0)
    late = goes(sam, revealed, "next", seen=0)

    assert late.url == page("meeting", revealed)
    assert held(revealed).scene == "appreciations.first"


def test_one_can_go_back_and_the_first_step_stays_the_first(
    revealed: CheckIn, alex: Someone
) -> None:
    meets(alex, revealed)
    goes(alex, revealed, "next")

    goes(alex, revealed, "back")
    goes(alex, revealed, "back")

    assert held(revealed).scene == "arrive.whole"


def test_skip_leaves_out_the_rest_of_the_step(revealed: CheckIn, alex: Someone) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "good-news.first")

    goes(alex, revealed, "skip")

    assert held(revealed).scene == "prompt.first"


def test_leaving_and_coming_back_finds_the_same_step(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "stress.second")

    alex.browser.logout()
    alex.browser.force_login(alex.person)

    assert "From outside" in stage(alex, revealed)
    assert "From outside" in stage(sam, revealed)


def test_stopping_early_leaves_the_same_row_as_coming_to_the_end(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    walks(alex, revealed)
    came_to_the_end = _told_of(revealed), raw(sam, revealed), stage(sam, revealed)
    Meeting.objects.all().delete()

    meets(alex, revealed)
    goes_to(alex, revealed, "good-news.first")
    goes(alex, revealed, "stop")
    Meeting.objects.update(move=len(REGULAR) - 1)

    assert (_told_of(revealed), raw(sam, revealed), stage(sam, revealed)) == came_to_the_end


def _told_of(check_in: CheckIn) -> dict:
    """All that is written down about the meeting, but for its row's number."""
    fields = [f.name for f in Meeting._meta.fields if f.name != "id"]
    return Meeting.objects.filter(check_in=check_in).values(*fields).get()


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"to": "next"},
        {"to": "next", "seen": "-1"},
        {"to": "next", "seen": "9" * 40},
        {"to": "next", "seen": "many"},
        {"to": "home", "seen": "0"},
        {"to": ["next", "\x00"], "seen": "0"},
    ],
    ids=str,
)
def test_a_move_nobody_can_read_moves_nothing(
    revealed: CheckIn, alex: Someone, fields: dict
) -> None:
    meets(alex, revealed)

    answer = alex.sends(page("move", revealed), fields)

    assert answer.status_code == 302
    assert held(revealed).scene == "arrive.whole"


def test_a_move_before_the_beginning_gets_a_sentence(revealed: CheckIn, alex: Someone) -> None:
    answer = alex.sends(page("move", revealed), {"to": "next", "seen": "0"})

    assert answer.status_code == 409
    assert "Begin it first" in answer.content.decode()


# --- The clock --------------------------------------------------------------------------------


def test_a_pause_stops_the_clock_of_both(
    revealed: CheckIn, alex: Someone, sam: Someone, time_machine
) -> None:
    meets(alex, revealed)
    time_machine.shift(timedelta(seconds=30))
    goes(alex, revealed, "pause")
    time_machine.shift(timedelta(minutes=20))

    assert "Paused" in stage(sam, revealed)

    goes(sam, revealed, "resume")
    time_machine.shift(timedelta(seconds=5))

    row = held(revealed)
    assert row.seconds_gone(row.scene_at + timedelta(seconds=35)) == 35
    assert "Paused" not in stage(alex, revealed)


def test_a_pause_counts_even_when_the_other_has_just_moved_on(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes(alex, revealed, "next", seen=0)

    goes(sam, revealed, "pause", seen=0)

    assert held(revealed).is_paused
    assert held(revealed).scene == "appreciations.first"


def test_pausing_twice_is_pausing_once(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    meets(alex, revealed)
    goes(alex, revealed, "pause")
    first = held(revealed).paused_at

    goes(sam, revealed, "pause")

    assert held(revealed).paused_at == first
    assert held(revealed).move == 1


def test_a_clock_that_was_set_back_shows_no_negative_time(
    revealed: CheckIn, alex: Someone, time_machine
) -> None:
    meets(alex, revealed)

    time_machine.shift(timedelta(hours=-1))

    assert alex.opens(page("meeting", revealed)).status_code == 200
    assert held(revealed).seconds_gone(revealed.opens_at) == 0


# --- The pause word ---------------------------------------------------------------------------


def test_the_pause_word_is_kept_for_both_and_for_the_next_weeks(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)

    alex.sends(page("pause_word", revealed), {"word": "Teapot"})
    sam.sends(page("pause_word", revealed), {"word": "Lighthouse"})

    assert "Lighthouse" in stage(alex, revealed)
    assert "Teapot" not in stage(alex, revealed)


def test_a_pause_word_that_is_too_long_is_given_back(revealed: CheckIn, alex: Someone) -> None:
    meets(alex, revealed)

    answer = alex.sends(page("pause_word", revealed), {"word": "la" * 40})

    assert answer.status_code == 422
    assert "la" * 40 in answer.content.decode()


# --- Topic and writing ------------------------------------------------------------------------


def test_a_topic_both_allowed_is_talked_about_by_turns(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)
    meets(alex, check_in)

    goes_to(alex, check_in, "topic.second")

    assert "The holidays" in stage(sam, check_in)


def test_writing_is_offered_every_four_months(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in, weeks=18)
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    goes_to(alex, check_in, "topic.first")

    goes(alex, check_in, "write")
    written = held(check_in).scene
    goes(sam, check_in, "talk")

    assert written == "writing.whole"
    assert held(check_in).scene == "topic.first"


@pytest.mark.parametrize("weeks", [1, 16])
def test_writing_is_not_offered_to_beginners(
    check_in: CheckIn, alex: Someone, sam: Someone, weeks: int
) -> None:
    have_met_before(check_in, weeks=weeks)
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    goes_to(alex, check_in, "topic.first")

    goes(alex, check_in, "write")

    assert held(check_in).scene == "topic.first"


def test_writing_is_not_offered_again_soon(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    have_met_before(check_in, weeks=30)
    lately = have_met_before(check_in, weeks=5)
    Meeting.objects.create(
        check_in=lately,
        length="regular",
        topic="talk",
        may_write=True,
        first_seat=1,
        scene="close.whole",
        began_at=lately.meets_at,
        scene_at=lately.meets_at,
    )
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)

    meets(alex, check_in)

    assert held(check_in).topic == "talk"
    assert not held(check_in).may_write


# --- Agreements and plans within it -----------------------------------------------------------


def test_a_small_step_is_kept_and_opens_the_next_meeting(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "wish.agree")
    alex.sends(page("meeting_agree", revealed), {"kind": "step", "text": "A walk on Thursday"})
    assert "A walk on Thursday" in stage(sam, revealed)
    Meeting.objects.all().delete()

    meets(sam, revealed)
    goes(sam, revealed, "next")

    assert held(revealed).scene == "last-time.whole"
    assert "A walk on Thursday" in stage(sam, revealed)


def test_a_step_without_words_is_asked_for_and_a_late_one_is_not_lost(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "wish.agree")
    empty = alex.sends(page("meeting_agree", revealed), {"kind": "step", "text": ""})
    goes(sam, revealed, "next")

    too_long = alex.sends(page("meeting_agree", revealed), {"kind": "step", "text": "la" * 300})

    assert empty.status_code == 422
    assert too_long.status_code == 422
    assert "la" * 300 in too_long.content.decode()
    assert not Agreement.objects.exists()


def test_time_together_is_planned_without_leaving(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "plan.whole")
    plan = {"title": "Pancakes", "day": "2026-12-09", "wall_time": "19:00", "minutes": "90"}

    wrong = alex.sends(page("meeting_plan", revealed), {**plan, "zone": "UTC", "minutes": "1"})
    right = alex.sends(page("meeting_plan", revealed), {**plan, "zone": "UTC"})

    assert wrong.status_code == 422
    assert "Pancakes" in wrong.content.decode()
    assert right.url == page("meeting", revealed)
    assert "Pancakes" in stage(sam, revealed)


def test_what_is_planned_then_already_is_asked_about_without_leaving(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "plan.whole")
    plan = {"day": "2026-12-09", "wall_time": "19:00", "minutes": "90", "zone": "UTC"}
    alex.sends(page("meeting_plan", revealed), {**plan, "title": "Pancakes"})

    asked = sam.sends(page("meeting_plan", revealed), {**plan, "title": "Waffles"})
    both = sam.sends(page("meeting_plan", revealed), {**plan, "title": "Waffles", "anyway": "on"})

    assert asked.status_code == 422
    assert "Plan it all the same" in asked.content.decode()
    assert 'value="Waffles"' in asked.content.decode()
    assert both.url == page("meeting", revealed)
    assert "Waffles" in stage(alex, revealed)


def test_whoever_is_in_another_zone_is_told_which_one_is_meant(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "plan.whole")

    assert "meant in the zone Europe/Berlin" in stage(sam, revealed)
    assert "meant in the zone" not in stage(alex, revealed)


def test_an_idea_fills_the_plan(revealed: CheckIn, alex: Someone) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "plan.whole")

    answer = alex.sends(page("meeting_plan", revealed), {"idea": "no-such-idea", "title": "Soup"})

    assert answer.status_code == 200
    assert "Soup" in answer.content.decode()


# --- The other device -------------------------------------------------------------------------


def test_the_other_device_is_told_that_something_changed_and_nothing_else(
    revealed: CheckIn, alex: Someone, sam: Someone, django_assert_max_num_queries
) -> None:
    assert sam.opens(page("meeting_state", revealed)).json() == {"version": -1}
    meets(alex, revealed)
    goes(alex, revealed, "next")

    with django_assert_max_num_queries(4):
        answer = sam.opens(page("meeting_state", revealed))

    assert answer.json() == {"version": 1}
    assert "no-store" in answer["Cache-Control"]


def test_each_step_asks_the_database_little(
    revealed: CheckIn, alex: Someone, django_assert_max_num_queries
) -> None:
    meets(alex, revealed)

    for scene in REGULAR:
        goes_to(alex, revealed, scene)
        is_turn = not scene.endswith(("whole", "agree"))
        with django_assert_max_num_queries(5 if is_turn else 8):
            alex.opens(page("meeting", revealed))


def test_the_other_device_shows_what_was_kept_and_its_next_button_still_counts(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)
    goes_to(alex, revealed, "wish.agree")
    before = sam.opens(page("meeting_state", revealed)).json()
    seen = held(revealed).move

    alex.sends(page("meeting_agree", revealed), {"kind": "step", "text": "A walk on Thursday"})
    after = sam.opens(page("meeting_state", revealed)).json()
    goes(sam, revealed, "next", seen=seen)

    assert after["version"] == before["version"] + 1
    assert held(revealed).scene == "plan.whole"


# --- What the other learns --------------------------------------------------------------------


def _every_screen(
    check_in: CheckIn, alex: Someone, sam: Someone, step: str, **fields: str
) -> list[bytes]:
    """What Sam sees, screen by screen, when Alex sent this one screen so and both were ready."""
    Entry.objects.all().delete()
    check_in.preparations.all().delete()
    Meeting.objects.all().delete()
    CheckIn.objects.filter(pk=check_in.pk).update(revealed_at=None, has_topic=False)
    writes(alex, check_in, "good-thing", words_1="Something shared", share_1="share")
    if fields:
        writes(alex, check_in, step, **fields)
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    return [_screen(sam, check_in, scene) for scene in REGULAR]


def _screen(sam: Someone, check_in: CheckIn, scene: str) -> bytes:
    """What Sam sees of one scene, without the number that a form is known by."""
    Meeting.objects.update(scene=scene)
    return re.sub(rb'name="token" value="[^"]+"', b"", sam.sees(page("meeting", check_in)))


@pytest.mark.parametrize("step", [s for s in STEPS if s.slug != "good-thing"], ids=lambda s: s.slug)
def test_kept_skipped_and_not_answered_are_the_same_bytes_on_every_screen(
    check_in: CheckIn, alex: Someone, sam: Someone, step
) -> None:
    have_met_before(check_in)
    more = {"welcome": "on"} if step.beside else {}
    word = "low" if step.slug == "energy" else "a kept word"
    kept = {f"words_{place}": word for place in range(1, step.places + 1)}

    not_answered = _every_screen(check_in, alex, sam, step.slug)
    skipped = _every_screen(check_in, alex, sam, step.slug, words_1="", share_1="share", **more)
    was_kept = _every_screen(check_in, alex, sam, step.slug, **kept, **more)

    assert any(b"Something shared" in screen for screen in not_answered)
    assert not_answered == skipped
    assert not_answered == was_kept


def test_a_topic_only_one_allowed_is_no_step_and_no_word(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    shares(alex, check_in, "The holidays", "topic", welcome="on")
    reveal(check_in, alex, sam)
    meets(alex, check_in)

    scenes = walks(alex, check_in)

    assert scenes == REGULAR
    assert "The holidays" not in reads(sam, check_in)


def test_a_kept_word_is_on_no_screen_not_even_on_its_authors(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(alex, check_in, "not yet", "wish")
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    goes_to(alex, check_in, "wish.second")

    assert "not yet" not in stage(alex, check_in)


def test_after_an_unlink_the_meeting_is_gone_for_both(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    meets(alex, revealed)

    accounts.unlink(by=sam.person, at=revealed.meets_at)

    for someone in (alex, sam):
        assert someone.opens(page("meeting", revealed)).status_code == 404
        assert someone.opens(page("meeting_state", revealed)).status_code == 404
        assert goes(someone, revealed, "next").status_code == 404
    assert held(revealed).move == 0
