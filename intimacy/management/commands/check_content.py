"""Check every content file, and stop with the file, the place and the mend where one is damaged."""

from django.core.management.base import BaseCommand, CommandError

import accounts.content
import checkins.content
import intimacy.helplines
import intimacy.reading
import quizzes.content
from accounts.domain.passphrases import BadWords
from checkins.content import ContentFault
from quizzes.content import InstrumentFault
from quizzes.domain.instrument import Instrument


class Command(BaseCommand):
    """`manage.py check_content`"""

    help = "Check and count instruments, prompts, starters, ideas, the meeting and helplines."
    requires_system_checks: list[str] = []

    def handle(self, *, verbosity: int, **options: object) -> None:
        """Load everything once, and say what there is of each kind."""
        try:
            instruments = quizzes.content.check()
            counted = [*checkins.content.check(), *accounts.content.check()]
            counted += [*intimacy.helplines.check(), *intimacy.reading.check()]
        except (InstrumentFault, ContentFault, BadWords) as fault:
            raise CommandError(str(fault)) from fault
        if verbosity:
            self.stdout.write("\n".join([*map(_counted, instruments), *counted]))
        self.stdout.write("Content files are in order.")


def _counted(instrument: Instrument) -> str:
    wording = instrument.wording
    which = f"{wording.title}, version {instrument.version}, {wording.language}"
    return f"{which}: {len(instrument.items)} items"
