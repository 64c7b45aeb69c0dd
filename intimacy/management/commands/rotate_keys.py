"""Wrap every person's key under the newest key of SEALING_KEYS; can be stopped and run again."""

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import PersonKey
from accounts.sealing import SealBroken, keyring

BATCH = 500
BAR_WIDTH = 30

DONE = (
    "All keys are wrapped under {newest}. Next: write a new backup of the keys; take the older "
    "keys out of SEALING_KEYS and restart web, worker and beat; keep the older keys elsewhere for "
    "as long as you keep backups from before."
)
STOPPED = "Stopped. Nothing is lost: run it again, and it goes on with those that are left."
LEFT = (
    "{count} keys do not open and stay as they are; they are wrapped under {names}. Put what is "
    "missing back into SEALING_KEYS, behind the newest, and run this again. If nothing is missing, "
    "these keys are damaged: restore the table of keys from its newest backup."
)


class Command(BaseCommand):
    """`manage.py rotate_keys`"""

    help = (
        "Wrap all data keys under the first key of SEALING_KEYS, then say what to do next. Second "
        "steps, locks and all words hang on those keys, so nothing else has to change."
    )

    def handle(self, **options: object) -> None:
        """Batch by batch, each its own transaction, those only that are not done yet."""
        total = self._old().count()
        try:
            self._rewrap_all(total)
        except KeyboardInterrupt as stopped:
            raise CommandError(STOPPED, returncode=130) from stopped
        left = self._old()
        if left.exists():
            names = sorted(set(left.order_by().values_list("wrapped_by", flat=True)))
            raise CommandError(LEFT.format(count=left.count(), names=", ".join(names)))
        self.stdout.write(DONE.format(newest=keyring().newest))

    def _rewrap_all(self, total: int) -> None:
        seen, last = 0, 0
        while batch := self._rewrap_batch(after=last):
            seen, last = seen + len(batch), batch[-1].pk
            self._show(seen, total)

    def _rewrap_batch(self, *, after: int) -> list[PersonKey]:
        with transaction.atomic():
            old = self._old().filter(pk__gt=after).select_related("person")
            keys = list(old.select_for_update(of=("self",))[:BATCH])
            opened = [key for key in keys if _rewrap(key)]
            PersonKey.objects.bulk_update(opened, ["wrapped", "wrapped_by"])
        return keys

    def _show(self, seen: int, total: int) -> None:
        # Somebody may sign up under the old key meanwhile.
        part = min(seen / total, 1) if total else 1
        bar = "#" * round(part * BAR_WIDTH)
        is_watched = self.stdout.isatty()
        line = f"[{bar:<{BAR_WIDTH}}] {seen} of {total}"
        self.stdout.write(f"\r{line}" if is_watched else line, ending="" if is_watched else "\n")
        if is_watched and seen >= total:
            self.stdout.write("")

    @staticmethod
    def _old():
        return PersonKey.objects.exclude(wrapped_by=keyring().newest).order_by("pk")


def _rewrap(key: PersonKey) -> bool:
    """Wrap anew; says whether the key could be opened."""
    try:
        key.rewrap()
    except SealBroken:
        return False
    return True
