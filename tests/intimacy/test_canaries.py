"""Words planted in every place turn up nowhere else: not in the database, logs, mail or queue."""

import base64
import logging
from dataclasses import dataclass

import pytest
from celery import Celery
from django.core import mail
from django.db import connection
from django.test import Client, TestCase
from django.utils import timezone

from accounts import mfa, services
from accounts.models import Couple, Session
from tests.support.exports import both_of
from tests.support.locks import PASSPHRASE, sets_up_lock
from tests.support.people import PASSWORD, Someone
from tests.support.story import Story, reveal, tell
from tests.support.walking import addresses, tries
from tests.support.world import FILLED, INVITED, PASSKEY, World, build, has_met

OLD_PHONE = "Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0"
# Beside passphrase, recovery code and password.
PLANTED = ("canary-agent", "203.0.113.77")
# Forms of what is new, sent to a site in which reading a form breaks.
FORMS_THAT_BREAK = [
    ("post", "/me/lock/open/", {"secret": "canary-wrong"}),
    ("post", "/me/lock/passphrase/", {"secret": "canary-wrong", "passphrase": "canary-new"}),
    ("post", "/me/", {"name": "canary-name" * 9}),
    ("post", "/join/code/", {"code": "canary-code"}),
]


@dataclass
class Planted:
    """The world with words in every place, what was handed to the queue, and what is secret."""

    world: World
    handed: list[object]
    secrets: list[str]

    def read_back(self) -> dict[str, str]:
        """What the owners read in the new places."""
        alex = self.world.alex.afresh()
        key = alex.authenticator_set.get(type="webauthn")
        return {
            "invited": self.world.robin.person.invitations.latest("pk").sent_to,
            "passkey": mfa.name_of(key),
            "from": self.world.robin.afresh().sign_ins.latest("pk").address,
        }


def walks(browser: Client, world: World) -> None:
    """Every address, read and sent to, with nothing of it kept but what goes out."""
    for address in addresses(world.story, passkey=world.passkey).values():
        tries(browser, "get", address)
        tries(browser, "post", address, FILLED)


def _breaks(form: object) -> None:
    raise RuntimeError(f"{form.data} of alex@example.org")


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


@pytest.fixture
def planted(db: None, monkeypatch: pytest.MonkeyPatch) -> Planted:
    """Words in every other place as well: sign-in record, invitation, lock, passkey, consents.

    What is handed to the queue is collected instead.
    """
    handed: list[object] = []

    def collect(_app: Celery, *told: object, **more: object) -> None:
        handed.append((told, more))

    monkeypatch.setattr(Celery, "send_task", collect)
    world = build()
    has_met(world)
    other = Client(REMOTE_ADDR="203.0.113.77", headers={"user-agent": f"{OLD_PHONE} canary-agent"})
    other.post("/accounts/login/", {"login": "robin@example.org", "password": PASSWORD})
    code = sets_up_lock(world.alex)
    with TestCase.captureOnCommitCallbacks(execute=True):
        services.invite_by_mail(by=world.robin.person, to=INVITED, at=timezone.now())
    return Planted(world, handed, secrets=[PASSPHRASE, code, PASSWORD, *PLANTED])


def never_in_plain(found: bytes | str, planted: Planted) -> list[str]:
    """Which of the words that nobody else may read stand in what was found."""
    text = found.decode(errors="replace") if isinstance(found, bytes) else found
    return [word for word in planted.secrets if word in text]


def test_the_database_holds_none_of_what_is_planted_besides(planted: Planted) -> None:
    stored = everything_stored()

    assert never_in_plain(stored, planted) == []
    assert b"canary" not in stored
    # The places are not empty: each of them is read back in plain by its owner.
    assert planted.read_back() == {"invited": INVITED, "passkey": PASSKEY, "from": "203.0.113.77"}


def test_sessions_and_cache_hold_none_of_it(planted: Planted) -> None:
    walks(planted.world.alex.browser, planted.world)

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        cached = [base64.b64decode(value) + key.encode() for key, value in cursor.fetchall()]
    assert cached
    assert never_in_plain(b"".join(cached), planted) == []
    held = "".join(str(row.get_decoded()) for row in Session.objects.all())
    assert never_in_plain(held, planted) == []


def test_logs_mail_and_queue_hold_none_of_it_whatever_breaks(
    planted: Planted, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    browser = planted.world.alex.browser
    browser.raise_request_exception = False
    with caplog.at_level("DEBUG"):
        walks(browser, planted.world)
        monkeypatch.setattr("django.forms.BaseForm.full_clean", _breaks)
        broken = [tries(browser, *sent) for sent in FORMS_THAT_BREAK]

    assert {answer.status for answer in broken} == {500}
    lines = "\n".join(map(_as_written, caplog.records))
    assert "RuntimeError" in lines
    assert never_in_plain(lines, planted) == []
    assert "canary" not in lines + "".join(answer.content.decode() for answer in broken)
    assert "canary" not in "".join(f"{one.subject}{one.body}{one.to}" for one in mail.outbox)
    assert planted.handed
    assert "canary" not in str(planted.handed)


def test_what_sam_takes_along_holds_none_of_it(planted: Planted) -> None:
    both = both_of(planted.world.sam)

    assert planted.world.story.shared["appreciation 2"] in both
    assert [word for word in planted.world.never_for_sam() if word in both] == []
    assert never_in_plain(both, planted) == []
    assert "203.0.113.77" not in both
