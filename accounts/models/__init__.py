"""People, their keys, couples, invitations, consents and sessions."""

from accounts.models.consent import Consent
from accounts.models.couple import Couple, Seat
from accounts.models.invitation import Invitation
from accounts.models.person import Person, PersonKey
from accounts.models.session import Session

__all__ = ["Consent", "Couple", "Invitation", "Person", "PersonKey", "Seat", "Session"]
