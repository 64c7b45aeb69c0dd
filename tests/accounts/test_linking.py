"""Two people become a couple: one invites, the other presses the button."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from accounts import services
from accounts.models import Couple, Invitation, Person, Seat
from tests.support.people import Someone, link, make_person
from tests.support.racing import at_once, refusals_in


def invites(person: Someone) -> services.FreshInvitation:
    """Make an invitation, now."""
    return services.invite(by=person.person, at=timezone.now())


def opens_link(person: Someone, token: str) -> HttpResponse:
    """Open an invitation's link and follow to the clean address."""
    return person.opens(f"/join/{token}/", follow=True)


def words(response: HttpResponse) -> str:
    """The page as text."""
    return response.content.decode()


def test_sam_links_with_alex_through_the_link(alex: Someone, sam: Someone) -> None:
    fresh = invites(alex)

    shown = opens_link(sam, fresh.token)
    assert "Alex" in words(shown)
    assert fresh.token not in shown.request["PATH_INFO"]
    sam.sends("/join/link/")

    assert sam.afresh().partner == alex.afresh()
    assert alex.person.partner == sam.person


def test_opening_the_link_changes_nothing(alex: Someone, sam: Someone) -> None:
    opens_link(sam, invites(alex).token)

    assert not Couple.objects.exists()


def test_the_short_code_does_the_same_however_it_is_typed(alex: Someone, sam: Someone) -> None:
    code = invites(alex).code

    sam.sends("/join/code/", {"code": f" {code.lower().replace('-', ' ')} "})
    sam.sends("/join/link/")

    assert sam.afresh().partner == alex.person


def test_the_page_of_a_new_invitation_shows_link_and_code(alex: Someone) -> None:
    page = words(alex.sends("/partner/invite/"))

    assert "/join/" in page
    assert len(Invitation.objects.get().token_hash) == 32


def test_neither_token_nor_code_is_stored(alex: Someone) -> None:
    fresh = invites(alex)
    row = repr(Invitation.objects.values().get())

    assert fresh.token not in row
    assert fresh.code.replace("-", "") not in row


def test_a_token_holds_at_least_128_random_bits() -> None:
    assert services.TOKEN_BYTES * 8 >= 128


def test_a_session_never_holds_the_token(alex: Someone, sam: Someone) -> None:
    fresh = invites(alex)
    opens_link(sam, fresh.token)

    assert fresh.token not in repr(dict(sam.browser.session))


def test_an_unknown_link_is_a_sentence_and_404(sam: Someone) -> None:
    answer = sam.opens("/join/AAAAAAAAAAAAAAAAAAAAAAAAAAAA/")

    assert answer.status_code == 404
    assert "do not know this invitation" in words(answer)


@pytest.mark.parametrize("code", ["ABCDE-FGHJK", "x", "é" * 40, "\x00\x00", "' OR 1=1"])
def test_a_wrong_code_is_a_sentence_and_a_4xx(sam: Someone, code: str) -> None:
    assert 400 <= sam.sends("/join/code/", {"code": code}).status_code < 500


def test_an_expired_invitation_is_gone(alex: Someone, sam: Someone, time_machine) -> None:
    start = timezone.now()
    fresh = invites(alex)

    time_machine.move_to(start + timedelta(days=7, minutes=1), tick=False)
    answer = opens_link(sam, fresh.token)

    assert answer.status_code == 410


def test_a_revoked_invitation_is_gone(alex: Someone, sam: Someone) -> None:
    fresh = invites(alex)
    alex.sends("/partner/invite/revoke/")

    assert opens_link(sam, fresh.token).status_code == 410


def test_a_newer_invitation_replaces_the_older(alex: Someone, sam: Someone) -> None:
    older, newer = invites(alex), invites(alex)

    assert opens_link(sam, older.token).status_code == 410
    assert opens_link(sam, newer.token).status_code == 200


def test_a_used_invitation_is_gone(alex: Someone, sam: Someone, robin: Someone) -> None:
    fresh = invites(alex)
    opens_link(sam, fresh.token)
    sam.sends("/join/link/")

    assert opens_link(robin, fresh.token).status_code == 410


def test_ones_own_invitation_is_refused(alex: Someone) -> None:
    answer = opens_link(alex, invites(alex).token)

    assert answer.status_code == 409
    assert "your own invitation" in words(answer)


def test_somebody_already_linked_cannot_accept_another(couple: Couple, sam: Someone) -> None:
    robin = make_person("Robin")
    fresh = invites(robin)

    answer = opens_link(sam, fresh.token)

    assert answer.status_code == 409
    assert "already linked" in words(answer)


def test_somebody_already_linked_cannot_invite(couple: Couple, alex: Someone) -> None:
    assert alex.sends("/partner/invite/").status_code == 409


def test_a_refused_invitation_is_forgotten_by_the_browser(alex: Someone) -> None:
    opens_link(alex, invites(alex).token)

    assert "invitation" not in alex.browser.session


def test_pressing_the_button_twice_keeps_the_couple(alex: Someone, sam: Someone) -> None:
    opens_link(sam, invites(alex).token)
    sam.sends("/join/link/")

    again = sam.sends("/join/link/")

    assert again.status_code == 404
    assert Couple.objects.count() == 1


def test_not_now_leaves_the_invitation_open(alex: Someone, sam: Someone) -> None:
    fresh = invites(alex)
    opens_link(sam, fresh.token)
    sam.sends("/join/not-now/")

    assert opens_link(sam, fresh.token).status_code == 200


def test_a_stranger_without_account_sees_who_invites_and_is_led_to_sign_up(alex: Someone) -> None:
    page = words(Client().get(f"/join/{invites(alex).token}/", follow=True))

    assert "Alex" in page
    assert "/accounts/signup/" in page


def test_a_third_seat_does_not_exist(couple: Couple, robin: Someone) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(couple=couple, number=3, person=robin.person)


def test_a_seat_holds_one_person(couple: Couple, robin: Someone) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(couple=couple, number=1, person=robin.person)


def test_a_person_sits_in_one_couple_at_a_time(couple: Couple, alex: Someone) -> None:
    other = Couple.objects.create(started_at=timezone.now())

    with pytest.raises(IntegrityError), transaction.atomic():
        Seat.objects.create(couple=other, number=1, person=alex.person)


def test_codes_cannot_be_tried_without_end(sam: Someone) -> None:
    statuses = [sam.sends("/join/code/", {"code": f"ABCDE-FGH{n}"}).status_code for n in range(24)]

    assert statuses[0] == 404
    assert statuses[-1] == 429


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_accept_at_the_same_moment_make_one_couple() -> None:
    alex, sam, robin = (make_person(name) for name in ("Alex", "Sam", "Robin"))
    fresh = invites(alex)
    invitation = services.find_invitation_by_token(fresh.token, at=timezone.now())

    outcomes = at_once(
        *(
            lambda by=by: services.accept_invitation(
                invitation, by=Person.objects.get(pk=by.pk), at=timezone.now()
            )
            for by in (sam.person, robin.person)
        )
    )

    assert refusals_in(outcomes) == 1
    assert Couple.objects.count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_invited_each_other_and_accept_at_once_make_one_couple() -> None:
    alex, sam = make_person("Alex"), make_person("Sam")
    now = timezone.now()
    from_alex = services.find_invitation_by_token(invites(alex).token, at=now)
    from_sam = services.find_invitation_by_token(invites(sam).token, at=now)

    outcomes = at_once(
        lambda: services.accept_invitation(from_alex, by=sam.person, at=now),
        lambda: services.accept_invitation(from_sam, by=alex.person, at=now),
    )

    assert refusals_in(outcomes) == 1
    assert Couple.objects.count() == 1


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_both_unlinking_at_once_ends_the_couple_once() -> None:
    alex, sam = make_person("Alex"), make_person("Sam")
    link(alex, sam)

    outcomes = at_once(
        lambda: services.unlink(by=alex.person, at=timezone.now()),
        lambda: services.unlink(by=sam.person, at=timezone.now()),
    )

    assert refusals_in(outcomes) == 1
    assert alex.afresh().couple is None


@pytest.mark.needs_postgres
@pytest.mark.django_db(transaction=True)
def test_both_erasing_at_once_leaves_nothing() -> None:
    alex, sam = make_person("Alex"), make_person("Sam")
    link(alex, sam)

    outcomes = at_once(
        lambda: services.erase(by=alex.person, at=timezone.now()),
        lambda: services.erase(by=sam.person, at=timezone.now()),
    )

    assert refusals_in(outcomes) == 0
    assert not Person.objects.exists()
    assert not Couple.objects.exists()


def test_on_a_site_that_phones_can_reach_the_link_is_a_picture_too(alex: Someone, settings) -> None:
    settings.ON_LOOPBACK = False
    settings.SITE_URL = "https://evenings.example.org"

    page = words(alex.sends("/partner/invite/"))

    assert "<svg" in page.partition('class="code-square"')[2]
    assert "style=" not in page


def test_on_loopback_a_sentence_says_how_phones_get_in(alex: Someone) -> None:
    page = words(alex.sends("/partner/invite/"))

    assert "code-square" not in page
    assert "SITE_URL" in page


def test_a_wrong_code_stays_in_the_form_with_the_reason_beside_it(sam: Someone) -> None:
    answer = sam.sends("/join/code/", {"code": "ABCDE-FGHJK"})

    assert answer.status_code == 404
    assert 'value="ABCDE-FGHJK"' in words(answer)
    assert "ten letters and digits" in words(answer)
