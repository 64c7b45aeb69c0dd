"""Pausing what one shares: a quiet switch that only its owner sees and ends."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.models import Couple, Person
from tests.accounts.pausing_verbs import ends_pause, pauses
from tests.support.people import Someone

PAGE = "/partner/pause/"


def test_the_page_says_what_it_does_and_changes_nothing(couple: Couple, alex: Someone) -> None:
    page = alex.opens(PAGE).text

    assert "counts as kept" in page
    assert "a silent week may be noticed" in page
    assert alex.afresh().sharing_paused_at is None


def test_pausing_is_remembered_until_its_owner_ends_it(couple: Couple, alex: Someone) -> None:
    pauses(alex)
    assert not services.shares_now(alex.person)

    ends_pause(alex)

    assert services.shares_now(alex.person)


def test_pausing_twice_keeps_the_first_moment(couple: Couple, alex: Someone, time_machine) -> None:
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    pauses(alex)
    time_machine.move_to(start + timedelta(hours=1), tick=False)

    pauses(alex)

    assert alex.afresh().sharing_paused_at == start


def test_nobody_is_told(couple: Couple, alex: Someone, sam: Someone) -> None:
    pages = ("/", "/partner/", PAGE, "/week/", "/quiz/areas/")
    [sam.opens(page) for page in pages]
    before = [sam.sees(page) for page in pages]

    pauses(alex)

    assert [sam.sees(page) for page in pages] == before
    assert mail.outbox == []


def test_a_form_without_a_choice_pauses_and_never_ends_the_pause(alex: Someone) -> None:
    alex.sends(PAGE)
    alex.sends(PAGE, {"sharing": "what"})

    assert not services.shares_now(alex.person)


def test_alone_one_can_pause_and_end_it_too(alex: Someone) -> None:
    pauses(alex)
    assert alex.afresh().sharing_paused_at is not None

    ends_pause(alex)

    assert alex.afresh().sharing_paused_at is None


def test_it_outlasts_the_couple(couple: Couple, alex: Someone) -> None:
    pauses(alex)
    services.unlink(by=alex.person, at=timezone.now())

    assert not services.shares_now(alex.afresh())


@pytest.mark.parametrize("somebody", ["alex", "sam"])
def test_the_page_of_the_two_shows_the_pause_to_its_owner_only(
    somebody: str, couple: Couple, alex: Someone, sam: Someone
) -> None:
    pauses(alex)

    page = {"alex": alex, "sam": sam}[somebody].opens("/partner/").text

    assert (">Sharing is paused</a>" in page) == (somebody == "alex")


def test_pausing_holds_for_one_person_alone(couple: Couple, alex: Someone, sam: Someone) -> None:
    pauses(alex)

    paused = Person.objects.filter(sharing_paused_at__isnull=False)
    assert list(paused) == [alex.person]
