"""End the sessions of one person, or of everybody."""

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import services
from accounts.models import Person


class Command(BaseCommand):
    """`manage.py sign_out ADDRESS`, or `manage.py sign_out --everybody`."""

    help = "Sign somebody out wherever they are signed in, or everybody."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom: one of the two has to be said."""
        whom = parser.add_mutually_exclusive_group(required=True)
        whom.add_argument("address", nargs="?", help="the e-mail address they sign in with")
        whom.add_argument("--everybody", action="store_true", help="all people of this site")

    def handle(self, *, address: str | None, everybody: bool, **options: object) -> None:
        """End them, and say how many there were."""
        person = None if everybody else _with(address)
        ended = services.end_sessions(of=person, at=timezone.now())
        self.stdout.write(f"Ended {ended} session{'' if ended == 1 else 's'}.")


def _with(address: str | None) -> Person:
    person = Person.objects.filter(email__iexact=address or "").first()
    if person is None:
        raise CommandError("Nobody here signs in with this address.")
    return person
