"""Every field of every model has a privacy decision, and erasing a person reaches every row."""

import pytest
from django.apps import apps
from django.db import models

from accounts.export_rows import NOT_OURS, tables
from accounts.models import Person
from accounts.privacy import REASONS
from accounts.sealing import SealedField

OURS = [
    model
    for app in ("accounts", "quizzes", "checkins")
    for model in apps.get_app_config(app).get_models()
]


def _fields(model: type[models.Model]) -> set[str]:
    return {field.name for field in model._meta.concrete_fields}


every_model = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)


@every_model
def test_each_field_is_either_erased_or_kept(model):
    privacy = model.Privacy

    assert set(privacy.erased) | set(privacy.kept) == _fields(model)
    assert set(privacy.erased) & set(privacy.kept) == set()


@every_model
def test_what_is_declared_sealed_is_sealed_and_the_other_way_round(model):
    sealed = {f.name for f in model._meta.concrete_fields if isinstance(f, SealedField)}

    assert set(model.Privacy.sealed) == sealed
    assert sealed <= set(model.Privacy.erased)


@every_model
def test_the_declaration_belongs_to_this_very_model(model):
    assert "Privacy" in vars(model), "an inherited declaration hides a new field"


@every_model
def test_a_row_goes_when_its_owner_goes(model):
    owner = model.Privacy.owner
    if owner is None or owner == "self":
        assert owner is None or model is Person
        return

    here = model
    for step in owner.split("__"):
        relation = here._meta.get_field(step)
        assert relation.remote_field.on_delete is models.CASCADE, f"{here.__name__}.{step}"
        here = relation.related_model

    assert here is Person


@every_model
def test_rows_without_an_owner_are_nobodys(model):
    if model.Privacy.owner is None:
        fields = model._meta.concrete_fields
        assert [field.name for field in fields if field.related_model is Person] == []
        assert set(model.Privacy.sealed) == set()


every_table = pytest.mark.parametrize("table", tables(), ids=lambda table: table.model._meta.label)


@every_table
def test_each_field_of_ones_own_is_taken_along_or_left_out_for_a_reason(table):
    left_out = set(table.withheld)

    assert table.exported | left_out == _fields(table.model)
    assert table.exported & left_out == set()
    assert set(table.withheld.values()) <= set(REASONS)


@every_table
def test_what_is_taken_along_has_a_name_of_its_own(table):
    names = [one.name for one in tables()]

    assert bool(table.name) == bool(table.exported)
    assert not table.name or names.count(table.name) == 1


@every_table
def test_another_row_is_told_by_what_it_is_known_by(table):
    """Its number would tell how many rows somebody else has."""
    for field in table.fields:
        assert not field.primary_key
        if field.related_model is not None:
            assert field.related_model.Privacy.known_by


@every_table
def test_nothing_sealed_is_left_out_but_key_material(table):
    sealed = {f.name for f in table.model._meta.concrete_fields if isinstance(f, SealedField)}

    assert sealed - table.exported <= ({"wrapped"} if table.model.__name__ == "Lock" else set())


def test_nothing_that_anybody_owns_is_forgotten():
    """Also what other packages store about a person."""
    about_people = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Person
    }

    declared = {table.model._meta.label for table in tables()}
    assert about_people - declared == set()
    assert set(NOT_OURS) <= declared
