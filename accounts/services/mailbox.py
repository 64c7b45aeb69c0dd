"""Letting one's mailbox open one's account, or not."""

from allauth.mfa.models import Authenticator

from accounts.models import Person
from accounts.refusals import NoRecoveryCodes


def close_mailbox(*, by: Person) -> None:
    """From now on no code and no link by e-mail lets anybody in as `by`.

    Raises `NoRecoveryCodes` where they have saved none: too little would be left to get in with.
    """
    if not has_recovery_codes(by):
        raise NoRecoveryCodes
    _set(by, opens=False)


def open_mailbox(*, by: Person) -> None:
    """Let codes and links by e-mail work again."""
    _set(by, opens=True)


def has_recovery_codes(person: Person) -> bool:
    """Whether `person` has made recovery codes."""
    codes = Authenticator.objects.filter(user=person, type=Authenticator.Type.RECOVERY_CODES)
    return codes.exists()


def _set(person: Person, *, opens: bool) -> None:
    person.mailbox_opens = opens
    person.save(update_fields=["mailbox_opens"])
