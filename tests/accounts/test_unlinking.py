"""Either one ends the link, at once and alone."""

from django.core import mail
from django.utils import timezone

from accounts import services
from accounts.models import Couple
from tests.support.people import Someone, link


def test_the_page_says_what_the_other_will_see_and_changes_nothing(
    couple: Couple, alex: Someone
) -> None:
    page = alex.opens("/partner/unlink/").content.decode()

    assert "Sam" in page
    assert "/help/" in page
    assert alex.afresh().couple == couple


def test_unlinking_holds_for_both_at_once(couple: Couple, alex: Someone, sam: Someone) -> None:
    alex.sends("/partner/unlink/")

    assert alex.afresh().partner is None
    assert sam.afresh().partner is None


def test_nobody_is_told_by_mail(couple: Couple, alex: Someone) -> None:
    alex.sends("/partner/unlink/")

    assert mail.outbox == []


def test_the_other_sees_it_on_their_next_visit_without_who_did_it(
    couple: Couple, alex: Someone, sam: Someone
) -> None:
    alex.sends("/partner/unlink/")

    page = sam.opens("/partner/").content.decode()

    assert "not linked to anyone" in page
    assert "Alex" not in page


def test_unlinking_twice_is_a_sentence(couple: Couple, alex: Someone) -> None:
    alex.sends("/partner/unlink/")

    assert alex.sends("/partner/unlink/").status_code == 404


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
