"""Mail of the embedded default: each message becomes a file, readable on this machine only."""

import email
import email.policy
import secrets
from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ParsedMessage
from email.utils import getaddresses
from pathlib import Path

from django.conf import settings
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.encoding import punycode
from django.utils.translation import gettext as _

KEPT_LETTERS = 200


class EmailBackend(BaseEmailBackend):
    """Writes one `.eml` a message into `settings.OUTBOX_DIR`, complete before it is visible."""

    def send_messages(self, email_messages: list) -> int:
        folder = _folder()
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            name = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(6)}"
            draft = folder / f".{name}.part"
            draft.write_bytes(message.message().as_bytes())
            draft.replace(folder / f"{name}.eml")
        _forget_oldest(folder)
        return len(email_messages)


@dataclass(frozen=True)
class Letter:
    """A sent message as the page shows it; `key` is its file's name without the ending."""

    key: str
    to: str
    subject: str
    sent_at: datetime
    headers: list[tuple[str, str]]
    text: str


def letters() -> list[Letter]:
    """What was sent, newest first."""
    return [_read(path) for path in sorted(_folder().glob("*.eml"), reverse=True)]


def letter(key: str) -> Letter | None:
    """One message, or None where no file has that name."""
    path = next((path for path in _folder().glob("*.eml") if path.stem == key), None)
    return _read(path) if path else None


def forget(addresses: Collection[str]) -> None:
    """Delete every message to one of these addresses, and none to one that only looks alike."""
    wanted = {comparable(address) for address in addresses}
    remove(key for key, sent_to in addressees().items() if sent_to & wanted)


def addressees() -> dict[str, set[str]]:
    """To whom each message went, by its key; addresses as `comparable` writes them."""
    found = {}
    for path in _folder().glob("*.eml"):
        # A newer message may just be pushing this one out.
        with suppress(FileNotFoundError):
            sent_to = getaddresses(_parsed(path).get_all("To", []))
            found[path.stem] = {comparable(address) for _name, address in sent_to}
    return found


def remove(keys: Iterable[str]) -> None:
    """Delete these messages; one that is gone already is no fault."""
    for key in keys:
        (_folder() / f"{key}.eml").unlink(missing_ok=True)


def remove_unfinished(before: datetime) -> None:
    """Delete what was begun before that moment and never finished: its process has died."""
    for path in _folder().glob(".*.part"):
        with suppress(FileNotFoundError):
            if path.stat().st_mtime < before.timestamp():
                path.unlink()


def comparable(address: str) -> str:
    """The same for an address however it is written; in mail the name of a host is in ASCII.

    >>> comparable("Kim@Bücher.example")
    'kim@xn--bcher-kva.example'
    """
    mailbox, at, host = address.casefold().rpartition("@")
    with suppress(UnicodeError):
        host = punycode(host)
    return f"{mailbox}{at}{host}"


def _folder() -> Path:
    return Path(settings.OUTBOX_DIR)


def _forget_oldest(folder: Path) -> None:
    for path in sorted(folder.glob("*.eml"), reverse=True)[KEPT_LETTERS:]:
        path.unlink(missing_ok=True)


def _parsed(path: Path) -> ParsedMessage:
    return email.message_from_bytes(path.read_bytes(), policy=email.policy.default)


def _read(path: Path) -> Letter:
    message = _parsed(path)
    body = message.get_body(preferencelist=("plain",))
    return Letter(
        key=path.stem,
        to=str(message.get("To", "")),
        subject=str(message.get("Subject", "")) or _("(no subject)"),
        sent_at=datetime.strptime(path.stem[:21], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        headers=[(name, str(value)) for name, value in message.items()],
        text=body.get_content() if body else "",
    )
