"""Erase a person: every row that is theirs by its model's declaration, and what lies outside."""

from collections.abc import Collection

from allauth.account.models import EmailAddress
from django.apps import apps
from django.db import connection

from accounts import outbox
from accounts.models import Couple, Person, PersonKey


def owned_rows(person: Person):
    """Yield a queryset for each model that declares an owner, holding the rows of `person`."""
    for model in apps.get_models():
        owner = getattr(getattr(model, "Privacy", None), "owner", None)
        if owner == "self":
            yield model.objects.filter(pk=person.pk)
        elif owner:
            yield model._default_manager.filter(**{owner: person})


def erase_rows(person: Person) -> None:
    """Destroy the key first, then delete the person; every row of theirs goes with them."""
    PersonKey.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).delete()
    # What belonged to both goes when the second of two is gone.
    Couple.objects.filter(seats=None).delete()


def addresses_of(person: Person) -> set[str]:
    """Every address mail to `person` went to, also one that waits to be confirmed."""
    known = EmailAddress.objects.filter(user=person).values_list("email", flat=True)
    return {person.email, *known}


def erase_traces(addresses: Collection[str]) -> None:
    """Remove what the database does not hold: sent mail on this machine, the write-ahead log."""
    outbox.forget(addresses)
    # The log cannot be cut while a transaction around us still writes to it.
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
