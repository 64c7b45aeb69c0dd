"""Whether somebody's mailbox may let them in, and how not to tell a stranger that it may not."""

from email.utils import parseaddr

from allauth.account.authentication import get_authentication_records
from allauth.account.internal.userkit import filter_users_by_email
from django.core.mail import EmailMessage, get_connection
from django.http import HttpRequest

from accounts.models import Person

# Letters that let whoever reads them in.
_OPENING = {"account/email/login_code", "account/email/password_reset_key"}
# What is sent in their place where nobody has the address: it must take as long.
_ASKED_FOR = {*_OPENING, "account/email/unknown_account"}


class Rehearsal:
    """A way to send mail that does all but hand the letter over, so that it takes as long."""

    def send_messages(self, messages: list[EmailMessage]) -> int:
        """Greet the mail server, name sender and recipient, and take it back."""
        connection = get_connection()
        connection.open()
        try:
            for message in messages:
                _rehearse(message, getattr(connection, "connection", None))
        finally:
            connection.close()
        return len(messages)


def is_sent(template_prefix: str, email: str) -> bool:
    """Whether a letter may go to this address: one that opens an account only if it is let."""
    if template_prefix not in _ASKED_FOR:
        return True
    people = filter_users_by_email(email, is_active=True, prefer_verified=True, for_login=True)
    return all(person.mailbox_opens for person in people)


def opened_against_their_will(request: HttpRequest, person: Person) -> bool:
    """Whether a code from a mailbox is about to let somebody in that shall let nobody in."""
    proofs = get_authentication_records(request, person)
    return bool(proofs) and proofs[-1]["method"] == "code" and not person.mailbox_opens


def _rehearse(message: EmailMessage, server) -> None:
    message.message().as_bytes()
    # Where mail is kept in a folder or in memory there is no server, and nothing takes any time.
    if server is not None:
        server.mail(parseaddr(message.from_email)[1])
        for recipient in message.recipients():
            server.rcpt(recipient)
        server.rset()
