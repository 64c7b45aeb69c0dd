"""What goes by itself: rows that are outdated for everybody, and words past their owner's term.

Each model says for itself what applies to it. A queryset with `outdated(at)` holds what nobody
needs any more. `Privacy.aged_by` is the path to the moment from which an owner's term counts,
`Privacy.aged_as` what such rows are called on the page.
"""

from collections.abc import Iterator
from datetime import datetime

from django.apps import apps
from django.conf import settings
from django.db import connection, models, transaction
from django.db.models import Q

from accounts.domain.retention import CHOICES, iso_week, months_before
from accounts.models import Person
from accounts.owning import path_to_owner, rows_of

BATCH = 500


def forget_outdated(at: datetime) -> None:
    """Delete whatever a model calls outdated, and what the table of the cache still holds."""
    for model in apps.get_models():
        outdated = getattr(model._default_manager.all(), "outdated", None)
        if outdated is not None:
            _delete(outdated(at))
    _forget_cached(at)


def forget_aged(at: datetime) -> None:
    """Delete the words of everybody who set a term, each past their own."""
    for months in CHOICES:
        for model in aged_models():
            term = {f"{path_to_owner(model)}__kept_months": months}
            _delete(_aged(model._default_manager.filter(**term), months, at))


def aged_models() -> Iterator[type[models.Model]]:
    """Every model whose rows a term of their owner applies to."""
    return (m for m in apps.get_models() if getattr(getattr(m, "Privacy", None), "aged_by", None))


def count_aged(person: Person, months: int, at: datetime) -> dict[str, int]:
    """How many rows of `person` are past this term at `at`, by what they are called."""
    counted: dict[str, int] = {}
    for model in aged_models():
        past = _aged(rows_of(person, model, path_to_owner(model)), months, at)
        name = str(model.Privacy.aged_as)
        counted[name] = counted.get(name, 0) + past.count()
    return {name: number for name, number in counted.items() if number}


def _aged(rows: models.QuerySet, months: int, at: datetime) -> models.QuerySet:
    """Those past a term. What belongs to two stays for as long as the two are linked."""
    privacy, before = rows.model.Privacy, months_before(at, months)
    paths = (privacy.aged_by,) if isinstance(privacy.aged_by, str) else privacy.aged_by
    # Of several moments the latest counts: a row is as old as what was last done with it.
    past = Q(*(_is_before(before, rows.model, path) | Q(**{path: None}) for path in paths))
    known = Q(*(Q(**{f"{path}__isnull": False}) for path in paths), _connector=Q.OR)
    rows = rows.filter(past, known)
    stays_while = getattr(privacy, "stays_while", None)
    if stays_while:
        rows = rows.exclude(**{f"{stays_while}__ended_at": None})
    return rows


def _is_before(before: datetime, model: type[models.Model], path: str) -> Q:
    """Whether the moment at this path, or the week by its name ("2026-W49"), is before `before`."""
    *way, name = path.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
    is_a_week = isinstance(model._meta.get_field(name), models.CharField)
    return Q(**{f"{path}__lt": iso_week(before) if is_a_week else before})


def _delete(rows: models.QuerySet) -> None:
    """In batches, each its own transaction, so that no lock is held for long."""
    ids = rows.order_by("pk").values_list("pk", flat=True)
    while batch := list(ids[:BATCH]):
        with transaction.atomic():
            rows.model._default_manager.filter(pk__in=batch).delete()


def _forget_cached(at: datetime) -> None:
    table = connection.ops.quote_name(settings.CACHES["default"]["LOCATION"])
    until = connection.ops.adapt_datetimefield_value(at)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {table} WHERE expires < %s", [until])  # noqa: S608
