"""A letter cast in a mould is the one that would have been built; it goes out in two exchanges."""

import email
import email.policy
import re
from email.message import EmailMessage

import pytest
from django.core.mail import EmailMultiAlternatives

from checkins.models import OwedMail
from checkins.models.schedule import Kind
from checkins.reminders import letters, moulds
from tests.support.people import make_person
from tests.support.reminders import somebody

BOUNDARY = re.compile(rb'boundary="([^"]+)"')
MESSAGE_ID = "<0123456789abcdef0123456789abcdef@127.0.0.1>"


def owed(address: str = "kim@example.org", kind: str = Kind.TOGETHER, **person: str) -> OwedMail:
    """A mail to a person at this address, which is nowhere stored."""
    kim = make_person("Kim", **person).person
    kim.email = address
    return OwedMail(person=kim, kind=kind, message_id=MESSAGE_ID)


def as_built(mail: OwedMail, boundary: bytes) -> bytes:
    """The bytes Django makes of it, but for the boundary, which is random each time."""
    message = letters.reminder(mail)
    assert isinstance(message, EmailMultiAlternatives)
    content = message.message().as_bytes(linesep="\r\n")
    return content.replace(BOUNDARY.search(content)[1], boundary)


def without_date(content: bytes) -> bytes:
    return re.sub(rb"\r\nDate: [^\r]+", b"", content)


# --- The same letter ----------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize("kind", Kind.values)
def test_what_is_cast_is_what_would_have_been_built(kind: str) -> None:
    mail = owed(kind=kind)

    cast = letters.ready_made(mail)

    assert cast.to == ["kim@example.org"]
    boundary = BOUNDARY.search(cast.content)[1]
    assert without_date(cast.content) == without_date(as_built(mail, boundary))


@pytest.mark.django_db
def test_both_parse_alike() -> None:
    mail = owed()

    cast = letters.ready_made(mail).content

    ours, djangos = (
        email.message_from_bytes(content, policy=email.policy.default)
        for content in (cast, letters.reminder(mail).message().as_bytes(linesep="\r\n"))
    )
    same = [name for name in ours.keys() if name not in {"Date", "Content-Type"}]  # noqa: SIM118
    assert [ours[name] for name in same] == [djangos[name] for name in same]
    assert ours.keys() == djangos.keys()
    assert parts(ours) == parts(djangos)


def parts(message: EmailMessage) -> list[tuple[str, str, str]]:
    return [
        (part.get_content_type(), part["Content-Transfer-Encoding"], part.get_content())
        for part in message.iter_parts()
    ]


@pytest.mark.django_db
def test_a_mould_serves_many_and_each_gets_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = somebody("one").person, somebody("other.person").person
    letters.ready_made(OwedMail(person=one, kind="together", message_id=MESSAGE_ID))
    monkeypatch.setattr(moulds, "_built", lambda *parts: pytest.fail("it is built anew"))

    cast = letters.ready_made(OwedMail(person=other, kind="together", message_id=MESSAGE_ID))

    text = cast.content.decode()
    assert "To: other.person@example.org\r\n" in text
    assert text.count(other.public_id.hex) >= 3
    assert one.public_id.hex not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changed",
    [
        {"SITE_NAME": "Abende & mehr <3"},
        {"SITE_NAME": "Вечера"},
        {"DEFAULT_FROM_EMAIL": "Soirées <evenings@example.org>"},
        {"DEFAULT_FROM_EMAIL": "Quite, a comma <evenings@example.org>"},
        {"SITE_URL": "https://" + "evenings." * 9 + "example.org"},
    ],
    ids=["quotes", "not ascii", "sender not ascii", "sender with a comma", "long"],
)
def test_names_signs_and_long_lines_come_out_alike(changed: dict, settings: object) -> None:
    mail = owed()
    letters.ready_made(mail)
    for name, value in changed.items():
        setattr(settings, name, value)

    cast = letters.ready_made(mail).content

    boundary = BOUNDARY.search(cast)[1]
    assert without_date(cast) == without_date(as_built(mail, boundary))


@pytest.mark.django_db
@pytest.mark.parametrize(
    "address",
    ["kim@bücher.example", "кто@example.org", '"a b"@example.org', f"{'k' * 60}@example.org"],
)
def test_an_address_that_needs_more_than_plain_signs_is_not_cast(address: str) -> None:
    assert letters.ready_made(owed(address)) is None


@pytest.mark.django_db
def test_a_mould_that_does_not_prove_true_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    built = moulds._built
    # As if a template wrote something of its own for each address.
    monkeypatch.setattr(
        moulds, "_built", lambda w, p, b: built(w, p, b) + p.to.upper().encode() + b"\r\n"
    )
    moulds._mould_for.cache_clear()

    assert letters.ready_made(owed()) is None
    moulds._mould_for.cache_clear()
