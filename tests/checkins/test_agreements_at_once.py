"""Two people and one agreement at the same instant, on two real connections: one outcome."""

import threading
import uuid
from collections.abc import Callable
from datetime import datetime

import pytest
from django.db import connection, transaction
from django.test import Client

from accounts import services as accounts
from accounts.refusals import NotLinked
from accounts.services.receipts import Receipt
from checkins import services
from checkins.models import Agreement, CheckIn
from checkins.models.agreement import MOST_OPEN
from checkins.refusals import AgreementChanged, AgreementClosed, EnoughAgreements
from tests.support.people import Someone
from tests.support.racing import DONE, at_once, refusals_in

pytestmark = [pytest.mark.needs_postgres, pytest.mark.django_db(transaction=True)]

TRIES = 5


@pytest.fixture
def revealed(check_in: CheckIn, alex: Someone, sam: Someone) -> CheckIn:
    """Both were ready."""
    for someone in (alex, sam):
        services.get_ready(check_in, by=someone.person, at=check_in.opens_at)
    check_in.refresh_from_db()
    return check_in


def agrees(someone: Someone, check_in: CheckIn, **changes: object) -> Callable[[], Agreement]:
    fields = {"kind": "step", "text": "A walk", "public_id": uuid.uuid4(), "at": check_in.opens_at}
    return lambda: services.agree(check_in, by=someone.person, **{**fields, **changes})


def changes(someone: Someone, agreement: Agreement, text: str) -> Callable[[], None]:
    at = agreement.made_at
    return lambda: services.change_agreement(agreement, by=someone.person, text=text, seen=1, at=at)


def closes(someone: Someone, agreement: Agreement, at: datetime) -> Callable[[], None]:
    return lambda: services.close_agreement(agreement, by=someone.person, at=at)


def test_one_form_sent_twice_at_once_makes_one(revealed: CheckIn, alex: Someone) -> None:
    for _try in range(TRIES):
        Agreement.objects.all().delete()
        same = {"public_id": uuid.uuid4()}

        made = at_once(agrees(alex, revealed, **same), agrees(alex, revealed, **same))

        assert len({agreement.pk for agreement in made}) == 1
        assert Agreement.objects.get().wordings.count() == 1


def test_both_change_it_at_once_and_one_of_them_is_told(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(TRIES):
        walk = agrees(alex, revealed)()

        outcomes = at_once(changes(alex, walk, "By the river"), changes(sam, walk, "By the lake"))

        assert sorted(outcomes, key=str) == [AgreementChanged, DONE]
        won = "By the river" if outcomes[0] == DONE else "By the lake"
        assert [wording.text for wording in walk.wordings.all()] == ["A walk", won]
        walk.delete()


def test_both_send_the_page_at_once_and_the_second_gets_the_words_back(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    walk = agrees(alex, revealed)()
    said = {"alex": "By the river", "sam": "By the lake"}
    browsers: dict[str, Client] = {"alex": alex.browser, "sam": sam.browser}

    def sends(name: str) -> Callable[[], object]:
        address = f"/agreements/{walk.public_id}/"
        return lambda: browsers[name].post(address, {"text": said[name], "seen": "1"})

    answers = dict(zip(said, at_once(sends("alex"), sends("sam")), strict=True))

    [lost] = [name for name, answer in answers.items() if answer.status_code == 409]
    [won] = [name for name, answer in answers.items() if answer.status_code == 302]
    shown = answers[lost].content.decode()
    assert f"{said[lost]}</textarea>" in shown
    assert said[won] in shown.split("<form")[0]


def test_the_second_change_waits_for_the_first(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    """Without the lock both would see the first wording as the newest."""
    walk = agrees(alex, revealed)()
    holds, may_commit = threading.Event(), threading.Event()

    def slowly() -> None:
        with transaction.atomic():
            changes(alex, walk, "By the river")()
            holds.set()
            may_commit.wait(timeout=10)
        connection.close()

    def then() -> None:
        holds.wait(timeout=10)
        threading.Timer(0.3, may_commit.set).start()
        changes(sam, walk, "By the lake")()

    assert at_once(slowly, then) == [DONE, AgreementChanged]


def test_both_close_it_at_once(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    walk = agrees(alex, revealed)()

    moments = (revealed.opens_at, revealed.meets_at)

    outcomes = at_once(closes(alex, walk, moments[0]), closes(sam, walk, moments[1]))

    assert outcomes == [DONE, DONE]
    walk.refresh_from_db()
    assert walk.closed_at in moments


def test_a_change_and_a_close_at_once_leave_no_half(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    for _try in range(TRIES):
        walk = agrees(alex, revealed)()

        changed, closed = at_once(
            changes(alex, walk, "By the river"), closes(sam, walk, revealed.meets_at)
        )

        assert closed == DONE
        assert changed in (DONE, AgreementClosed)
        assert walk.wordings.count() == (2 if changed == DONE else 1)


def test_the_last_place_is_taken_once(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    for _number in range(MOST_OPEN - 1):
        agrees(alex, revealed)()

    outcomes = at_once(agrees(alex, revealed), agrees(sam, revealed))

    assert refusals_in(outcomes) == 1
    assert EnoughAgreements in outcomes
    assert Agreement.objects.open().count() == MOST_OPEN


def test_unlinking_while_one_agrees_leaves_nothing_to_read(
    revealed: CheckIn, alex: Someone, sam: Someone
) -> None:
    made, unlinked = at_once(
        agrees(sam, revealed), lambda: accounts.unlink(by=alex.person, at=revealed.opens_at)
    )

    assert unlinked == DONE
    assert isinstance(made, Agreement) or made is NotLinked
    for someone in (alex, sam):
        assert someone.opens("/week/agreements/").status_code == 404


def test_erasing_while_one_agrees_ends_well(revealed: CheckIn, alex: Someone, sam: Someone) -> None:
    made, erased = at_once(
        agrees(sam, revealed), lambda: accounts.erase(by=alex.person, at=revealed.opens_at)
    )

    assert isinstance(erased, Receipt)
    assert isinstance(made, Agreement) or made is NotLinked
