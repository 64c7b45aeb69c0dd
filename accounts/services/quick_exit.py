"""Noting that somebody has read how to leave in a hurry."""

from accounts.models import Person


def note_quick_exit(*, by: Person) -> None:
    """Do not explain it to `by` again."""
    by.knows_quick_exit = True
    by.save(update_fields=["knows_quick_exit"])
