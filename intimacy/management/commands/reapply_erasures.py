"""Erase again whoever an old backup brought back."""

from argparse import ArgumentParser
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts import erasure
from accounts.models import Erasure


class Command(BaseCommand):
    """`manage.py reapply_erasures [FILE]`"""

    help = "After a restore: erase again everybody in the log of erasures and in FILE."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """The newest file of export_erasures; the restored log is as old as the backup."""
        parser.add_argument("file", nargs="?")

    def handle(self, *, file: str | None, **options: object) -> None:
        """Take the file into the log first, so that stopping in between loses nothing."""
        if file:
            self._remember(Path(file))
        marks = [bytes(mark) for mark in Erasure.objects.values_list("mark", flat=True)]
        back = erasure.reapply(marks, at=timezone.now())
        self.stdout.write(
            f"{len(marks)} erasures known; {back} had come back and are erased again."
        )

    def _remember(self, path: Path) -> None:
        try:
            erasure.remember(path.read_text(encoding="ascii").splitlines())
        except OSError as fault:
            raise CommandError(f"{path} cannot be read: {fault.strerror}.") from fault
        except ValueError as fault:
            raise CommandError(f"{path} is not a file of export_erasures: {fault}.") from fault
