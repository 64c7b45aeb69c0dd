"""Check every content file, and stop with the file, the place and the mend where one is damaged."""

from django.core.management.base import BaseCommand, CommandError

import checkins.content
import quizzes.content
from checkins.content import ContentFault
from quizzes.content import InstrumentFault


class Command(BaseCommand):
    """`manage.py check_content`"""

    help = "Check instruments, areas, prompts and ideas."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        """Load everything once."""
        try:
            quizzes.content.check()
            checkins.content.check()
        except (InstrumentFault, ContentFault) as fault:
            raise CommandError(str(fault)) from fault
        self.stdout.write("Content files are in order.")
