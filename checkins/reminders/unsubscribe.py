"""The unsubscribe link: an HMAC over a random person id and a kind, so that nothing is stored.

It stays the same in every mail and still answers after the person is erased. Nobody can make one
for somebody else without the site's secret, and it opens nothing but this one switch.
"""

import hmac
import uuid
from functools import cache

from django.conf import settings
from django.urls import reverse

from checkins.models.schedule import Kind, Schedule

MAC_BYTES = 16
GAP = "TOKEN"


class UnknownLink(LookupError):
    """The link was not made by this site."""


def token_for(public_id: uuid.UUID, kind: str) -> str:
    """The part of the address that names a person's kind of reminder and proves it."""
    return f"{public_id.hex}-{kind}-{_mac(settings.SECRET_KEY, public_id, kind)}"


def address_for(public_id: uuid.UUID, kind: str) -> str:
    """The whole address, for mail."""
    path = _path_with_gap().replace(GAP, token_for(public_id, kind))
    return f"{settings.SITE_URL}{path}"


@cache
def _path_with_gap() -> str:
    """Looked up once: every mail needs it."""
    return reverse("checkins:unsubscribe", args=[GAP])


def read(token: str) -> tuple[uuid.UUID, str]:
    """The person's random id and the kind; raises `UnknownLink`."""
    try:
        identity, kind, mac = token.split("-")
        public_id = uuid.UUID(hex=identity)
    except ValueError as fault:
        raise UnknownLink from fault
    # A link in an old mail outlives a change of the secret for as long as the old one is kept.
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    made = [_mac(secret, public_id, kind) for secret in secrets]
    if kind not in Kind.values or not any(_equal(mac, ours) for ours in made):
        raise UnknownLink
    return public_id, kind


def act(public_id: uuid.UUID, kind: str) -> None:
    """Switch the kind off; harmless twice, and for somebody who is no longer here.

    A test has no switch of its own: whoever stops that letter wants no reminders at all.
    """
    theirs = Schedule.objects.filter(person__public_id=public_id)
    (theirs if stops_all(kind) else theirs.filter(kind=kind)).update(enabled=False)


def stops_all(kind: str) -> bool:
    """Whether the link in a letter of this kind ends every kind."""
    return kind == Kind.TEST


def _mac(secret: str, public_id: uuid.UUID, kind: str) -> str:
    message = b"unsubscribe|" + public_id.bytes + b"|" + kind.encode("utf-8", "replace")
    return hmac.digest(secret.encode(), message, "sha256")[:MAC_BYTES].hex()


def _equal(theirs: str, ours: str) -> bool:
    return hmac.compare_digest(theirs.encode("utf-8", "replace"), ours.encode())
