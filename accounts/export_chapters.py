"""What accounts know of a person, in words: who they are, what they agreed to, how they sign in."""

from collections.abc import Iterator

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.consents import WORDINGS
from accounts.export_page import Chapter, Leaf, Line
from accounts.mfa import name_of
from accounts.models import Invitation, Person, SignIn
from accounts.sealing import DAMAGED, legible
from accounts.services import blocks_of

STEPS = {
    Authenticator.Type.TOTP: _lazy("An app that shows codes"),
    Authenticator.Type.RECOVERY_CODES: _lazy("Recovery codes"),
    Authenticator.Type.WEBAUTHN: _lazy("A passkey"),
}


def chapters() -> list[Chapter]:
    """In the order in which one reads them."""
    return [
        Chapter(_lazy("You"), _you),
        Chapter(_lazy("What you agreed to"), _consents),
        Chapter(_lazy("How you sign in"), _ways_in),
        Chapter(_lazy("The two of us"), _two_of_us),
    ]


def moment(at) -> str:
    """A day and a time in the reader's zone."""
    return date_format(timezone.localtime(at), "j F Y, H:i")


def day(at) -> str:
    """The day alone."""
    return date_format(timezone.localtime(at), "j F Y")


def yes_or_no(answer: bool) -> str:
    """In a word."""
    return _("yes") if answer else _("no")


def _you(person: Person) -> Iterator[Leaf]:
    name = legible(person, "name", str(DAMAGED)) or ""
    others = EmailAddress.objects.filter(user=person).exclude(email=person.email)
    yield Leaf(
        name,
        [
            Line(_("E-mail address"), person.email),
            *(Line(_("Another address"), one.email) for one in others),
            Line(_("Time zone"), person.time_zone),
            Line(_("Language"), person.language),
            Line(_("Here since"), day(person.joined_at)),
            *_choices(person),
        ],
    )


def _choices(person: Person) -> Iterator[Line]:
    if person.sharing_paused_at:
        yield Line(_("Sharing is paused since"), day(person.sharing_paused_at))
    if person.kept_months:
        yield Line(_("Your words go after so many months"), str(person.kept_months))
    yield Line(_("Your mailbox opens your account"), yes_or_no(person.mailbox_opens))
    if person.is_host:
        yield Line(_("You look after this site"), yes_or_no(person.is_host))
    if hasattr(person, "lock"):
        yield Line(_("You have had a lock of your own since"), day(person.lock.made_at))


def _consents(person: Person) -> Iterator[Leaf]:
    for one in person.consents.order_by("given_at", "pk"):
        wording = WORDINGS.get(one.kind)
        is_this_text = wording is not None and wording.version == one.text_version
        text = str(wording.text) if is_this_text else _("An older text, %s.") % one.text_version
        yield Leaf(str(wording.title) if wording else one.kind, [Line(day(one.given_at), text)])


def _ways_in(person: Person) -> Iterator[Leaf]:
    steps = [
        Line(str(STEPS.get(one.type, one.type)), _step(one))
        for one in Authenticator.objects.filter(user=person).order_by("pk")
    ]
    sites = [
        Line(one.provider, _("connected on %s") % day(one.date_joined))
        for one in SocialAccount.objects.filter(user=person).order_by("pk")
    ]
    if steps or sites:
        yield Leaf(_("Second steps, passkeys and other sites"), [*steps, *sites])
    now = timezone.now()
    lines = [_sign_in(one, person) for one in person.sign_ins.recent(now).order_by("-at")]
    if lines:
        yield Leaf(_("In the last 90 days"), lines)


def _step(one: Authenticator) -> str:
    since = _("since %s") % day(one.created_at)
    is_passkey = one.type == Authenticator.Type.WEBAUTHN
    return f"{name_of(one)}, {since}" if is_passkey else since


def _sign_in(one: SignIn, person: Person) -> Line:
    one.person = person
    device = ", ".join(filter(None, legible(one, "device", str(DAMAGED)).split("\n")))
    told = [str(one.get_way_display()), device, legible(one, "address", "")]
    return Line(moment(one.at), " · ".join(filter(None, told)))


def _two_of_us(person: Person) -> Iterator[Leaf]:
    if person.couple is not None:
        name = legible(person.partner, "name", str(DAMAGED))
        yield Leaf(name, [Line(_("Linked since"), day(person.couple.started_at))])
    for seat in person.seats.exclude(left_at=None).select_related("couple").order_by("left_at"):
        yield Leaf(_("Linked earlier"), [Line(_("Since"), day(seat.couple.started_at))])
    sent = person.invitations.order_by("made_at")
    if lines := [_invitation(one, person) for one in sent]:
        yield Leaf(_("Invitations you made"), lines)
    if blocked := [Line(one.name, day(one.made_at)) for one in blocks_of(person)]:
        yield Leaf(_("Whom you blocked"), blocked)


def _invitation(one: Invitation, person: Person) -> Line:
    one.inviter = person
    to = legible(one, "sent_to", str(DAMAGED)) or _("by link or code")
    return Line(moment(one.made_at), to)
