"""The close of an evening: each alone, for a week, and without a trace for the other one."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.http import HttpResponse

from accounts import services as accounts
from accounts.refusals import NotLinked
from checkins import services
from checkins.domain import closing
from checkins.domain.closing import Standing, standing, to_keep
from checkins.labels import FITS
from checkins.models import CheckIn, Closing, Meeting
from checkins.refusals import CloseTooEarly, CloseTooLate
from tests.checkins.verbs import gets_ready, page
from tests.support.people import Someone, link, make_person
from tests.support.racing import at_once

SUNDAY = datetime(2026, 12, 6, 18, 30, tzinfo=UTC)
HOUR, WEEK = timedelta(hours=1), timedelta(days=7)
LEFT_OPEN = {"heard": "", "close": "", "fit": ""}
A_GOOD_EVENING = {"heard": 8, "close": 6, "fit": "right"}


@pytest.fixture
def evening(check_in: CheckIn, alex: Someone, sam: Someone, time_machine) -> CheckIn:
    """Both were ready, and it is an hour into their Sunday evening."""
    for someone in (alex, sam):
        gets_ready(someone, check_in)
    check_in.refresh_from_db()
    time_machine.move_to(check_in.meets_at + HOUR, tick=False)
    return check_in


def closes(someone: Someone, check_in: CheckIn, **said: Any) -> HttpResponse:
    """Sends the page of the close; what is not named is left open."""
    return someone.sends(page("close", check_in), {**LEFT_OPEN, **said})


def begin(check_in: CheckIn, at: datetime) -> Meeting:
    """The two begin their meeting."""
    scene = {"scene": "arrive.whole", "scene_at": at, "began_at": at}
    return Meeting.objects.create(check_in=check_in, length="light", first_seat=1, **scene)


def said_by(someone: Someone, check_in: CheckIn) -> dict | None:
    """What is kept of this person's close."""
    note = Closing.objects.filter(person=someone.person, check_in=check_in).first()
    return note and note.said


def test_what_was_noted_is_there_the_next_time(evening: CheckIn, alex: Someone) -> None:
    answer = closes(alex, evening, **A_GOOD_EVENING)

    assert answer.url == page("check_in", evening)
    assert "Noted, for you alone." in alex.opens(answer.url).content.decode()
    html = alex.opens(page("close", evening)).content.decode()
    for name, value in A_GOOD_EVENING.items():
        assert f'name="{name}" value="{value}"' in html
    assert html.count("checked") == 3
    assert said_by(alex, evening) == A_GOOD_EVENING


def test_it_can_be_changed_and_stays_one_note(evening: CheckIn, alex: Someone) -> None:
    closes(alex, evening, **A_GOOD_EVENING)

    closes(alex, evening, heard=3, fit="long")

    assert Closing.objects.count() == 1
    assert said_by(alex, evening) == {"heard": 3, "fit": "long"}


def test_what_is_left_open_is_not_kept_and_zero_is(evening: CheckIn, alex: Someone) -> None:
    closes(alex, evening, heard=0)

    assert said_by(alex, evening) == {"heard": 0}


def test_everything_may_be_left_open(evening: CheckIn, alex: Someone) -> None:
    answer = closes(alex, evening)

    assert "Nothing was noted, and that is fine." in alex.opens(answer.url).content.decode()
    assert not Closing.objects.exists()


def test_leaving_everything_open_takes_an_earlier_note_away(
    evening: CheckIn, alex: Someone, sam: Someone
) -> None:
    for someone in (alex, sam):
        closes(someone, evening, **A_GOOD_EVENING)

    closes(alex, evening)

    assert said_by(alex, evening) is None
    assert said_by(sam, evening) == A_GOOD_EVENING


def test_a_form_without_any_field_is_everything_left_open(evening: CheckIn, alex: Someone) -> None:
    assert alex.sends(page("close", evening)).url == page("check_in", evening)
    assert not Closing.objects.exists()


@pytest.mark.parametrize(
    ("name", "value"),
    [*(("heard", odd) for odd in ("11", "-1", "7.5", "seven", "٧")), ("fit", "boring")],
)
def test_what_is_no_answer_is_said_beside_the_question_and_nothing_is_lost(
    evening: CheckIn, alex: Someone, name: str, value: str
) -> None:
    answer = closes(alex, evening, **{**A_GOOD_EVENING, name: value})

    html = answer.content.decode()
    assert answer.status_code == 422
    assert "field__error" in html
    assert 'value="6" id="id_close_6" checked' in html.replace(' aria-invalid="true"', "")
    assert not Closing.objects.exists()


def test_the_other_one_reads_the_same_bytes_whatever_i_noted(
    evening: CheckIn, alex: Someone, sam: Someone
) -> None:
    begin(evening, evening.meets_at)
    addresses = ("/", "/week/", "/week/chart/", page("check_in", evening), page("close", evening))

    def sams_pages() -> list[bytes]:
        return [sam.sees(address) for address in addresses]

    before = sams_pages()
    closes(alex, evening, **A_GOOD_EVENING)
    with_everything = sams_pages()
    closes(alex, evening, fit="other")
    with_a_word = sams_pages()
    closes(alex, evening)
    with_nothing = sams_pages()

    assert before == with_everything == with_a_word == with_nothing


def test_the_page_says_that_nobody_else_reads_it(evening: CheckIn, alex: Someone) -> None:
    html = alex.opens(page("close", evening)).content.decode()

    assert "Sam never sees any of it, nor whether you answered." in html


def test_every_number_is_there_and_one_can_leave_it_open(evening: CheckIn, alex: Someone) -> None:
    html = alex.opens(page("close", evening)).content.decode()

    for name in ("heard", "close"):
        assert [html.count(f'name="{name}" value="{n}"') for n in ["", *range(11)]] == [1] * 12
    assert html.count("I would rather leave this open") == 3


def test_what_was_noted_is_sealed(evening: CheckIn, alex: Someone) -> None:
    closes(alex, evening, **A_GOOD_EVENING)

    with connection.cursor() as cursor:
        cursor.execute("SELECT said FROM checkins_closing")
        stored = bytes(cursor.fetchone()[0])
    assert b"right" not in stored
    assert b"heard" not in stored


@pytest.mark.parametrize(
    ("is_revealed", "began", "at", "wanted"),
    [
        # Both were ready, and nobody has begun: from the time of the meeting, for seven days.
        (True, None, -HOUR, Standing.TOO_EARLY),
        (True, None, 0 * HOUR, Standing.OPEN),
        (True, None, WEEK - timedelta(seconds=1), Standing.OPEN),
        (True, None, WEEK, Standing.TOO_LATE),
        # Begun a day early: from then on, and not longer for it.
        (True, -24 * HOUR, -25 * HOUR, Standing.TOO_EARLY),
        (True, -24 * HOUR, -24 * HOUR, Standing.OPEN),
        (True, -24 * HOUR, WEEK, Standing.TOO_LATE),
        # Never ready, and begun all the same.
        (False, HOUR, 0 * HOUR, Standing.TOO_EARLY),
        (False, HOUR, HOUR, Standing.OPEN),
        (False, HOUR, WEEK, Standing.TOO_LATE),
        # Neither ready nor begun: there was no evening.
        (False, None, HOUR, Standing.TOO_EARLY),
        (False, None, WEEK, Standing.TOO_LATE),
    ],
)
def test_from_when_until_when(is_revealed, began, at, wanted) -> None:
    began_at = None if began is None else SUNDAY + began

    found = standing(SUNDAY + at, meets_at=SUNDAY, is_revealed=is_revealed, began_at=began_at)

    assert found is wanted


def test_before_the_evening_it_is_too_early(check_in: CheckIn, alex: Someone) -> None:
    for response in (alex.opens(page("close", check_in)), closes(alex, check_in, heard=8)):
        assert response.status_code == 409
        assert "This evening has not begun" in response.content.decode()

    assert not Closing.objects.exists()


def test_a_meeting_that_was_begun_early_opens_it(check_in: CheckIn, alex: Someone, friday) -> None:
    begin(check_in, friday)

    assert services.may_close(check_in, friday)
    assert closes(alex, check_in, heard=8).status_code == 302


def test_an_evening_that_was_called_off_has_no_close(
    check_in: CheckIn, alex: Someone, time_machine
) -> None:
    alex.sends(page("call_off", check_in))
    time_machine.move_to(check_in.meets_at + HOUR, tick=False)

    assert closes(alex, check_in, heard=8).status_code == 409


def test_a_week_later_it_is_too_late_and_the_note_stays(
    evening: CheckIn, alex: Someone, time_machine
) -> None:
    closes(alex, evening, **A_GOOD_EVENING)

    time_machine.move_to(evening.meets_at + WEEK, tick=False)

    for response in (alex.opens(page("close", evening)), closes(alex, evening)):
        assert response.status_code == 409
        assert "This evening is a while ago" in response.content.decode()
    assert not services.may_close(evening, evening.meets_at + WEEK)
    assert said_by(alex, evening) == A_GOOD_EVENING


def test_the_service_asks_again_under_the_lock(evening: CheckIn, alex: Someone) -> None:
    late, early = evening.meets_at + WEEK, evening.meets_at - HOUR

    with pytest.raises(CloseTooLate):
        services.close(evening, by=alex.person, **A_GOOD_EVENING, at=late)
    with pytest.raises(CloseTooEarly):
        services.close(evening, by=alex.person, **A_GOOD_EVENING, at=early)


@pytest.mark.parametrize("odd", [{"heard": 11}, {"close": -1}, {"fit": "boring"}])
def test_the_rules_take_no_odd_values(odd: dict) -> None:
    with pytest.raises(ValueError, match=r"must be|not in"):
        to_keep(**{**A_GOOD_EVENING, **odd})


def test_every_fit_has_words() -> None:
    assert tuple(FITS) == closing.FITS


def test_after_an_unlink_it_is_closed_and_the_note_is_still_mine(
    evening: CheckIn, alex: Someone, sam: Someone
) -> None:
    closes(alex, evening, **A_GOOD_EVENING)

    accounts.unlink(by=sam.person, at=evening.meets_at + HOUR)

    assert closes(alex, evening, heard=1).status_code == 404
    with pytest.raises(NotLinked):
        services.close(
            evening, by=alex.person, heard=1, close=None, fit="", at=evening.meets_at + HOUR
        )
    assert said_by(alex, evening) == A_GOOD_EVENING


@pytest.mark.parametrize("is_linked", [False, True], ids=["alone", "linked to somebody else"])
def test_a_stranger_finds_nothing_to_close(
    evening: CheckIn, robin: Someone, is_linked: bool
) -> None:
    if is_linked:
        link(robin, make_person("Kim"))

    assert robin.opens(page("close", evening)).status_code == 404
    assert closes(robin, evening, heard=1).status_code == 404
    with pytest.raises(NotLinked):
        services.close(
            evening, by=robin.person, heard=1, close=None, fit="", at=evening.meets_at + HOUR
        )
    assert not Closing.objects.exists()


def test_the_page_asks_the_database_little(
    evening: CheckIn, alex: Someone, django_assert_max_num_queries
) -> None:
    closes(alex, evening, **A_GOOD_EVENING)

    with django_assert_max_num_queries(9):
        alex.opens(page("close", evening))


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_devices_at_once_leave_one_note(evening: CheckIn, alex: Someone) -> None:
    at = evening.meets_at + HOUR

    def notes(heard: int) -> Callable[[], object]:
        return lambda: services.close(
            evening, by=alex.person, heard=heard, close=None, fit="", at=at
        )

    for _try in range(5):
        Closing.objects.all().delete()
        at_once(notes(3), notes(8))

        assert said_by(alex, evening) in ({"heard": 3}, {"heard": 8})
        assert Closing.objects.count() == 1
