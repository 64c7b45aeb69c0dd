"""Letters over the wire: the next is announced behind each, and every fault stays its own."""

from collections.abc import Iterator
from smtplib import (
    SMTP,
    SMTPDataError,
    SMTPRecipientsRefused,
    SMTPSenderRefused,
    SMTPServerDisconnected,
)

import pytest

from checkins.reminders import delivery
from checkins.reminders.letters import ReadyMade
from checkins.reminders.post import Interrupted, Post, Refused, ServerAway
from checkins.reminders.wire import Line, NotBegun
from tests.support.reminders import SUNDAY_EVENING, delivers, mail_of, somebody, ticks
from tests.support.smtp_server import SmtpServer, smtp_server

CONTENT = b"Subject: Hello\r\n\r\nOne line\r\n.a line with a dot\r\n"


def to(name: str) -> ReadyMade:
    """A letter to name@example.org."""
    return ReadyMade([f"{name}@example.org"], CONTENT)


@pytest.fixture
def server(settings: object) -> Iterator[SmtpServer]:
    """A mail server that announces PIPELINING."""
    with smtp_server() as running:
        running.pipelines = True
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = running.host, running.port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        yield running


# --- One letter -------------------------------------------------------------------------------


@pytest.fixture
def line(server: SmtpServer) -> Iterator[Line]:
    """An open connection to it."""
    smtp = SMTP(server.host, server.port)
    yield Line(smtp, "evenings@example.org")
    smtp.close()


def test_a_letter_arrives_as_it_was_dots_and_all(line: Line, server: SmtpServer) -> None:
    line.send(to("kim"))

    (message,) = server.to("kim@example.org")
    assert message.get_content().split() == ["One", "line", ".a", "line", "with", "a", "dot"]


@pytest.mark.parametrize(
    ("name", "fault", "code"),
    [
        ("nobody", SMTPRecipientsRefused, 550),
        ("later", SMTPRecipientsRefused, 451),
        ("unwanted", SMTPDataError, 554),
    ],
)
def test_a_refusal_is_raised_as_smtplib_raises_it_and_the_next_letter_goes_out(
    name: str, fault: type, code: int, line: Line, server: SmtpServer
) -> None:
    with pytest.raises(fault) as raised:
        line.send(to(name))

    assert _codes(raised.value) == [code]
    line.send(to("kim"))
    assert len(server.to("kim@example.org")) == 1


def _codes(fault: Exception) -> list[int]:
    if isinstance(fault, SMTPRecipientsRefused):
        return [code for code, _ in fault.recipients.values()]
    return [fault.smtp_code]


def test_a_sender_nobody_takes_is_said_so(line: Line, server: SmtpServer) -> None:
    server.sender_refusal = "550 5.7.1 Not you"

    with pytest.raises(SMTPSenderRefused):
        line.send(to("kim"))


def test_a_server_that_closes_says_so_with_its_code(line: Line) -> None:
    with pytest.raises(SMTPRecipientsRefused) as raised:
        line.send(to("closing"))

    assert _codes(raised.value) == [421]


def test_an_answer_that_never_comes_is_a_lost_connection(line: Line, server: SmtpServer) -> None:
    with pytest.raises(SMTPServerDisconnected):
        line.send(to("lost"))

    assert len(server.to("lost@example.org")) == 1


# --- One behind the other -----------------------------------------------------------------------


def test_the_next_one_is_announced_in_the_same_breath(
    line: Line, server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[bytes] = []
    send = SMTP.send
    monkeypatch.setattr(SMTP, "send", lambda smtp, words: (said.append(words), send(smtp, words)))
    kim, jo = to("kim"), to("jo")

    line.send(kim, then=jo)
    assert line.awaits_text
    line.send(jo)

    assert not line.awaits_text
    _ehlo, first, text, last = said
    assert first.endswith(b"RCPT TO:<kim@example.org>\r\nDATA\r\n")
    assert text.endswith(b"\r\n.\r\n" + first.replace(b"kim", b"jo"))
    assert last.endswith(b"\r\n.\r\n")
    assert server.recipients == ["kim@example.org", "jo@example.org"]


def test_nobody_gets_a_letter_that_was_announced_for_another(
    line: Line, server: SmtpServer
) -> None:
    line.send(to("kim"), then=to("jo"))

    with pytest.raises(NotBegun):
        line.send(to("sam"))

    assert server.recipients == ["kim@example.org"]


def sends(*names: str) -> list[str]:
    """Send to these one after the other; gives what became of each."""
    letters = [to(name) for name in names]
    found = []
    with Post() as mail:
        for letter, then in zip(letters, [*letters[1:], None], strict=True):
            try:
                mail.send(letter, then=then)
            except (Refused, Interrupted, ServerAway) as fault:
                found.append(f"{type(fault).__name__} {fault.code}")
            else:
                found.append("taken")
    return found


@pytest.mark.parametrize(
    ("second", "fate", "connections"),
    [
        ("nobody", "RecipientRefused 550", 1),
        ("later", "RecipientRefused 451", 1),
        ("unwanted", "Refused 554", 1),
        ("closing", "ServerAway 421", 2),
        ("leaving", "ServerAway 421", 2),
        ("gruff", "RecipientRefused 550", 2),
        ("lost", "Interrupted None", 2),
        ("last", "taken", 2),
    ],
)
def test_a_fault_is_that_of_its_own_letter(
    second: str, fate: str, connections: int, server: SmtpServer
) -> None:
    assert sends("kim", second, "jo", "sam") == ["taken", fate, "taken", "taken"]

    assert server.connections == connections
    for name in ("kim", "jo", "sam"):
        assert len(server.to(f"{name}@example.org")) == 1
    assert len(server.to("last@example.org")) == (second == "last")


def test_a_server_that_takes_one_letter_a_connection_gets_them_all(server: SmtpServer) -> None:
    names = [f"last+{n}" for n in range(4)]

    assert sends(*names) == ["taken"] * 4

    assert server.recipients == [f"{name}@example.org" for name in names]
    assert server.connections == 4


def test_a_silent_server_is_waited_for_once(server: SmtpServer, settings: object) -> None:
    settings.EMAIL_TIMEOUT = 0.3

    assert sends("kim", "silent", "jo") == ["taken", "Interrupted None", "taken"]

    assert server.unanswered == 1


def test_what_was_announced_and_is_not_sent_reaches_nobody(
    server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(SMTP, "quit", lambda smtp: pytest.fail("it would be taken for the text"))

    with Post() as mail:
        mail.send(to("kim"), then=to("jo"))

    assert server.recipients == ["kim@example.org"]


# --- The worker -------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_worker_sends_bytes_and_records_each(
    server: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    kim, nobody, sam = somebody("kim"), somebody("nobody"), somebody("sam")
    monkeypatch.setattr(delivery, "reminder", lambda mail: pytest.fail("it was built"))

    delivers(ticks(SUNDAY_EVENING), SUNDAY_EVENING)

    assert [mail_of(one).state for one in (kim, nobody, sam)] == ["sent", "failed", "sent"]
    assert server.to("sam@example.org")[0]["Message-ID"] == mail_of(sam).message_id
    assert server.connections == 1
