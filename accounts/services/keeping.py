"""For how long a person's own words are kept."""

from accounts.models import Person
from accounts.retention import count_aged

__all__ = ["count_aged", "keep_for"]


def keep_for(months: int | None, *, by: Person) -> None:
    """From the coming night on, delete the own words of `by` at this age; None keeps them all."""
    by.kept_months = months
    by.save(update_fields=["kept_months"])
