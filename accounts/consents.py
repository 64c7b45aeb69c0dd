"""What people are asked to agree to: the words on the screen, and which version they are."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import Consent

Kind = Consent.Kind


@dataclass(frozen=True)
class Wording:
    """One consent as it is asked for. Whoever changes `text` gives it a new `version`.

    `ending` says what taking it back does; without one it stands for as long as the account.
    """

    version: str
    title: str | Promise
    text: str | Promise
    ending: str | Promise = ""


WORDINGS = {
    Kind.SENSITIVE_DATA: Wording(
        version="2026-11",
        title=_("What you write about feelings and love"),
        text=_(
            "What I write, answer and rate here is about my feelings and my relationship, perhaps "
            "also my health or my sex life. The law protects this specially. I agree that this "
            "site stores it, encrypted, and shows it to me, and to my partner where I choose to "
            "share. It is used for nothing else."
        ),
        ending=_(
            "Pages on which you write, answer or read such things close. What is stored stays as "
            "it is until you agree again or erase it: you can still take it along, unlink, pause "
            "sharing, and erase your account. Nobody is told."
        ),
    ),
    Kind.ADULT: Wording(
        version="2026-11",
        title=_("Being an adult"),
        text=_("I am an adult, 18 or older."),
    ),
    Kind.HOST_CAN_READ: Wording(
        version="2026-11",
        title=_("Who could technically read it"),
        text=_(
            "I have read that the host, who runs this site, holds the key and could technically "
            "read what I type here."
        ),
    ),
    Kind.QUIZ_STATISTICS: Wording(
        version="2026-11",
        title=_("Statistics on the quiz"),
        text=_(
            "My answers to the quiz may count in the host’s report on how well the quiz measures. "
            "It shows figures over 100 people or more, and nobody’s answers."
        ),
        ending=_("Your answers count in no report made from then on."),
    ),
}
