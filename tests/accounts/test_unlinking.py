"""Either one ends the link, at once and alone."""

from django.core import mail
from django.http import HttpResponse
from django.utils import timezone

from accounts import services
from accounts.models import Couple
from tests.support.people import Someone, link


def unlinks(someone: Someone) -> HttpResponse:
    """Presses *Unlink now*, and types the password that is asked for."""
    someone.proves_it()
    return someone.sends("/partner/unlink/")


def test_the_page_says_what_the_other_will_see_and_changes_nothing(
    couple: Couple, alex: Someone
) -> None:
    page = alex.opens("/partner/unlink/").content.decode()

    assert "Sam" in page
    assert "/help/" in page
    assert alex.afresh().couple == couple


def test_unlinking_holds_for_both_at_once(couple: Couple, alex: Someone, sam: Someone) -> None:
    unlinks(alex)

    assert alex.afresh().partner is None
    assert sam.afresh().partner is None


def test_nobody_is_told_by_mail(couple: Couple, alex: Someone) -> None:
    unlinks(alex)

    assert mail.outbox == []


def test_the_other_sees_it_on_their_next_visit_without_who_did_it(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    unlinks(alex)

    page = sam.opens("/partner/").content.decode()

    assert "not linked to anyone" in page
    assert "Alex" not in page


def test_unlinking_twice_is_a_sentence(couple: Couple, alex: Someone) -> None:
    unlinks(alex)

    assert unlinks(alex).status_code == 404


def test_linking_again_makes_a_new_couple(couple: Couple, alex: Someone, sam: Someone) -> None:
    services.unlink(by=alex.person, at=timezone.now())

    again = link(sam, alex)

    assert again.pk != couple.pk


def test_after_unlinking_one_can_link_with_somebody_else(
    couple: Couple, alex: Someone, sam: Someone, robin: Someone
) -> None:
    services.unlink(by=alex.person, at=timezone.now())
    sam.afresh()

    link(sam, robin)

    assert sam.person.partner == robin.person
    assert alex.afresh().partner is None


def test_nobody_unlinks_from_a_phone_that_lies_open(couple: Couple, alex: Someone) -> None:
    answer = alex.sends("/partner/unlink/")

    assert answer.url.startswith("/accounts/reauthenticate/")
    assert alex.afresh().couple == couple


def test_the_page_leads_to_the_quieter_step_and_to_taking_along(
    couple: Couple, alex: Someone
) -> None:
    page = alex.opens("/partner/unlink/").text

    assert "/partner/pause/" in page
    assert "export" in page
    assert "Nobody can undo it" in page
    assert "there is nothing yet that you both see" in page


def test_the_title_tells_nothing(couple: Couple, alex: Someone) -> None:
    page = alex.opens("/partner/unlink/").text

    assert "nlink" not in page.partition("</title>")[0]


def test_alone_there_is_nothing_to_end(alex: Someone) -> None:
    assert alex.opens("/partner/unlink/").status_code == 404
    assert services.what_unlinking_ends(by=alex.person, at=timezone.now()) == []
