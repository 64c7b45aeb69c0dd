"""Who could read what: one list for the page and the docs, and no field of a model left out."""

from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models
from django.test import Client

from accounts.sealing import SealedField
from checkins.domain.catalogue import ContentFault
from intimacy import reading
from intimacy.domain.readable import load, table
from tests.support.people import Someone

ROWS = reading.rows()
OURS = [
    model
    for app in ("accounts", "quizzes", "checkins")
    for model in apps.get_app_config(app).get_models()
]
# What belongs to the site itself, and to nobody.
NOBODYS = {"checkins.Beat", "quizzes.InstrumentVersion"}
# What only says which row it is.
NAMES_OF_ROWS = {"id", "public_id"}


def _fields(how: str) -> set[str]:
    """The fields of our models that rows of this kind name."""
    ours = {model._meta.label for model in OURS}
    named = {field for row in ROWS if row.how == how for field in row.fields}
    return {field for field in named if field.rpartition(".")[0] in ours}


def _name(field: models.Field) -> str:
    return f"{field.model._meta.label}.{field.name}"


def _sealed() -> dict[str, SealedField]:
    found = (field for model in OURS for field in model._meta.concrete_fields)
    return {_name(field): field for field in found if isinstance(field, SealedField)}


def test_everything_sealed_is_said_to_be_sealed_and_nothing_else_is() -> None:
    declared = {f"{m._meta.label}.{name}" for m in OURS for name in m.Privacy.sealed}

    assert _fields("sealed") | _fields("locked") == declared


def test_everything_a_lock_closes_is_said_to_be_locked_and_nothing_else_is() -> None:
    assert _fields("locked") == {name for name, field in _sealed().items() if field.locked_by}


def test_what_is_locked_only_while_it_is_kept_stands_among_the_sealed_too() -> None:
    sometimes = {
        name for name, field in _sealed().items() if field.locked_by and field.locked_by != "always"
    }

    assert sometimes == _fields("locked") & _fields("sealed")


def test_every_plain_field_is_said_to_be_readable() -> None:
    plain = {
        _name(field)
        for model in OURS
        if model._meta.label not in NOBODYS
        for field in model._meta.concrete_fields
        if _name(field) not in _sealed()
        and not field.is_relation
        and field.name not in NAMES_OF_ROWS
    }

    assert _fields("plain") == plain


def test_every_field_that_is_named_is_there() -> None:
    named = {field for row in ROWS for field in row.fields}

    for field in named:
        label, _, name = field.rpartition(".")
        assert apps.get_model(label)._meta.get_field(name), field


@pytest.mark.django_db
def test_the_page_says_every_row(alex: Someone) -> None:
    pages = [browser.get("/who-can-read/").text for browser in (Client(), alex.browser)]

    for row in ROWS:
        assert all(row.words in page for page in pages), row.key


def test_the_docs_hold_the_same_table() -> None:
    docs = (settings.BASE_DIR / "docs" / "safety.md").read_text(encoding="utf-8")

    assert table(ROWS) in docs, "manage.py readable_table prints the table as it should be"


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        ('key = "a"\nhow = "open"\nfields = ["x.Y.z"]', "a: set how to one of"),
        ('key = "a"\nhow = "plain"', "a: set fields to a list"),
        ('key = "a"\nhow = "plain"\nfields = ["name"]', "a: set fields to a list"),
    ],
)
def test_a_fault_names_the_row_and_the_mend(tmp_path: Path, entry: str, said: str) -> None:
    structure, wording = tmp_path / "readable.toml", tmp_path / "readable.en.toml"
    structure.write_text(f"[[row]]\n{entry}\n")
    wording.write_text('[row]\na = "a thing"\n')

    with pytest.raises(ContentFault) as fault:
        load(structure, wording)

    assert said in str(fault.value)
