"""Say who looks after this site, and so may enter its admin pages."""

from allauth.mfa.utils import is_mfa_enabled
from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.models import Person
from intimacy.admin_site import SECOND_STEPS


class Command(BaseCommand):
    """`manage.py make_host ADDRESS`, and the same with `--remove`."""

    help = "Let somebody with an account enter the admin pages, or no longer."

    def add_arguments(self, parser: CommandParser) -> None:
        """Whom, and whether to take it back."""
        parser.add_argument("address", help="the e-mail address they sign in with")
        parser.add_argument("--remove", action="store_true", help="they are no host any more")

    def handle(self, *, address: str, remove: bool, **options: object) -> None:
        """Change it, and say what is still needed."""
        person = Person.objects.filter(email__iexact=address).first()
        if person is None:
            raise CommandError("Nobody here signs in with this address.")
        person.is_host = not remove
        person.save(update_fields=["is_host"])
        if remove:
            self.stdout.write("They may not enter the admin pages any more.")
        elif is_mfa_enabled(person, types=SECOND_STEPS):
            self.stdout.write("They may enter the admin pages, signed in with their second step.")
        else:
            self.stdout.write(
                "They may enter the admin pages once they have a second step or a passkey "
                "(under Me), and sign in with it."
            )
