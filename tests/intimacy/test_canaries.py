"""Words planted in every place turn up nowhere else: not in the database, logs, mail or queue."""

import logging

import pytest
from django.core import mail
from django.db import connection
from django.test import Client

from accounts.models import Couple, Session
from tests.support.people import Someone
from tests.support.story import Story, reveal, tell


@pytest.fixture
def story(couple: Couple, alex: Someone, sam: Someone) -> Story:
    """Alex and Sam with words everywhere."""
    return tell(alex, sam, couple)


def everything_stored() -> bytes:
    """Every value of every column of every table, as bytes."""
    found = bytearray()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")  # noqa: S608
            for row in cursor.fetchall():
                for value in row:
                    is_bytes = isinstance(value, bytes | memoryview)
                    found += bytes(value) if is_bytes else str(value).encode()
    return bytes(found)


def test_the_database_holds_no_word_anybody_wrote(
    story: Story, alex: Someone, sam: Someone
) -> None:
    reveal(story, alex, sam)

    stored = everything_stored()

    assert b"canary-" not in stored
    assert b"Alex" not in stored


def test_the_search_would_find_what_is_not_sealed(story: Story) -> None:
    assert b"alex@example.org" in everything_stored()


def test_a_draft_that_was_refused_is_not_kept_in_the_session(story: Story, alex: Someone) -> None:
    address = f"/check-ins/{story.check_in.meets_on}/prepare/wish/"

    alex.sends(address, {"text": "canary-too-long " * 400})

    for row in Session.objects.all():
        assert "canary" not in str(row.get_decoded())


def test_logs_hold_no_word_no_address_and_no_token(
    story: Story, alex: Someone, caplog: pytest.LogCaptureFixture, monkeypatch
) -> None:
    def breaks(*args: object, **kwargs: object) -> None:
        raise RuntimeError("canary-in-a-fault of alex@example.org")

    monkeypatch.setattr("checkins.services.prepare", breaks)
    alex.browser.raise_request_exception = False
    handler = logging.getLogger().handlers[0] if logging.getLogger().handlers else None

    answer = alex.sends(
        f"/check-ins/{story.check_in.meets_on}/prepare/wish/", {"text": "canary-typed"}
    )

    assert answer.status_code == 500
    assert "canary" not in answer.content.decode()
    assert handler is not None
    lines = [_as_written(record) for record in caplog.records]
    assert any("RuntimeError" in line for line in lines)
    assert not any("canary" in line or "alex@" in line for line in lines)


def _as_written(record: logging.LogRecord) -> str:
    """The line our own handler would write."""
    from intimacy.logs import PlainFormatter, WithoutPrivate

    WithoutPrivate().filter(record)
    return PlainFormatter().format(record)


def test_mail_says_nothing(story: Story, alex: Someone) -> None:
    Client().post("/accounts/password/reset/", {"email": "alex@example.org"})

    said = "\n".join(f"{letter.subject}\n{letter.body}" for letter in mail.outbox).lower()
    assert mail.outbox
    for word in ("canary", "alex", "sam", "partner", "relationship", "quiz"):
        assert word not in said.replace("alex@example.org", "")


def test_the_table_of_rate_limits_names_no_machine_and_no_person(story: Story) -> None:
    Client(REMOTE_ADDR="203.0.113.77").post(
        "/accounts/login/", {"login": "robin@example.org", "password": "not the right one"}
    )

    stored = everything_stored()
    assert b"203.0.113.77" not in stored
    assert b"robin@example.org" not in stored
