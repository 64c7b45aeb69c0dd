"""Invitations by e-mail: whether one goes out, and the letter. Whoever asked for it never learns.

All of it happens in a task, after the page has answered, so that neither the page nor its time
tells whether an address has an account, has blocked somebody, or had a letter a moment ago.
"""

import secrets
from datetime import datetime, timedelta
from email.utils import formatdate

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.domain.tokens import hash_of_token
from accounts.invitations import link_of
from accounts.models import Block, Invitation, Person
from accounts.sealing import legible

# An address gets at most one letter in this time, whoever asks for it.
RESTS = timedelta(hours=1)
TOKEN_BYTES = 20


def deliver(invitation_id: int, *, at: datetime) -> None:
    """Send this invitation to the address it was made for, unless that is not wanted there.

    The link in the letter is made here, since no message of the queue may hold one; that of an
    earlier letter stops working. A second run within the hour sends nothing.
    """
    asked = Invitation.objects.open(at).filter(pk=invitation_id, declined_at=None)
    invitation = asked.filter(sent_to__isnull=False).select_related("inviter__key").first()
    address = legible(invitation, "sent_to") if invitation else ""
    if not address or _is_unwanted(invitation, address) or not cache.add(*_rest(address)):
        return
    token = secrets.token_urlsafe(TOKEN_BYTES)
    try:
        # Asked again in the same statement: it may have been withdrawn just now.
        if asked.update(token_hash=hash_of_token(token)):
            _letter(address, link_of(token), invitation.inviter.language).send()
    except OSError:
        # It did not go out, so the next try must not wait for the hour.
        cache.delete(_rest(address)[0])
        raise


def _is_unwanted(invitation: Invitation, address: str) -> bool:
    """Whether the owner of this address blocked the inviter, or declined them there before."""
    confirmed = EmailAddress.objects.filter(email__iexact=address, verified=True)
    owners = Person.objects.filter(email__iexact=address) | Person.objects.filter(
        pk__in=confirmed.values("user")
    )
    if Block.objects.filter(person__in=owners, blocked=invitation.inviter).exists():
        return True
    sent = invitation.inviter.invitations.filter(sent_to__isnull=False)
    declined = sent.exclude(declined_at=None)
    # The address is sealed, so the database cannot look for it; few are ever declined.
    return address in {legible(one, "sent_to") for one in declined}


def _rest(address: str) -> tuple[str, bool, float]:
    """What the cache is given: a name (it stores none readable), a value, and for how long."""
    return f"invitation mail:{address}", True, RESTS.total_seconds()


def _letter(address: str, link: str, language: str) -> EmailMultiAlternatives:
    """The letter, in the inviter's language; it names nobody and nothing."""
    context = {"site_name": settings.SITE_NAME, "link": link}
    with translation.override(language):
        subject, text, html = (
            render_to_string(f"mail/invitation.{part}", context)
            for part in ("subject.txt", "txt", "html")
        )
    letter = EmailMultiAlternatives(
        subject=" ".join(subject.split()),
        body=text,
        to=[address],
        headers={"Date": formatdate(), "Auto-Submitted": "auto-generated"},
    )
    letter.attach_alternative(html, "text/html")
    return letter
