"""Alex pauses sharing: to Sam it is a week in which everything was kept, to the byte."""

from django.db import connection
from django.http import HttpResponse
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from checkins.domain.preparation import STEPS
from checkins.models import CheckIn, Entry, Meeting
from tests.accounts.pausing_verbs import ends_pause, pauses
from tests.checkins.meeting_verbs import both_allow_a_topic
from tests.checkins.test_no_trace import looks
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

# What stands wherever one would choose; what is said once, after pausing, is something else.
PAUSED = "nothing new of yours is shown"
EVERY_PLACE = {"energy": "low", "topic": "The rent", "wish": "A walk", "prompt": "Both"}


def entries(check_in: CheckIn, someone: Someone) -> list[Entry]:
    """What this person wrote for the week, as rows."""
    return list(check_in.entries_of(someone.person).readable())


def test_what_is_written_while_paused_is_kept_whatever_the_form_says(
    check_in: CheckIn, alex: Someone
) -> None:
    pauses(alex)

    shares(alex, check_in, "A walk")

    assert [(one.text, one.shared) for one in entries(check_in, alex)] == [("A walk", False)]


def test_so_is_what_the_script_saves(check_in: CheckIn, alex: Someone) -> None:
    pauses(alex)

    form = {"words_1": "A walk", "share_1": "share"}
    saved = alex.sends(page("prepare", check_in, "wish"), form, HTTP_X_AUTOSAVE="1")

    assert saved.status_code == 204
    assert not entries(check_in, alex)[0].shared


def test_what_was_marked_and_not_revealed_is_kept_at_once(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    gets_ready(alex, check_in)

    pauses(alex)
    gets_ready(sam, check_in)

    assert "A walk" not in reads(sam, check_in)
    assert "nothing to read this week" in reads(sam, check_in)


def test_what_was_revealed_stays(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    shares(alex, check_in, "A walk")
    reveal(check_in, alex, sam)
    before = raw(sam, check_in)

    pauses(alex)

    assert raw(sam, check_in) == before
    assert b"A walk" in before


def test_what_was_revealed_can_be_taken_back_but_not_worded_anew(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    reveal(check_in, alex, sam)
    pauses(alex)

    new_words = alex.sends(page("change_words", check_in, "wish", 1), {"text": "Two long walks"})

    assert new_words.status_code == 409
    assert "Two long walks" in new_words.text
    assert "A walk" in reads(sam, check_in)
    assert "Change the words" not in reads(alex, check_in)
    alex.sends(page("take_back", check_in, "wish", 1))
    assert "A walk" not in reads(sam, check_in)


def test_the_page_that_rewords_is_shut_too(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    shares(alex, check_in, "A walk")
    reveal(check_in, alex, sam)
    pauses(alex)

    answer = alex.opens(page("change_words", check_in, "wish", 1))

    assert answer.status_code == 409
    assert "You paused sharing" in answer.text


def test_a_topic_said_to_be_all_right_before_counts_as_no(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    both_allow_a_topic(check_in, alex, sam)

    pauses(alex)
    reveal(check_in, alex, sam)

    assert not check_in.has_topic


def test_a_topic_said_to_be_all_right_while_paused_counts_as_no(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    pauses(alex)

    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)

    assert not check_in.has_topic


def test_after_the_pause_words_are_shared_again_and_older_ones_stay_kept(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    pauses(alex)
    ends_pause(alex)

    shares(alex, check_in, "You cooked", step="good-thing")
    reveal(check_in, alex, sam)

    assert "You cooked" in reads(sam, check_in)
    assert "A walk" not in reads(sam, check_in)


def test_alex_reads_that_it_is_paused_wherever_one_would_choose(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    shares(alex, check_in, "A walk")
    before = alex.opens(page("prepare", check_in, "topic")).text
    pauses(alex)

    screen = alex.opens(page("prepare", check_in, "topic")).text

    assert PAUSED not in before
    assert PAUSED in screen
    assert 'name="share_1"' in before
    assert 'name="share_1"' not in screen
    assert 'name="welcome"' not in screen
    assert PAUSED in reads(alex, check_in)
    reveal(check_in, alex, sam)
    assert PAUSED in reads(alex, check_in)


def test_sam_is_not_paused_by_alex(check_in: CheckIn, alex: Someone, sam: Someone) -> None:
    pauses(alex)

    shares(sam, check_in, "A song")
    reveal(check_in, alex, sam)

    assert "A song" in reads(alex, check_in)
    assert PAUSED not in sam.opens(page("prepare", check_in, "wish")).text


def test_an_older_week_that_never_opened_is_kept_too(check_in: CheckIn, alex: Someone) -> None:
    shares(alex, check_in, "A walk")
    alex.sends(page("call_off", check_in))

    pauses(alex)

    assert not entries(check_in, alex)[0].shared


# To the byte: everything Sam can open, before both are ready, after it, and on every screen.
def _does(someone: Someone, address: str, data: dict | None = None) -> tuple[int, str, int]:
    """What comes of a form, with the number of questions it asks the database."""
    with CaptureQueriesContext(connection) as asked:
        answer: HttpResponse = someone.sends(address, data)
    return answer.status_code, answer.headers.get("Location", ""), len(asked)


SAMS_PAGES = (
    *("home", "checkins:week", "checkins:plans", "checkins:plan", "checkins:agreements"),
    *("checkins:own_prompts", "checkins:past", "checkins:done_together", "checkins:my_chart"),
    *("checkins:slot", "checkins:reminders", "accounts:partner", "accounts:unlink"),
    *("accounts:pause", "quizzes:together", "quizzes:areas", "quizzes:overview"),
)


def _all_of_sams(sam: Someone, check_in: CheckIn) -> dict[str, tuple[int, str, int]]:
    seen = {name: looks(sam, reverse(name)) for name in SAMS_PAGES}
    names = ("check_in", "sheet", "begin", "close", "writing")
    return seen | {name: looks(sam, page(name, check_in)) for name in names}


def _lives_through_the_week(
    check_in: CheckIn, alex: Someone, sam: Someone, choice: str
) -> dict[str, object]:
    """Alex writes everywhere with this choice; all that Sam meets from then to the close."""
    for step in STEPS:
        text = EVERY_PLACE.get(step.slug, "Something")
        writes(alex, check_in, step.slug, words_1=text, share_1=choice)
    gets_ready(alex, check_in)
    seen: dict[str, object] = {f"before {k}": v for k, v in _all_of_sams(sam, check_in).items()}
    seen["gets ready"] = _does(sam, page("ready", check_in))
    seen |= {f"after {k}": v for k, v in _all_of_sams(sam, check_in).items()}
    seen["begins"] = _does(sam, page("begin", check_in), {"length": "regular", "screen": "own"})
    for number in range(20):
        seen[f"screen {number}"] = looks(sam, page("meeting", check_in))
        move = Meeting.objects.get(check_in=check_in).move
        seen[f"goes {number}"] = _does(sam, page("move", check_in), {"to": "next", "seen": move})
    return seen


def _as_on_friday(check_in: CheckIn, alex: Someone) -> None:
    """The week as if nothing had been done in it yet."""
    Meeting.objects.all().delete()
    alex.person.preparations.all().delete()
    check_in.preparations.update(ready_at=None)
    CheckIn.objects.filter(pk=check_in.pk).update(revealed_at=None, has_topic=False)


def test_sams_week_is_the_one_in_which_alex_kept_everything(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    have_met_before(check_in)
    keeps(sam, check_in, "Mine", "topic", welcome="on")
    sam.opens("/"), alex.opens("/")
    kept = _lives_through_the_week(check_in, alex, sam, "keep")
    _as_on_friday(check_in, alex)

    pauses(alex)
    paused = _lives_through_the_week(check_in, alex, sam, "share")

    assert [place for place in kept if kept[place] != paused[place]] == []
    assert any("From Alex" in str(what) for what in paused.values())


def test_pausing_after_all_was_marked_leaves_the_same_week(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    keeps(sam, check_in, "Mine")
    sam.opens("/"), alex.opens("/")
    keeps(alex, check_in, "A walk")
    gets_ready(alex, check_in)
    before = _all_of_sams(sam, check_in)
    ready = _does(sam, page("ready", check_in))
    kept = _all_of_sams(sam, check_in)
    _as_on_friday(check_in, alex)
    shares(alex, check_in, "A walk")
    gets_ready(alex, check_in)

    pauses(alex)

    assert _all_of_sams(sam, check_in) == before
    assert _does(sam, page("ready", check_in)) == ready
    assert _all_of_sams(sam, check_in) == kept
