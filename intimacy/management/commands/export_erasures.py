"""Write the log of erasures into a file to keep beside the backups."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from accounts import erasure


class Command(BaseCommand):
    """`manage.py export_erasures FILE`"""

    help = "Write the log of erasures to FILE, which reapply_erasures reads after a restore."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where to."""
        parser.add_argument("file")

    def handle(self, *, file: str, **options: object) -> None:
        """Complete or not at all: a restore with half of the log would bring people back."""
        lines, draft = list(erasure.logged()), Path(f"{file}.part")
        try:
            draft.touch(mode=0o600)
            draft.write_text("".join(f"{line}\n" for line in lines), encoding="ascii")
            draft.replace(file)
        except OSError as fault:
            raise CommandError(f"{file} cannot be written: {fault.strerror}.") from fault
        self.stdout.write(f"{len(lines)} erasures are in {file}. Keep it with your backups.")
