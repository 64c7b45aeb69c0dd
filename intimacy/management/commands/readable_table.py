"""Print the table of docs/safety.md that says what is sealed and what is plain."""

from django.core.management.base import BaseCommand

from intimacy import reading
from intimacy.domain.readable import table


class Command(BaseCommand):
    """`manage.py readable_table`"""

    help = "Print what is sealed and what is plain, as docs/safety.md has it."
    requires_system_checks: list[str] = []

    def handle(self, **options: object) -> None:
        """The English rows, in Markdown."""
        self.stdout.write(table(reading.rows()))
