"""Say when the account of a receipt was erased: `manage.py erasure_receipt CODE`."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts import services


class Command(BaseCommand):
    """`manage.py erasure_receipt CODE`"""

    help = "Say when the account that this receipt was given for was erased; it knows nothing else."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The code, with or without its dashes."""
        parser.add_argument("code")

    def handle(self, *, code: str, **options: object) -> None:
        """Look the code up by its hash."""
        at = services.erased_at(code)
        if at is None:
            raise CommandError("No erasure has this code. Look at each letter of it once more.")
        self.stdout.write(f"The account was erased on {at:%Y-%m-%d at %H:%M} UTC.")
