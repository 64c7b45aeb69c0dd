"""The site sends an invitation: a letter that names nobody, and an answer that tells nothing."""

import re
from collections.abc import Iterator
from datetime import timedelta
from unittest.mock import patch

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.core.cache import cache
from django.http import HttpResponse
from django.test import Client, TestCase
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts import invitation_mail, services, tasks
from accounts.models import Block, Invitation
from accounts.refusals import MailRests
from tests.support.people import Someone, link

SAM = "sam@example.org"
LINK = re.compile(r"https?://\S+(/join/\S+/)")


@pytest.fixture(autouse=True)
def a_site_with_mail(settings, db: None) -> Iterator[None]:
    """Mail leaves this machine, and nobody has had a letter lately."""
    settings.HAS_SMTP = True
    cache.clear()
    yield
    cache.clear()


def asks_for_letter(someone: Someone, to: str = SAM, path: str = "mail") -> HttpResponse:
    """Asks the site to send an invitation; a worker takes it at once."""

    def deliver(pk: int) -> None:
        invitation_mail.deliver(pk, at=timezone.now())

    taken = patch.object(tasks.send_invitation, "delay", deliver)
    with taken, TestCase.captureOnCommitCallbacks(execute=True):
        return someone.sends(f"/partner/invite/{path}/", {"address": to})


def asks_again(someone: Someone) -> HttpResponse:
    """Presses *Send it again*."""
    return asks_for_letter(someone, path="again")


def links() -> list[str]:
    """The address in each letter so far, without the site's own name."""
    return [LINK.search(letter.body).group(1) for letter in mail.outbox]


def declines(someone: Someone | None, path: str) -> None:
    """Opens a letter's link and presses *Decline*; without an account in a browser of nobody."""
    browser = someone.browser if someone else Client()
    browser.get(path)
    browser.post("/join/decline/")


def blocks(someone: Someone, path: str) -> HttpResponse:
    """Opens a link and presses *Block*."""
    someone.opens(path)
    return someone.sends("/join/block/")


def seen_by(someone: Someone) -> list[bytes]:
    """What the inviter can look at: their page, and their own link as a stranger opens it."""
    return [someone.sees("/partner/"), someone.sees("/")]


def test_the_letter_leads_sam_to_the_invitation(alex: Someone, sam: Someone) -> None:
    asks_for_letter(alex)

    sam.opens(links()[0])
    sam.sends("/join/link/")

    assert sam.afresh().partner == alex.person


def test_the_letter_names_nobody_and_nothing(alex: Someone) -> None:
    asks_for_letter(alex)

    letter = mail.outbox[0]
    whole = letter.message().as_string()
    assert letter.to == [SAM]
    assert letter.subject == "An invitation"
    for word in ("Alex", "Sam", "partner", "couple", "quiz", "intim", "relationship"):
        assert word not in whole.replace(SAM, "").replace("intimacy", "")


def test_the_answer_is_sent_whoever_has_the_address(alex: Someone, sam: Someone) -> None:
    cache.clear()
    pages = []
    for address in (SAM, "nobody@example.org"):
        answer = asks_for_letter(alex, address)
        pages.append(alex.sees("/partner/").replace(address.encode(), b""))
        assert answer.status_code == 302

    assert b"Sent." in pages[0]
    assert pages[0] == pages[1]


def test_the_address_is_sealed_and_no_token_waits_in_the_queue(alex: Someone) -> None:
    watched = patch.object(tasks.send_invitation, "delay")
    with watched as handed, TestCase.captureOnCommitCallbacks(execute=True):
        alex.sends("/partner/invite/mail/", {"address": SAM})

    row = Invitation.objects.get()
    handed.assert_called_once_with(row.pk)
    assert SAM.encode() not in bytes(Invitation.objects.values_list("sent_to", flat=True)[0])
    assert row.sent_to == SAM


def test_an_address_gets_one_letter_an_hour_whoever_asks(
    alex: Someone, robin: Someone, time_machine
) -> None:
    start = timezone.now()
    time_machine.move_to(start, tick=False)
    asks_for_letter(alex)
    first = links()

    answers = [asks_again(alex), asks_for_letter(robin)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert links() == first
    time_machine.move_to(start + timedelta(minutes=61), tick=False)
    asks_again(alex)
    assert len(links()) == 2


def test_what_is_sent_again_has_a_new_link_and_ends_the_old(alex: Someone, sam: Someone) -> None:
    asks_for_letter(alex)
    cache.clear()

    asks_again(alex)

    older, newer = links()
    assert sam.opens(older, follow=True).status_code == 404
    assert sam.opens(newer, follow=True).status_code == 200


def test_five_letters_a_day_are_enough(alex: Someone) -> None:
    statuses = [asks_for_letter(alex, f"p{n}@example.org").status_code for n in range(6)]

    assert statuses == [302] * 5 + [429]
    assert len(mail.outbox) == 5


def test_a_withdrawn_invitation_is_not_sent(alex: Someone) -> None:
    services.invite_by_mail(by=alex.person, to=SAM, at=timezone.now())
    services.revoke_invitation(by=alex.person, at=timezone.now())

    invitation_mail.deliver(Invitation.objects.get().pk, at=timezone.now())

    assert mail.outbox == []


def test_without_an_open_one_there_is_nothing_to_send_again(alex: Someone) -> None:
    services.invite(by=alex.person, at=timezone.now())

    assert asks_again(alex).status_code == 410


@pytest.mark.parametrize("address", ["", "sam", "sam@", "a@b@c.org", "sam@example.org\nBcc: x@y.z"])
def test_what_is_no_address_is_said_beside_the_field(alex: Someone, address: str) -> None:
    answer = asks_for_letter(alex, address)

    assert answer.status_code == 422
    assert not Invitation.objects.exists()
    assert mail.outbox == []


def test_with_the_queue_away_it_is_not_said_to_be_sent(alex: Someone) -> None:
    with TestCase.captureOnCommitCallbacks() as after:
        alex.sends("/partner/invite/mail/", {"address": SAM})

    with (
        patch.object(tasks.send_invitation, "delay", side_effect=OperationalError),
        pytest.raises(MailRests),
    ):
        after[0]()


def test_a_mail_server_that_is_away_does_not_cost_the_hour(alex: Someone) -> None:
    services.invite_by_mail(by=alex.person, to=SAM, at=timezone.now())
    pk = Invitation.objects.get().pk
    away = patch("django.core.mail.EmailMultiAlternatives.send", side_effect=ConnectionError)
    with away, pytest.raises(ConnectionError):
        invitation_mail.deliver(pk, at=timezone.now())

    invitation_mail.deliver(pk, at=timezone.now())

    assert len(mail.outbox) == 1


def test_somebody_linked_sends_no_invitation(alex: Someone, sam: Someone) -> None:
    link(alex, sam)

    assert asks_for_letter(alex, "robin@example.org").status_code == 409


@pytest.mark.parametrize("whose", ["with an account", "without one"])
def test_declining_ends_the_letters_and_the_inviter_sees_no_difference(
    whose: str, alex: Someone, sam: Someone
) -> None:
    asks_for_letter(alex)
    before = seen_by(alex), seen_by(alex)
    declines(sam if whose == "with an account" else None, links()[0])
    after = seen_by(alex)
    cache.clear()

    asks_again(alex)
    asks_for_letter(alex)

    assert after == before[1]
    assert len(mail.outbox) == 1


def test_a_declined_link_answers_strangers_as_before(alex: Someone) -> None:
    asks_for_letter(alex)
    path = links()[0]
    before = Client().get(path, follow=True)
    declines(None, path)

    after = Client().get(path, follow=True)

    assert (after.status_code, len(after.content)) == (before.status_code, len(before.content))


def test_nobody_declines_without_having_held_the_link(alex: Someone) -> None:
    asks_for_letter(alex)

    assert Client().post("/join/decline/").status_code == 404
    assert Invitation.objects.get().declined_at is None


def test_whoever_is_blocked_reaches_nobody_and_sees_no_difference(
    alex: Someone, sam: Someone
) -> None:
    asks_for_letter(alex)
    seen_by(alex)
    before = seen_by(alex)

    blocks(sam, links()[0])

    assert seen_by(alex) == before
    cache.clear()
    assert asks_for_letter(alex).status_code == 302
    assert b"Sent." in alex.sees("/partner/")
    assert len(mail.outbox) == 1


def test_a_block_holds_for_every_confirmed_address(alex: Someone, sam: Someone) -> None:
    EmailAddress.objects.create(user=sam.person, email="s@example.net", verified=True)
    fresh = services.invite(by=alex.person, at=timezone.now())
    blocks(sam, f"/join/{fresh.token}/")

    asks_for_letter(alex, "S@example.net")

    assert mail.outbox == []


def test_a_block_holds_for_links_too(alex: Someone, sam: Someone) -> None:
    blocks(sam, f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")
    fresh = services.invite(by=alex.person, at=timezone.now())

    answer = sam.opens(f"/join/{fresh.token}/", follow=True)

    assert answer.status_code == 409
    assert "take no invitations of this person" in answer.text


def test_a_block_can_be_taken_back(alex: Someone, sam: Someone) -> None:
    blocks(sam, f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")
    listed = sam.opens("/partner/blocks/").text
    block = sam.person.blocks.get()

    sam.sends("/partner/blocks/", {"block": str(block.pk)})

    assert "Alex" in listed
    assert "Alex" not in sam.opens("/partner/blocks/").text
    fresh = services.invite(by=alex.person, at=timezone.now())
    assert sam.opens(f"/join/{fresh.token}/", follow=True).status_code == 200


@pytest.mark.parametrize("key", ["", "x", "-1", "9" * 40, "٣", "1 OR 1=1"])
def test_a_strange_key_takes_no_block_back(alex: Someone, sam: Someone, key: str) -> None:
    blocks(sam, f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")

    assert sam.sends("/partner/blocks/", {"block": key}).status_code == 302
    assert sam.person.blocks.count() == 1


def test_nobody_takes_back_the_block_of_somebody_else(
    alex: Someone, sam: Someone, robin: Someone
) -> None:
    blocks(sam, f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")
    block = sam.person.blocks.get()

    for someone in (alex, robin):
        assert "Alex" not in someone.opens("/partner/blocks/").text or someone is alex
        someone.sends("/partner/blocks/", {"block": str(block.pk)})

    assert sam.person.blocks.count() == 1


def test_blocking_needs_an_account(alex: Someone) -> None:
    browser = Client()
    browser.get(f"/join/{services.invite(by=alex.person, at=timezone.now()).token}/")

    assert browser.post("/join/block/").status_code == 403


def test_accepting_closes_the_invitation_one_sent_oneself(alex: Someone, sam: Someone) -> None:
    from_sam = services.invite(by=sam.person, at=timezone.now())
    from_alex = services.invite(by=alex.person, at=timezone.now())
    sam.opens(f"/join/{from_alex.token}/")

    sam.sends("/join/link/")

    assert sam.afresh().partner == alex.person
    assert services.open_invitation(of=sam.person, at=timezone.now()) is None
    assert Client().get(f"/join/{from_sam.token}/").status_code == 410


def test_where_no_mail_leaves_the_machine_it_is_not_offered(alex: Someone, settings) -> None:
    assert "Or let us send it" in alex.opens("/partner/").text

    settings.HAS_SMTP = False

    assert "Or let us send it" not in alex.opens("/partner/").text


def test_somebody_linked_can_decline_and_block_too(
    alex: Someone, sam: Someone, robin: Someone
) -> None:
    link(sam, robin)
    fresh = services.invite(by=alex.person, at=timezone.now())

    shown = sam.opens(f"/join/{fresh.token}/", follow=True)
    sam.sends("/join/block/")

    assert shown.status_code == 409
    assert "/join/link/" not in shown.text
    assert [blocked.name for blocked in services.blocks_of(sam.person)] == ["Alex"]


def test_nobody_blocks_themselves_with_their_own_link(alex: Someone) -> None:
    fresh = services.invite(by=alex.person, at=timezone.now())
    alex.opens(f"/join/{fresh.token}/")

    answer = alex.sends("/join/block/")

    assert answer.status_code == 409
    assert "This is your own invitation" in answer.text
    assert not Block.objects.exists()
