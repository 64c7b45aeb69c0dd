"""Make Alex and Sam with half a year of history, to look around in."""

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import Person
from intimacy import demo


class Command(BaseCommand):
    """`manage.py demo`"""

    help = "Make Alex and Sam with half a year of history. Only on this machine, only when empty."

    def handle(self, **options: object) -> None:
        """Refuse where somebody could be harmed, then make both and say how to sign in."""
        if not settings.ON_LOOPBACK:
            raise CommandError("SITE_URL is not on this machine. The demo is for trying out only.")
        if Person.objects.exists():
            raise CommandError(
                "There are people in this database. Set DATA_DIR to an empty folder for the demo."
            )
        pair: list[demo.Actor] = []
        for _week, done, pair in demo.make(timezone.now()):  # noqa: B007
            self.stdout.write(f"\r{done}", ending="")
        self.stdout.write("\n\nSign in with one of these, each in a browser window of its own:")
        for actor in pair:
            self.stdout.write(f"  {actor.person.email}   {actor.password}")
        self.stdout.write(f"at {settings.SITE_URL}/accounts/login/")
