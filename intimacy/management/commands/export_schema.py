"""Print the JSON Schema of the export; docs/export.schema.json is this."""

import json
from typing import Any

from django.core.management.base import BaseCommand

from accounts.export_schema import schema


class Command(BaseCommand):
    """`manage.py export_schema > docs/export.schema.json`"""

    help = "Print the JSON Schema of what a person takes along."

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(json.dumps(schema(), indent=2, ensure_ascii=False))
