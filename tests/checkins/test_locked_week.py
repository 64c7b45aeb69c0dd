"""The week of somebody with a lock: writing while it is closed, reading, sharing, taking back."""

import uuid
from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from accounts.domain.locking import is_locked
from accounts.refusals import Locked
from checkins import services
from checkins.models import Afterthought, CheckIn, Closing, Entry, OutsideView, Preparation
from tests.checkins.meeting_verbs import held, meets
from tests.checkins.verbs import gets_ready, keeps, page, reads, reveal, shares, writes
from tests.support.locks import closes_lock, locks, opens_lock, sets_up_lock
from tests.support.people import Someone

IN_PLACE = "Locked. Open your lock to read this."
NOTICE = "Some of your words on this page are locked."


def is_locked_in_the_database(row, name: str = "text") -> bool:
    """By the bytes that are stored."""
    stored = type(row).objects.get(pk=row.pk)
    return is_locked(bytes(stored.__dict__[name]))


def types(someone: Someone, check_in: CheckIn, step: str = "wish", **fields: str) -> int:
    """What the script sends while somebody types; gives the status."""
    address = page("prepare", check_in, step)
    return someone.sends(address, fields, headers={"X-Autosave": "1"}).status_code


def test_what_is_kept_is_locked_and_what_is_shared_is_not(check_in: CheckIn, alex: Someone) -> None:
    locks(alex)

    keeps(alex, check_in, "A quiet Sunday")
    shares(alex, check_in, "You sang", step="good-thing")

    assert is_locked_in_the_database(Entry.objects.get(kind="wish"))
    assert not is_locked_in_the_database(Entry.objects.get(kind="good_thing"))


def test_writing_needs_no_passphrase(check_in: CheckIn, alex: Someone) -> None:
    locks(alex)

    assert types(alex, check_in, words_1="A quiet") == 204
    assert types(alex, check_in, words_1="A quiet Sunday") == 204
    assert keeps(alex, check_in, "A quiet Sunday, all of it").status_code == 302

    opens_lock(alex)
    assert "A quiet Sunday, all of it" in alex.opens(page("prepare", check_in, "wish")).text


def test_a_screen_with_locked_words_asks_first_and_leads_back(
    check_in: CheckIn, alex: Someone
) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")
    screen = page("prepare", check_in, "wish")

    asked = alex.opens(screen)

    assert asked.status_code == 423
    assert "This is locked" in asked.text
    assert f'value="{screen}"' in asked.text
    assert "<textarea" not in asked.text
    assert NOTICE not in asked.text
    assert opens_lock(alex, back=screen).url == screen
    assert "A quiet Sunday" in alex.opens(screen).text


def test_the_next_screen_asks_for_nothing(check_in: CheckIn, alex: Someone) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")

    assert alex.opens(page("prepare", check_in, "prompt")).status_code == 200


def test_the_overview_says_that_something_is_locked(check_in: CheckIn, alex: Someone) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")
    shares(alex, check_in, "You sang", step="good-thing")

    overview = reads(alex, check_in)

    assert IN_PLACE in overview
    assert NOTICE in overview
    assert "You sang" in overview
    assert "A quiet Sunday" not in overview


def test_sharing_what_was_kept_seals_it_so_that_the_other_can_read_it(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    sets_up_lock(alex)
    keeps(alex, check_in, "A quiet Sunday")
    closes_lock(alex)

    shares(alex, check_in, "A quiet Sunday")
    reveal(check_in, alex, sam)

    assert not is_locked_in_the_database(Entry.objects.get())
    assert "A quiet Sunday" in reads(sam, check_in)


def test_taking_back_locks_it_again_with_what_it_said_before(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    locks(alex)
    shares(alex, check_in, "You sang", step="good-thing")
    reveal(check_in, alex, sam)
    place = ("good_thing", 1)
    alex.sends(page("change_words", check_in, *place), {"text": "You sang in the kitchen"})

    alex.sends(page("take_back", check_in, *place))

    entry = Entry.objects.get()
    assert is_locked_in_the_database(entry)
    assert is_locked_in_the_database(entry.earlier.get())
    assert "You sang" not in reads(sam, check_in)


def test_the_reveal_reads_whether_a_topic_is_all_right_from_both(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    locks(alex)
    writes(alex, check_in, "topic", words_1="", welcome="on")

    assert not is_locked_in_the_database(Entry.objects.get(kind="topic_welcome"))
    gets_ready(alex, check_in)
    assert gets_ready(sam, check_in).status_code == 302


def test_a_row_whose_words_cannot_be_opened_is_not_shared_by_mistake(
    check_in: CheckIn, alex: Someone
) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")
    entry = Entry.objects.get()
    entry.shared = True

    with pytest.raises(Locked), transaction.atomic():
        entry.save()

    assert is_locked_in_the_database(entry)
    assert not Entry.objects.get().shared


def test_a_note_of_a_week_alone_is_written_closed_and_read_open(friday, robin: Someone) -> None:
    locks(robin)
    note = reverse("checkins:note", args=["wish"])

    assert robin.sends(note, {"words_1": "A walk"}).status_code == 302
    assert IN_PLACE in robin.opens("/week/").text
    assert robin.opens(note).status_code == 423
    opens_lock(robin)

    assert "A walk" in robin.opens("/week/").text
    assert "A walk" in robin.opens(note).text
    assert Preparation.objects.get().entries.count() == 1


@pytest.fixture
def evening(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Their meeting has begun, and it offers the writing."""
    reveal(check_in, alex, sam)
    meets(alex, check_in)
    meeting = held(check_in)
    meeting.may_write = True
    meeting.save()
    check_in.refresh_from_db()
    return check_in


@pytest.mark.parametrize(
    ("name", "fields", "again", "model", "column"),
    [
        ("close", {"heard": "7"}, {"heard": "8"}, Closing, "said"),
        ("writing", {"text": "They look tired"}, {"text": "Tired, both"}, OutsideView, "text"),
    ],
)
def test_what_is_written_in_the_evening_is_locked_and_can_be_written_anew(
    evening: CheckIn, alex: Someone, name, fields, again, model, column
) -> None:
    locks(alex)
    address = page(name, evening)

    assert alex.sends(address, fields).status_code == 302
    assert is_locked_in_the_database(model.objects.get(), column)
    assert alex.opens(address).status_code == 423
    assert alex.sends(address, again).status_code == 302


def test_the_chart_says_that_it_is_locked_and_counts_no_evening_as_missing(
    evening: CheckIn, alex: Someone
) -> None:
    locks(alex)
    alex.sends(page("close", evening), {"heard": "7"})

    chart = alex.opens("/week/chart/").text

    assert NOTICE in chart
    assert "still missing" not in chart
    opens_lock(alex)
    assert "still missing" in alex.opens("/week/chart/").text


def test_past_weeks_and_a_search_leave_out_what_is_locked(
    check_in: CheckIn, alex: Someone, sam: Someone
) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")
    shares(alex, check_in, "You sang", step="good-thing")
    reveal(check_in, alex, sam)

    past = alex.opens("/week/past/").text
    search = alex.sends("/week/past/search/", {"words": "open your lock"}).text

    assert IN_PLACE in past
    assert "You sang" in past
    assert NOTICE in search
    assert IN_PLACE not in search
    opens_lock(alex)
    assert "A quiet Sunday" in alex.sends("/week/past/search/", {"words": "quiet"}).text


def test_a_locked_line_about_an_evening_is_not_overwritten_by_an_empty_one(
    couple, alex: Someone, time_machine, friday
) -> None:
    plan = services.plan_time(
        by=alex.person,
        public_id=uuid.uuid4(),
        title="A walk",
        starts_at=friday + timedelta(hours=2),
        minutes=60,
        zone="UTC",
        at=friday,
    )
    time_machine.move_to(friday + timedelta(hours=4), tick=False)
    locks(alex)
    address = reverse("checkins:plan_detail", args=[plan.public_id])
    alex.sends(f"{address}how-was-it/", {"line": "Cold and lovely"})

    shown = alex.opens(address).text

    assert IN_PLACE in shown
    assert "Keep it" not in shown
    assert is_locked_in_the_database(Afterthought.objects.get(), "line")
    opens_lock(alex)
    assert "Cold and lovely" in alex.opens(address).text


def test_a_file_to_take_along_has_what_is_open_as_it_is_asked_for(
    check_in: CheckIn, alex: Someone
) -> None:
    locks(alex)
    keeps(alex, check_in, "A quiet Sunday")
    alex.proves_it()
    address = reverse("accounts:export_json")

    closed = alex.sends(address).getvalue().decode()
    opens_lock(alex)
    opened = alex.sends(address).getvalue().decode()

    assert IN_PLACE in closed
    assert "A quiet Sunday" not in closed
    assert "A quiet Sunday" in opened


def test_the_way_of_the_shared_screen_closes_it(evening: CheckIn, alex: Someone) -> None:
    sets_up_lock(alex)

    alex.sends(page("share_screen", evening))

    assert "unlocked" not in alex.browser.session
    assert alex.browser.cookies["unlock"].value == ""
    assert alex.opens("/me/lock/open/").status_code == 403
