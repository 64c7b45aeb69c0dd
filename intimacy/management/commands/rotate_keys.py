"""Wrap every person's key under the newest key of SEALING_KEYS; can be stopped and run again."""

from django.core.management.base import BaseCommand
from django.db import transaction

from accounts.models import PersonKey
from accounts.sealing import keyring

BATCH = 500


class Command(BaseCommand):
    """`manage.py rotate_keys`"""

    help = "Rewrap all data keys under the first key of SEALING_KEYS, then say what is left."

    def handle(self, **options: object) -> None:
        """Batch by batch, each its own transaction."""
        done, total = 0, self._old().count()
        while batch := self._rewrap_batch():
            done += batch
            self.stdout.write(f"{done} of {total} keys rewrapped")
        self.stdout.write(
            f"All keys are under {keyring().newest}. The older ones may leave SEALING_KEYS now; "
            "keep them for as long as you keep backups made before."
        )

    def _rewrap_batch(self) -> int:
        with transaction.atomic():
            old = self._old().select_related("person").select_for_update(of=("self",))[:BATCH]
            keys = list(old)
            for key in keys:
                key.rewrap()
            PersonKey.objects.bulk_update(keys, ["wrapped", "wrapped_by"])
        return len(keys)

    @staticmethod
    def _old():
        return PersonKey.objects.exclude(wrapped_by=keyring().newest).order_by("pk")
