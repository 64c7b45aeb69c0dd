"""One focus for two: each chooses alone, it is theirs when both chose the same, and not before."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts import services as accounts
from accounts.models import PersonKey
from quizzes import services
from quizzes.models import FocusWish
from tests.support.people import Someone, link, make_person

AREAS = ("time", "openness", "listening", "trust", "appreciation", "closeness")
PAGES = ["/", "/quiz/", "/quiz/areas/", "/together/", "/together/new/", "/week/"]
PAGES += [f"/quiz/areas/{area}/" for area in AREAS]


def chooses(someone: Someone, area: str = "listening"):
    """Presses *Let this be our focus*."""
    return someone.sends(reverse("quizzes:focus", args=[area]))


def takes_back(someone: Someone, area: str = "listening"):
    """Presses *Take my choice back*."""
    return someone.sends(reverse("quizzes:focus_back", args=[area]))


def area_page(someone: Someone, area: str = "listening") -> str:
    return someone.opens(reverse("quizzes:area", args=[area])).content.decode()


# --- Two choices make a focus -------------------------------------------------------------------


def test_one_choice_alone_is_no_focus(couple, alex):
    chooses(alex)

    assert services.focus_of(couple) is None


def test_two_different_choices_are_no_focus(couple, alex, sam):
    chooses(alex, "listening")
    chooses(sam, "trust")

    assert services.focus_of(couple) is None


def test_the_same_choice_of_both_is_their_focus_and_both_see_it(couple, alex, sam):
    chooses(alex)
    chooses(sam)

    assert services.focus_of(couple) == "listening"
    for someone in (alex, sam):
        assert "This is your focus." in area_page(someone)
        assert "Your focus, which you both chose" in someone.opens("/").content.decode()


def test_closeness_becomes_one_by_both_like_any_other(couple, alex, sam):
    chooses(alex, "closeness")
    chooses(sam, "closeness")

    assert services.focus_of(couple) == "closeness"


def test_either_takes_it_back_alone(couple, alex, sam):
    chooses(alex)
    chooses(sam)

    takes_back(sam)

    assert services.focus_of(couple) is None
    assert "which you both chose" not in alex.opens("/").content.decode()


def test_taking_back_leaves_nothing_of_the_choice(couple, alex):
    chooses(alex)

    takes_back(alex)

    assert FocusWish.objects.get().area is None


def test_taking_back_without_a_choice_changes_nothing(couple, alex):
    assert takes_back(alex).status_code == 302

    assert not FocusWish.objects.exists()


def test_an_address_that_names_no_area_takes_nothing_back(couple, alex):
    chooses(alex)

    assert takes_back(alex, "money").status_code == 404

    assert FocusWish.objects.get().area == "listening"


def test_choosing_twice_is_choosing_once(couple, alex):
    chooses(alex)

    assert chooses(alex).status_code == 302

    assert FocusWish.objects.count() == 1


def test_an_area_that_is_not_there_cannot_be_chosen(couple, alex):
    assert chooses(alex, "money").status_code == 404
    assert not FocusWish.objects.exists()


def test_looking_chooses_nothing(couple, alex):
    assert alex.opens(reverse("quizzes:focus", args=["time"])).status_code == 405


def test_the_choice_is_sealed(couple, alex):
    chooses(alex)

    with connection.cursor() as cursor:
        cursor.execute("SELECT area FROM quizzes_focuswish")
        assert b"listening" not in bytes(cursor.fetchone()[0])


def test_the_database_holds_one_choice_a_person(couple, alex):
    chooses(alex)

    with pytest.raises(IntegrityError), transaction.atomic():
        alex.person.focus_wishes.create(couple=couple, area="time", wished_at=timezone.now())


# --- Nothing shows before -----------------------------------------------------------------------


@pytest.mark.parametrize("address", PAGES)
@pytest.mark.parametrize("sams", ["", "trust"], ids=["Sam chose nothing", "Sam chose trust"])
def test_sams_pages_are_the_same_bytes_whatever_alex_chose(
    couple, alex, sam, address, sams, time_machine
):
    time_machine.move_to("2026-12-04 20:00:00+00:00", tick=False)
    if sams:
        chooses(sam, sams)
    never = _without_ids(sam.sees(address))

    chooses(alex)
    chosen = _without_ids(sam.sees(address))
    takes_back(alex)
    taken_back = _without_ids(sam.sees(address))

    assert never == chosen == taken_back


def _without_ids(page: bytes) -> list[bytes]:
    """The page without the fresh id that the form of a plan carries each time."""
    return [line for line in page.splitlines() if b'name="token"' not in line]


@pytest.mark.parametrize("area", AREAS)
def test_choosing_answers_the_same_whether_alex_chose_something_else(couple, alex, sam, area):
    if area != "trust":
        chooses(alex, "trust")

    response = chooses(sam, area)

    assert (response.status_code, response.url) == (302, reverse("quizzes:area", args=[area]))
    if area != "trust":
        assert "It becomes your focus once Alex chooses it too." in area_page(sam, area)


def test_nobody_finds_out_by_trying_one_area_after_the_other(couple, alex, sam):
    chooses(alex, "trust")
    chooses(sam, "listening")

    assert chooses(sam, "trust").status_code == 409
    takes_back(sam)
    assert chooses(sam, "trust").status_code == 409

    assert services.focus_of(couple) is None


def test_after_a_week_another_area_can_be_chosen(couple, alex, sam, time_machine):
    time_machine.move_to("2026-12-04 20:00:00+00:00", tick=False)
    chooses(alex, "trust")
    chooses(sam, "listening")

    time_machine.shift(timedelta(days=7))
    chooses(sam, "trust")

    assert services.focus_of(couple) == "trust"


def test_the_page_says_from_when_before_anybody_presses(couple, sam, time_machine):
    time_machine.move_to("2026-12-04 20:00:00+00:00", tick=False)
    chooses(sam, "listening")

    shown = area_page(sam, "trust")

    assert "You chose Listening." in shown
    assert "Friday, 11 December, 15:00" in shown
    assert "Let this be our focus" not in shown


# --- With whom it hangs together ----------------------------------------------------------------


def test_alone_nobody_is_asked_and_nothing_can_be_chosen(alex):
    assert "focus" not in area_page(alex)
    assert chooses(alex).status_code == 404


def test_after_an_unlink_there_is_no_focus_and_linking_again_brings_none_back(couple, alex, sam):
    chooses(alex)
    chooses(sam)

    accounts.unlink(by=alex.person, at=timezone.now())
    couple.refresh_from_db()
    assert services.focus_of(couple) is None
    assert chooses(sam).status_code == 404

    again = link(alex, sam)
    assert services.focus_of(again) is None
    assert "chose" not in area_page(sam).split("One focus")[1].split("neither")[0]


def test_strangers_have_a_focus_of_their_own(couple, alex, sam, robin):
    others = link(robin, make_person("Kim"))
    chooses(alex)
    chooses(robin)

    assert services.focus_of(couple) is None
    assert services.focus_of(others) is None


def test_a_choice_whose_key_is_gone_counts_as_none(couple, alex, sam):
    chooses(alex)
    chooses(sam)
    PersonKey.objects.filter(person=alex.person).delete()

    couple.__dict__.pop("people", None)
    assert services.focus_of(couple) is None


def test_after_erasing_the_choice_is_gone(couple, alex, sam):
    chooses(alex)

    accounts.erase(by=alex.person, at=timezone.now())

    assert not FocusWish.objects.exists()
