"""Where people are signed in, the record of their sign-ins, and how to end a session."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from accounts.domain.tokens import stored_session_key
from accounts.models import Person, Session, SignIn
from accounts.sealing import legible


@dataclass(frozen=True)
class Told:
    """A sign-in as its owner reads it: `device` is a browser and a system, either may be empty."""

    at: datetime
    way: str
    device: tuple[str, str]
    address: str


@dataclass(frozen=True)
class Place:
    """A browser that is signed in now. `handle` names it to nobody but the server."""

    handle: str
    is_here: bool
    sign_in: Told | None


def record_sign_in(
    *, by: Person, way: SignIn.Way, device: tuple[str, str], address: str, at: datetime
) -> SignIn:
    """Write down that `by` signed in."""
    return by.sign_ins.create(way=way, device="\n".join(device), address=address, at=at)


def sign_ins_of(person: Person, *, at: datetime) -> list[Told]:
    """The record of the last 90 days, the latest first."""
    return [_told(one) for one in person.sign_ins.recent(at).order_by("-at")]


def places_of(person: Person, *, here: str | None, at: datetime) -> list[Place]:
    """Every browser in which `person` is signed in now; the one they look from first."""
    known = {str(one.public_id): _told(one) for one in person.sign_ins.all()}
    this_one = stored_session_key(here or "")
    places = [
        Place(
            handle=_handle(session.session_key),
            is_here=session.session_key == this_one,
            sign_in=known.get(session.get_decoded().get("sign_in")),
        )
        for session in person.sessions.filter(expire_date__gt=at)
    ]
    return sorted(places, key=_order)


def sign_out_there(handle: str, *, by: Person) -> None:
    """End one session of `by`; an unknown handle ends nothing, since it may have ended already."""
    for session in by.sessions.all():
        if constant_time_compare(_handle(session.session_key), handle):
            session.delete()


def sign_out_elsewhere(*, by: Person, here: str | None) -> None:
    """End every session of `by` but the one that is `here`."""
    this_one = stored_session_key(here or "")
    Session.objects.filter(person=by).exclude(session_key=this_one).delete()


@transaction.atomic
def end_sessions(*, of: Person | None, at: datetime) -> int:
    """End every session of one person, or of everybody; gives how many were signed in till now.

    With everybody's those go, too, that stopped half-way, and so are nobody's yet.
    """
    ended = Session.objects.all() if of is None else Session.objects.filter(person=of)
    signed_in = ended.filter(person__isnull=False, expire_date__gt=at).count()
    ended.delete()
    return signed_in


def _handle(session_key: str) -> str:
    # Not even what is stored of the key stands on a page.
    return salted_hmac("a signed-in browser", session_key, algorithm="sha256").hexdigest()[:32]


def _told(sign_in: SignIn) -> Told:
    browser, _line, system = legible(sign_in, "device").partition("\n")
    address = legible(sign_in, "address")
    return Told(sign_in.at, sign_in.get_way_display(), (browser, system), address)


def _order(place: Place) -> tuple[bool, float]:
    """This browser before the others, then the latest sign-in first."""
    return not place.is_here, -place.sign_in.at.timestamp() if place.sign_in else 0.0
