"""Seven minutes of writing: one's own, kept as one types, and without a trace for the other."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from checkins import services
from checkins.models import CheckIn, Meeting, OutsideView
from checkins.refusals import WritingClosed
from tests.checkins.meeting_verbs import both_allow_a_topic
from tests.checkins.verbs import have_met_before, page, reveal
from tests.support.people import Someone

SCRIPT = {"headers": {"X-Autosave": "1"}}
FROM_OUTSIDE = "They are both tired, and each waits for the other."


@pytest.fixture
def evening(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """An evening with a topic, half a year after their first one: writing is offered."""
    have_met_before(check_in, weeks=26)
    both_allow_a_topic(check_in, alex, sam)
    reveal(check_in, alex, sam)
    services.begin_meeting(check_in, by=alex.person, length="regular", at=check_in.opens_at)
    return CheckIn.objects.get(pk=check_in.pk)


def writes_from_outside(someone: Someone, check_in: CheckIn, text: str = FROM_OUTSIDE, **extra):
    """Sends the text."""
    return someone.sends(page("writing", check_in), {"text": text}, **extra)


def test_what_one_wrote_is_there_again(evening: CheckIn, alex: Someone) -> None:
    assert writes_from_outside(alex, evening).url == page("meeting", evening)

    assert FROM_OUTSIDE in alex.opens(page("writing", evening)).content.decode()


def test_writing_again_takes_the_place_of_it_and_nothing_removes_it(
    evening: CheckIn, alex: Someone
) -> None:
    writes_from_outside(alex, evening)
    writes_from_outside(alex, evening, "Later I saw it differently.")
    assert [view.text for view in OutsideView.objects.all()] == ["Later I saw it differently."]

    writes_from_outside(alex, evening, "  ")
    assert not OutsideView.objects.exists()


def test_the_script_hears_that_it_is_kept(evening: CheckIn, alex: Someone) -> None:
    assert writes_from_outside(alex, evening, **SCRIPT).status_code == 204
    assert OutsideView.objects.get().text == FROM_OUTSIDE


def test_a_text_that_is_too_long_is_given_back(evening: CheckIn, alex: Someone) -> None:
    too_long = "word " * 1700

    by_script = writes_from_outside(alex, evening, too_long, **SCRIPT)
    by_hand = writes_from_outside(alex, evening, too_long)

    assert by_script.status_code == by_hand.status_code == 422
    assert "there is room for 8000" in by_script.json()["errors"]["text"][0]
    assert too_long.strip() in by_hand.content.decode()
    assert not OutsideView.objects.exists()


def test_after_seven_days_it_is_closed_and_what_was_typed_is_given_back(
    evening: CheckIn, alex: Someone, time_machine
) -> None:
    time_machine.move_to(evening.meets_at + timedelta(days=7, seconds=-1), tick=False)
    assert alex.opens(page("writing", evening)).status_code == 200

    time_machine.move_to(evening.meets_at + timedelta(days=7), tick=False)
    assert alex.opens(page("writing", evening)).status_code == 404
    assert writes_from_outside(alex, evening, **SCRIPT).status_code == 409
    late = writes_from_outside(alex, evening)
    assert late.status_code == 409
    assert FROM_OUTSIDE in late.content.decode()


def test_the_service_refuses_it_too(evening: CheckIn, alex: Someone) -> None:
    with pytest.raises(WritingClosed):
        services.write_outside_view(
            evening, by=alex.person, text="Late", at=evening.meets_at + timedelta(days=7)
        )


def test_it_stays_open_when_the_topic_has_gone(evening: CheckIn, alex: Someone) -> None:
    services.take_back(evening, by=alex.person, kind="topic", position=1)
    Meeting.objects.update(topic="none")

    assert alex.opens(page("writing", evening)).status_code == 200


@pytest.mark.parametrize("offered", [False, None], ids=["not offered", "not begun"])
def test_where_it_is_not_offered_there_is_no_such_page(
    evening: CheckIn, alex: Someone, offered: bool | None
) -> None:
    if offered is None:
        Meeting.objects.all().delete()
    else:
        Meeting.objects.update(may_write=False)

    assert alex.opens(page("writing", evening)).status_code == 404
    assert writes_from_outside(alex, evening).status_code == 404
    assert not OutsideView.objects.exists()


@pytest.mark.parametrize("name", ["check_in", "writing", "meeting", "sheet", "past"])
def test_the_other_one_sees_neither_what_was_written_nor_that_it_was(
    evening: CheckIn, alex: Someone, sam: Someone, name: str
) -> None:
    address = "/week/past/" if name == "past" else page(name, evening)
    before = sam.sees(address)

    writes_from_outside(alex, evening)

    assert sam.sees(address) == before
    assert sam.opens(address).status_code == 200
    assert OutsideView.objects.get().person == alex.person


def test_each_has_a_text_of_their_own(evening: CheckIn, alex: Someone, sam: Someone) -> None:
    writes_from_outside(alex, evening, "Alex from outside")
    writes_from_outside(sam, evening, "Sam from outside")

    assert "Sam from outside" not in alex.opens(page("writing", evening)).content.decode()
    assert "Alex from outside" not in sam.opens(page("writing", evening)).content.decode()


def test_it_is_sealed(evening: CheckIn, alex: Someone) -> None:
    writes_from_outside(alex, evening)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM checkins_outsideview")
        stored = bytes(cursor.fetchone()[0])

    assert FROM_OUTSIDE.encode() not in stored


def test_the_clock_is_there_only_while_it_runs(
    evening: CheckIn, alex: Someone, time_machine
) -> None:
    assert b"data-timer " not in alex.sees(page("writing", evening))
    Meeting.objects.update(topic="write", scene="writing.whole", scene_at=evening.meets_at)

    time_machine.move_to(evening.meets_at + timedelta(minutes=2), tick=False)
    assert b'data-seconds="420" data-gone="120"' in alex.sees(page("writing", evening))

    Meeting.objects.update(paused_at=evening.meets_at + timedelta(minutes=1))
    assert b"data-timer " not in alex.sees(page("writing", evening))


def test_somebody_else_and_somebody_who_left_find_nothing(
    evening: CheckIn, alex: Someone, sam: Someone, robin: Someone
) -> None:
    writes_from_outside(alex, evening)
    assert robin.opens(page("writing", evening)).status_code == 404

    accounts.unlink(by=sam.person, at=evening.meets_at)

    assert alex.opens(page("writing", evening)).status_code == 404
    assert writes_from_outside(alex, evening).status_code == 404
    assert OutsideView.objects.get().text == FROM_OUTSIDE
