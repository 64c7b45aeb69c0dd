"""Who is signed in: allauth's backend, with the person's key in the same query."""

from allauth.account.auth_backends import AuthenticationBackend as AllauthBackend

from accounts import services
from accounts.models import Consent, Person


class AuthenticationBackend(AllauthBackend):
    """Nearly every page reads the person's own words, so the key is always wanted."""

    def get_user(self, user_id: int) -> Person | None:
        """The person of a session, or None once the account is erased or switched off.

        Who has no key was erased, even where an old backup brought their row back.
        """
        known = Person.objects.with_keys().filter(is_active=True, key__isnull=False)
        agrees = services.given_now(Consent.Kind.SENSITIVE_DATA)
        return known.annotate(agrees_to_storing=agrees).filter(pk=user_id).first()
