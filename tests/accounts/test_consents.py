"""Each consent is given by itself: signing up gives two, statistics wait to be asked for."""

from django.utils import timezone

from accounts import services
from accounts.models import Consent
from tests.support.people import Someone


def kinds(someone: Someone) -> set[str]:
    return set(someone.person.consents.values_list("kind", flat=True))


def test_signing_up_agrees_to_what_was_on_that_page_and_to_nothing_else(alex: Someone) -> None:
    services.confirm_sign_up(by=alex.person, at=timezone.now())

    assert kinds(alex) == {Consent.Kind.ADULT, Consent.Kind.HOST_CAN_READ}


def test_taking_statistics_back_leaves_the_other_consents(alex: Someone) -> None:
    services.confirm_sign_up(by=alex.person, at=timezone.now())
    services.allow_quiz_statistics(by=alex.person, at=timezone.now())

    services.withdraw_quiz_statistics(by=alex.person)

    assert kinds(alex) == {Consent.Kind.ADULT, Consent.Kind.HOST_CAN_READ}


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
