"""People, their keys and locks, couples, invitations, consents, sessions and sign-ins."""

from accounts.models.block import Block
from accounts.models.consent import Consent
from accounts.models.couple import Couple, Seat
from accounts.models.erasure import Erasure
from accounts.models.invitation import Invitation
from accounts.models.lock import Lock
from accounts.models.person import Person, PersonKey
from accounts.models.session import Session
from accounts.models.sign_in import SignIn

__all__ = [
    "Block",
    "Consent",
    "Couple",
    "Erasure",
    "Invitation",
    "Lock",
    "Person",
    "PersonKey",
    "Seat",
    "Session",
    "SignIn",
]
