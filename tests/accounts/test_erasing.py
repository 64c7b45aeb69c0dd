"""Anyone can erase their account, at once; nothing of theirs is left."""

import time

import pytest
from allauth.account.models import EmailAddress
from django.core.mail import EmailMessage
from django.test import Client, override_settings
from django.utils import timezone

from accounts import outbox, services
from accounts.domain.tokens import stored_session_key
from accounts.models import Couple, Person, PersonKey, Session
from accounts.sessions import SessionStore
from tests.support.owning import owned_rows
from tests.support.people import PASSWORD, Someone


def test_what_it_does_can_be_read_before_anything_is_asked(alex: Someone) -> None:
    page = alex.opens("/me/erase/")

    assert page.status_code == 200
    assert "Nobody can bring it back" in page.text


def test_the_password_is_asked_first(alex: Someone) -> None:
    answer = alex.sends("/me/erase/")

    assert answer.headers["Location"].startswith("/accounts/reauthenticate/")
    assert Person.objects.exists()


def test_the_wrong_password_erases_nothing(alex: Someone) -> None:
    asked = alex.sends("/me/erase/").headers["Location"]

    answer = alex.sends(asked, {"password": "wrong"})

    assert "not your password" in answer.text
    assert Person.objects.exists()


def test_the_right_password_goes_on_with_erasing(alex: Someone) -> None:
    asked = alex.sends("/me/erase/").headers["Location"]

    answer = alex.sends(asked, {"password": PASSWORD, "next": "/me/erase/"})

    assert answer.headers["Location"] == "/erased/"
    assert not Person.objects.exists()


def test_erasing_removes_the_person_and_the_key(alex: Someone) -> None:
    alex.proves_it()

    answer = alex.sends("/me/erase/")

    assert answer.headers["Location"] == "/erased/"
    assert not Person.objects.exists()
    assert not PersonKey.objects.exists()


def test_somebody_who_has_no_password_must_have_signed_in_just_now(alex: Someone) -> None:
    alex.person.set_unusable_password()
    alex.person.save()
    alex.browser.force_login(alex.person)

    answer = alex.sends("/me/erase/")

    assert answer.status_code == 403
    assert "sign in again first" in answer.text
    assert Person.objects.exists()


def test_somebody_who_has_no_password_and_just_signed_in_may_erase(alex: Someone) -> None:
    alex.person.set_unusable_password()
    alex.person.save()
    alex.browser.force_login(alex.person)
    signed_in_elsewhere(alex)

    answer = alex.sends("/me/erase/")

    assert answer.headers["Location"] == "/erased/"
    assert not Person.objects.exists()


def signed_in_elsewhere(someone: Someone) -> None:
    """What allauth notes in a session after signing in over another site."""
    session = someone.browser.session
    session["account_authentication_methods"] = [{"method": "socialaccount", "at": time.time()}]
    session["account_authentication_methods_user"] = str(someone.person.pk)
    session.save()


def kinds_of_rows_of(person: Person) -> set[str]:
    """Of which models there is a row that is this person's."""
    return {rows.model._meta.label for rows in owned_rows(person) if rows.exists()}


def test_no_row_of_theirs_is_left(couple: Couple, alex: Someone) -> None:
    person = alex.person
    assert {"accounts.Person", "accounts.PersonKey", "accounts.Seat"} <= kinds_of_rows_of(person)

    services.erase(by=person, at=timezone.now())

    assert kinds_of_rows_of(person) == set()


def test_the_partner_is_unlinked_and_keeps_their_own(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    services.erase(by=alex.person, at=timezone.now())

    assert sam.afresh().couple is None
    assert sam.person.name == "Sam"


def test_every_signed_in_browser_is_ended(alex: Someone) -> None:
    elsewhere = Client()
    elsewhere.force_login(alex.person)
    alex.opens("/me/")

    services.erase(by=alex.person, at=timezone.now())

    assert not Session.objects.exists()
    assert elsewhere.get("/me/").status_code == 302


def test_mail_kept_on_this_machine_goes_too(alex: Someone, sam: Someone, tmp_path) -> None:
    with override_settings(OUTBOX_DIR=tmp_path):
        for address in (alex.person.email, sam.person.email):
            message = EmailMessage("A letter", "Hello", to=[address])
            outbox.EmailBackend().send_messages([message])

        services.erase(by=alex.person, at=timezone.now())

        assert [letter.to for letter in outbox.letters()] == [sam.person.email]


def test_the_last_of_two_takes_the_couple_along(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    services.erase(by=alex.person, at=timezone.now())
    services.erase(by=sam.person, at=timezone.now())

    assert not Couple.objects.exists()


@pytest.mark.django_db
def test_the_page_after_is_the_same_for_everyone() -> None:
    assert Client().get("/erased/").status_code == 200


def test_mail_to_an_address_that_only_looks_alike_stays(alex: Someone, tmp_path) -> None:
    with override_settings(OUTBOX_DIR=tmp_path):
        letter_to("malex@example.org")

        services.erase(by=alex.person, at=timezone.now())

        assert [letter.to for letter in outbox.letters()] == ["malex@example.org"]


def test_mail_to_an_address_not_yet_confirmed_goes_too(alex: Someone, tmp_path) -> None:
    EmailAddress.objects.create(user=alex.person, email="new@example.org")

    with override_settings(OUTBOX_DIR=tmp_path):
        letter_to("new@example.org")

        services.erase(by=alex.person, at=timezone.now())

        assert outbox.letters() == []


def test_somebody_half_signed_in_is_forgotten_too(alex: Someone) -> None:
    half = SessionStore()
    half["account_email_verification_code"] = {"email": "Alex@example.org"}
    half.save()
    other = SessionStore()
    other["account_email_verification_code"] = {"email": "malex@example.org"}
    other.save()

    services.erase(by=alex.person, at=timezone.now())

    assert [row.session_key for row in Session.objects.all()] == [
        stored_session_key(other.session_key)
    ]


def letter_to(address: str) -> None:
    """Put a letter into the outbox."""
    outbox.EmailBackend().send_messages([EmailMessage("A letter", "Hello", to=[address])])


@pytest.mark.django_db(transaction=True)
def test_a_form_sent_while_the_account_goes_is_given_back(alex: Someone, monkeypatch) -> None:
    change_me = services.change_me

    def too_late(**fields: object) -> None:
        services.erase(by=Person.objects.get(), at=timezone.now())
        change_me(**fields)

    monkeypatch.setattr("accounts.services.change_me", too_late)

    me = {"name": "Alex in the old garden", "time_zone": "UTC", "language": "en"}
    answer = alex.sends("/me/", me)

    assert answer.status_code == 403
    assert "Alex in the old garden" in answer.content.decode()
    assert alex.opens("/me/").status_code == 302


def test_a_row_that_an_old_backup_brought_back_stays_erased_without_its_key(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    alex.opens("/me/")
    PersonKey.objects.filter(person=alex.person).delete()

    home = sam.opens("/")

    assert home.status_code == 200
    assert sam.afresh().partner is None
    assert alex.opens("/me/").status_code == 302
