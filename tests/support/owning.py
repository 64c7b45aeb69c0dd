"""All that is somebody's, in whichever table it lies, those of other packages too."""

from collections.abc import Iterator

from django.db import models

from accounts.export_rows import tables
from accounts.models import Person
from accounts.owning import rows_of


def owned_rows(person: Person) -> Iterator[models.QuerySet]:
    """For each model with an owner, the rows that are this person's."""
    for table in tables():
        yield rows_of(person, table.model, table.owner)
