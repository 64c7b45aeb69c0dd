"""After the reveal one takes back what one shared, or words it anew for both to see."""

from datetime import timedelta

import pytest
from django.db import connection

from accounts import services as accounts
from checkins.domain.preparation import MOST_CHARACTERS
from checkins.models import CheckIn, EarlierWords, Entry
from checkins.services.words import MOST_CHANGES
from tests.checkins.verbs import keeps, page, raw, reads, reveal, shares, writes
from tests.support.people import Someone, link, make_person

FOLDED = "Changed after you were both ready"


@pytest.fixture
def week(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Revealed: Alex shared a wish, their energy and the second of two appreciations."""
    shares(alex, check_in, "A walk on Sunday")
    shares(alex, check_in, "low", "energy")
    writes(
        alex,
        check_in,
        "appreciations",
        words_1="Kept, the first",
        words_2="You sang",
        share_2="share",
    )
    shares(sam, check_in, "Pancakes")
    reveal(check_in, alex, sam)
    return check_in


def takes_back(someone: Someone, week: CheckIn, kind: str = "wish", position: int = 1):
    return someone.sends(page("take_back", week, kind, position))


def changes(
    someone: Someone, week: CheckIn, text: str = "A short walk", kind: str = "wish", position=1
):
    return someone.sends(page("change_words", week, kind, position), {"text": text})


# --- Taking back --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("kind", "position", "words"),
    [("wish", 1, "A walk on Sunday"), ("energy", 1, "Low"), ("appreciation", 2, "You sang")],
)
def test_taken_back_it_is_gone_for_the_other_at_once(
    week: CheckIn, alex, sam, kind: str, position: int, words: str
) -> None:
    assert words in reads(sam, week)

    assert takes_back(alex, week, kind, position).url == page("check_in", week)

    assert words not in reads(sam, week)
    mine = [said.text.casefold() for said in week.words_of(alex.person)]
    assert words.casefold() in mine


def test_its_history_goes_with_it_and_stays_with_its_author(week: CheckIn, alex, sam) -> None:
    changes(alex, week)
    assert FOLDED in reads(sam, week)

    takes_back(alex, week)

    assert FOLDED not in reads(sam, week)
    assert "walk" not in reads(sam, week)
    (wish,) = week.entries_of(alex.person).filter(kind="wish").read_with_earlier()
    assert (wish.text, wish.earlier) == ("A short walk", ("A walk on Sunday",))


def test_changed_and_taken_back_is_the_same_bytes_as_kept(check_in: CheckIn, alex, sam) -> None:
    keeps(alex, check_in, "A walk on Sunday")
    reveal(check_in, alex, sam)
    was_kept = raw(sam, check_in)
    Entry.objects.update(shared=True)
    changes(alex, check_in)

    takes_back(alex, check_in)

    assert raw(sam, check_in) == was_kept


def test_taking_back_twice_is_once(week: CheckIn, alex, sam) -> None:
    first, second = takes_back(alex, week), takes_back(alex, week)

    assert first.status_code == second.status_code == 302
    assert "A walk on Sunday" not in reads(sam, week)


def test_it_can_be_taken_back_weeks_later(week: CheckIn, alex, sam, time_machine) -> None:
    time_machine.move_to(week.meets_at + timedelta(days=10), tick=False)
    assert "Take it back" in reads(alex, week)

    takes_back(alex, week)

    assert "A walk on Sunday" not in reads(sam, week)


def test_it_cannot_be_shared_again(week: CheckIn, alex, sam) -> None:
    assert "it cannot be shared again" in reads(alex, week)
    takes_back(alex, week)

    assert changes(alex, week).status_code == 404
    assert shares(alex, week, "A walk on Sunday").status_code == 409
    assert "A walk on Sunday" not in reads(sam, week)


def test_a_visit_takes_nothing_back(week: CheckIn, alex, sam) -> None:
    assert alex.opens(page("take_back", week, "wish", 1)).status_code == 405
    assert "A walk on Sunday" in reads(sam, week)


# --- Changing -----------------------------------------------------------------------------------


def test_the_other_reads_the_new_words_and_folded_what_stood_there(week, alex, sam) -> None:
    assert FOLDED not in reads(sam, week)

    assert changes(alex, week).url == page("check_in", week)

    for someone in (alex, sam):
        seen = reads(someone, week)
        assert seen.index("A short walk") < seen.index(FOLDED) < seen.index("A walk on Sunday")


def test_every_earlier_wording_is_there_the_oldest_first(week: CheckIn, alex, sam) -> None:
    for text in ("A short walk", "A long walk"):
        changes(alex, week, text)

    (wish,) = [said for said in week.words_for(sam.person) if said.kind == "wish"]
    assert (wish.text, wish.earlier) == ("A long walk", ("A walk on Sunday", "A short walk"))


def test_the_earlier_words_are_sealed(week: CheckIn, alex) -> None:
    changes(alex, week)

    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM checkins_earlierwords")
        assert b"walk" not in bytes(cursor.fetchone()[0])


def test_the_same_words_again_change_nothing(week: CheckIn, alex, sam) -> None:
    assert changes(alex, week, "  A walk on Sunday\r\n").status_code == 302

    assert not EarlierWords.objects.exists()
    assert FOLDED not in reads(sam, week)


def test_a_change_sent_twice_is_one_change(week: CheckIn, alex) -> None:
    changes(alex, week), changes(alex, week)

    assert EarlierWords.objects.count() == 1


@pytest.mark.parametrize("text", ["", "  \n ", "\x00"])
def test_nothing_instead_points_at_taking_back(week: CheckIn, alex, sam, text: str) -> None:
    response = changes(alex, week, text)

    assert response.status_code == 422
    assert "take it back" in response.content.decode()
    assert "A walk on Sunday" in reads(sam, week)


def test_what_is_too_long_is_given_back_with_the_reason(week: CheckIn, alex, sam) -> None:
    response = changes(alex, week, "x" * (MOST_CHARACTERS + 1))

    assert response.status_code == 422
    assert "there is room for 4000" in response.content.decode()
    assert "x" * (MOST_CHARACTERS + 1) in response.content.decode()


def test_a_broken_sign_is_a_sentence_and_no_fault(week: CheckIn, alex, sam) -> None:
    form = {"content_type": "application/x-www-form-urlencoded"}
    address = page("change_words", week, "wish", 1)

    assert alex.browser.post(address, "text=half+%ED%A0%BD", **form).status_code == 302
    assert alex.browser.post(address, "text=a&text=b&more=c", **form).status_code == 302
    assert alex.browser.post(address, "", **form).status_code == 422
    assert FOLDED in reads(sam, week)


def test_nul_is_left_out_and_everything_else_stays(week: CheckIn, alex, sam) -> None:
    changes(alex, week, "A\x00 walk, שלום <b>😀</b>")

    assert week.words_for(sam.person)[-1].text == "A walk, שלום <b>😀</b>"
    assert "&lt;b&gt;" in reads(sam, week)


def test_after_its_day_it_stays_as_it_is_and_the_typed_words_come_back(
    week: CheckIn, alex, sam, time_machine
) -> None:
    time_machine.move_to(week.meets_at + timedelta(hours=25), tick=False)

    late = changes(alex, week, "Too late")

    assert late.status_code == 409
    assert "Too late" in late.content.decode()
    assert "Change the words" not in reads(alex, week)
    assert "Too late" not in reads(sam, week)


def test_nobody_reads_more_versions_than_twenty(week: CheckIn, alex, sam) -> None:
    for number in range(MOST_CHANGES):
        assert changes(alex, week, f"Version {number}").status_code == 302

    assert changes(alex, week, "One too many").status_code == 409
    assert "One too many" not in reads(sam, week)


def test_the_page_to_change_shows_what_it_says_now(week: CheckIn, alex) -> None:
    screen = alex.opens(page("change_words", week, "wish", 1)).content.decode()

    assert "A walk on Sunday" in screen
    assert "Sam sees the new words" in screen
    assert "It cannot be shared again" in screen


# --- Only what one shared oneself ---------------------------------------------------------------

NOTHING_THERE = [
    ("appreciation", 1),
    ("appreciation", 3),
    ("wish", 2),
    ("wish", 10**30),
    ("good_thing", 1),
    ("topic_welcome", 1),
    ("nothing", 1),
]


@pytest.mark.parametrize(("kind", "position"), [*NOTHING_THERE, ("energy", 1)])
def test_what_is_not_shared_cannot_be_changed(
    week: CheckIn, alex, sam, kind: str, position: int
) -> None:
    address = page("change_words", week, kind, position)

    assert alex.opens(address).status_code == 404
    assert alex.sends(address, {"text": "good"}).status_code == 404
    assert not EarlierWords.objects.exists()


@pytest.mark.parametrize(
    ("kind", "position"), [place for place in NOTHING_THERE if place != ("appreciation", 1)]
)
def test_what_was_never_written_cannot_be_taken_back(
    week: CheckIn, alex, kind: str, position: int
) -> None:
    assert takes_back(alex, week, kind, position).status_code == 404


def test_before_the_reveal_there_is_nothing_to_take_back_or_change(
    check_in: CheckIn, alex, sam
) -> None:
    shares(alex, check_in, "A walk on Sunday")

    assert takes_back(alex, check_in).status_code == 404
    assert changes(alex, check_in).status_code == 404
    reveal(check_in, alex, sam)
    assert "A walk on Sunday" in reads(sam, check_in)


def test_the_others_words_are_not_mine_to_touch(week: CheckIn, alex, sam) -> None:
    takes_back(sam, week)
    changes(sam, week, "Mine alone")

    assert "A walk on Sunday" in reads(sam, week)
    assert "Pancakes" not in reads(alex, week)


def test_no_place_of_the_others_reaches_the_page(week: CheckIn, alex, sam) -> None:
    """Alex's appreciation is the second of theirs; on Sam's page nothing says so."""
    seen = reads(sam, week)

    assert "You sang" in seen
    assert "/words/appreciation/" not in seen
    assert "/words/appreciation/2/" in reads(alex, week)
    assert [said.position for said in week.words_for(sam.person)] == [1, 1, 1]


@pytest.mark.parametrize("is_linked", [False, True], ids=["linked to nobody", "with Kim"])
@pytest.mark.parametrize("name", ["change_words", "take_back"])
def test_robin_finds_no_such_words(
    week: CheckIn, alex, sam, robin: Someone, name: str, is_linked: bool
) -> None:
    if is_linked:
        link(robin, make_person("Kim"))

    for response in (
        robin.opens(page(name, week, "wish", 1)),
        robin.sends(page(name, week, "wish", 1), {"text": "I was here"}),
    ):
        assert response.status_code in (404, 405)
        assert "A walk on Sunday" not in response.content.decode()
    assert "A walk on Sunday" in reads(sam, week)


def test_after_an_unlink_there_is_nothing_to_take_back(week: CheckIn, alex, sam) -> None:
    accounts.unlink(by=sam.person, at=week.meets_at)

    assert takes_back(alex, week).status_code == 404
    assert changes(alex, week).status_code == 404
    assert week.words_of(alex.person)[-1].text == "A walk on Sunday"
