"""What people set for themselves."""

from accounts.models import Person


def change_me(*, by: Person, name: str, time_zone: str, language: str) -> None:
    """Change how `by` is called and how times and words are shown to them."""
    by.name, by.time_zone, by.language = name, time_zone, language
    by.save(update_fields=["name", "time_zone", "language"])
