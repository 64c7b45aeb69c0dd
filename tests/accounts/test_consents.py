"""Each consent is given by itself: signing up gives three, statistics wait to be asked for."""

import pytest
from django.utils import timezone
from django.utils.html import escape

from accounts import services
from accounts.consents import WORDINGS
from accounts.models import Consent
from tests.support.people import Someone

GIVEN_AT_SIGN_UP = {
    Consent.Kind.ADULT,
    Consent.Kind.HOST_CAN_READ,
    Consent.Kind.SENSITIVE_DATA,
}


def kinds(someone: Someone) -> set[str]:
    return set(someone.person.consents.values_list("kind", flat=True))


def test_signing_up_agrees_to_what_was_on_that_page_and_to_nothing_else(alex: Someone) -> None:
    services.confirm_sign_up(by=alex.person, at=timezone.now())

    assert kinds(alex) == GIVEN_AT_SIGN_UP


def test_confirming_twice_changes_nothing(alex: Someone) -> None:
    before = list(alex.person.consents.values_list("pk", "given_at"))

    services.confirm_sign_up(by=alex.person, at=timezone.now())

    assert list(alex.person.consents.values_list("pk", "given_at")) == before


def test_taking_statistics_back_leaves_the_other_consents(alex: Someone) -> None:
    services.confirm_sign_up(by=alex.person, at=timezone.now())
    services.allow_quiz_statistics(by=alex.person, at=timezone.now())

    services.withdraw_quiz_statistics(by=alex.person)

    assert kinds(alex) == GIVEN_AT_SIGN_UP


def test_taking_back_is_for_oneself_alone(alex: Someone, sam: Someone) -> None:
    for someone in (alex, sam):
        services.allow_quiz_statistics(by=someone.person, at=timezone.now())

    services.withdraw_quiz_statistics(by=alex.person)

    assert not services.allows_quiz_statistics(alex.person)
    assert services.allows_quiz_statistics(sam.person)


def test_erasing_takes_the_consent_along(alex: Someone) -> None:
    services.allow_quiz_statistics(by=alex.person, at=timezone.now())

    services.erase(by=alex.person, at=timezone.now())

    assert not Consent.objects.exists()


def test_who_takes_back_the_consent_to_storing_is_in_no_statistics(alex: Someone) -> None:
    services.allow_quiz_statistics(by=alex.person, at=timezone.now())

    services.withdraw("sensitive_data", by=alex.person)

    assert list(services.people_in_quiz_statistics()) == []


def test_the_page_shows_each_with_its_text_and_its_day(alex: Someone) -> None:
    page = alex.opens("/me/consents/").text

    for wording in WORDINGS.values():
        assert escape(str(wording.title)) in page
        assert escape(str(wording.text)) in page
    assert page.count("You agreed to this on") == len(GIVEN_AT_SIGN_UP)


def test_one_is_given_and_taken_back_there(alex: Someone) -> None:
    statistics = {"kind": "quiz_statistics", "version": WORDINGS["quiz_statistics"].version}

    alex.sends("/me/consents/", {**statistics, "decision": "agree"})
    agreed = services.allows_quiz_statistics(alex.person)
    alex.sends("/me/consents/", {**statistics, "decision": "withdraw"})

    assert agreed
    assert not services.allows_quiz_statistics(alex.person)


def test_a_yes_to_a_text_that_was_replaced_meanwhile_is_no_yes(alex: Someone) -> None:
    answer = alex.sends(
        "/me/consents/", {"kind": "quiz_statistics", "version": "2020-01", "decision": "agree"}
    )

    assert answer.status_code == 409
    assert not services.allows_quiz_statistics(alex.person)


def test_being_an_adult_cannot_be_taken_back(alex: Someone) -> None:
    answer = alex.sends(
        "/me/consents/",
        {"kind": "adult", "version": WORDINGS["adult"].version, "decision": "withdraw"},
    )

    assert answer.status_code == 409
    assert Consent.Kind.ADULT in kinds(alex)


@pytest.mark.parametrize("sent", [{}, {"kind": "x"}, {"kind": "adult", "decision": "maybe"}])
def test_anything_else_changes_nothing(sent: dict, alex: Someone) -> None:
    answer = alex.sends("/me/consents/", sent)

    assert answer.status_code == 422
    assert kinds(alex) == GIVEN_AT_SIGN_UP
