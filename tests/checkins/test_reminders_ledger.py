"""That a mail is out is written down at once, waited for later, and never forgotten."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from checkins.models import OwedMail
from checkins.reminders import ledger
from checkins.reminders.ledger import MOST_UNCONFIRMED, Ledger
from tests.support.engine import comes_true
from tests.support.reminders import SUNDAY_EVENING, somebody
from tests.support.reminders_due import states

pytestmark = pytest.mark.needs_postgres
State = OwedMail.State
TOKEN = uuid4()


@pytest.fixture
def held(transactional_db: None) -> list[OwedMail]:
    """Some mails that a worker has claimed."""
    person = somebody("kim").person
    return OwedMail.objects.bulk_create(
        OwedMail(
            person=person,
            kind="test",
            occasion=str(number),
            due_at=SUNDAY_EVENING,
            lapses_at=SUNDAY_EVENING + timedelta(hours=6),
            next_try_at=SUNDAY_EVENING,
            state=State.CLAIMED,
            claim=TOKEN,
            claimed_until=SUNDAY_EVENING + timedelta(minutes=3),
            attempts=1,
        )
        for number in range(6)
    )


@pytest.fixture
def elsewhere(transactional_db: None) -> Iterator[BaseDatabaseWrapper]:
    """Another connection to the same database."""
    other = connections.create_connection("default")
    yield other
    other.close()


def _asks(other: BaseDatabaseWrapper, question: str, *values: object) -> object:
    with other.cursor() as cursor:
        cursor.execute(question, values)
        return cursor.fetchone()[0]


def _all_are_sent(held: list[OwedMail]) -> bool:
    return states() == {State.SENT: len(held)}


def test_it_is_written_before_anybody_waits_for_it(
    held: list[OwedMail], elsewhere: BaseDatabaseWrapper
) -> None:
    with Ledger(TOKEN) as notes:
        notes.note_sent(held[0])

        sent = "SELECT count(*) FROM checkins_owedmail WHERE state = 'sent' AND sent_at IS NOT NULL"
        assert comes_true(lambda: _asks(elsewhere, sent) == 1, within=5)


def test_all_is_written_when_the_block_ends(held: list[OwedMail]) -> None:
    with Ledger(TOKEN) as notes:
        for mail in held:
            notes.note_sent(mail)

    assert _all_are_sent(held)


def test_it_leaves_the_connection_as_it_was(held: list[OwedMail]) -> None:
    before = _asks(connection, "SHOW synchronous_commit")

    with Ledger(TOKEN) as notes:
        notes.note_sent(held[0])

    assert _asks(connection, "SHOW synchronous_commit") == before
    assert _asks(connection, "SELECT count(*) FROM pg_prepared_statements") == 0


def test_other_words_wait_until_all_is_confirmed(held: list[OwedMail]) -> None:
    first, second, *rest = held

    with Ledger(TOKEN) as notes:
        notes.note_sent(first)
        notes.close([second], State.FAILED, refusal_code=550)
        notes.note_sent(rest[0])
        notes.give_back(held, next_try_at=SUNDAY_EVENING)

    assert states() == {State.SENT: 2, State.FAILED: 1, State.OWED: len(held) - 3}
    assert set(OwedMail.objects.filter(state=State.OWED).values_list("attempts")) == {(0,)}


def test_a_row_somebody_holds_keeps_nobody_waiting_at_first(
    held: list[OwedMail], elsewhere: BaseDatabaseWrapper
) -> None:
    elsewhere.set_autocommit(False)
    _asks(elsewhere, "SELECT id FROM checkins_owedmail WHERE id = %s FOR UPDATE", held[0].pk)

    with Ledger(TOKEN) as notes:
        for mail in held[:MOST_UNCONFIRMED]:
            notes.note_sent(mail)
        assert _asks(elsewhere, "SELECT count(*) FROM checkins_owedmail WHERE state = 'sent'") == 0
        elsewhere.rollback()

    assert states()[State.SENT] == MOST_UNCONFIRMED


@pytest.mark.parametrize("lost_after", [1, 3])
def test_what_a_lost_connection_left_open_is_written_again(
    lost_after: int, held: list[OwedMail], elsewhere: BaseDatabaseWrapper
) -> None:
    backend = _asks(connection, "SELECT pg_backend_pid()")

    with Ledger(TOKEN) as notes:
        for number, mail in enumerate(held, 1):
            notes.note_sent(mail)
            if number == lost_after:
                assert _asks(elsewhere, "SELECT pg_terminate_backend(%s)", backend)

    assert _all_are_sent(held)


def test_a_statement_that_fails_is_put_in_other_words(
    held: list[OwedMail], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ledger, "RECORD", "UPDATE nothing SET state = 'sent' WHERE id = $1")

    with Ledger(TOKEN) as notes:
        for mail in held:
            notes.note_sent(mail)

    assert _all_are_sent(held)


def test_a_fault_of_ours_forgets_nothing(held: list[OwedMail]) -> None:
    def is_cut_short() -> None:
        with Ledger(TOKEN) as notes:
            for mail in held:
                notes.note_sent(mail)
            raise RuntimeError("time is up")

    with pytest.raises(RuntimeError):
        is_cut_short()

    assert _all_are_sent(held)
