"""Everything somebody wrote either ages, goes by itself, or hangs from something that does."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Person
from accounts.sealing import SealedField

# The name goes with the account, the lock with the account or when it is taken off.
STAYS = {"accounts.Person", "accounts.Lock"}

WRITTEN = [
    model
    for app in ("accounts", "quizzes", "checkins")
    for model in apps.get_app_config(app).get_models()
    if any(isinstance(field, SealedField) for field in model._meta.concrete_fields)
    and model._meta.label not in STAYS
]
AGED = [m for m in apps.get_models() if getattr(getattr(m, "Privacy", None), "aged_by", None)]


def _goes(model: type[models.Model]) -> bool:
    if hasattr(model._default_manager.all(), "outdated") or model in AGED:
        return True
    # The way to the owner leads over rows it hangs from, and those take it along.
    *way, _owner = model.Privacy.owner.split("__")
    for step in way:
        model = model._meta.get_field(step).related_model
        if model in AGED:
            return True
    return False


@pytest.mark.parametrize("model", WRITTEN, ids=lambda model: model._meta.label)
def test_what_somebody_wrote_goes_in_time(model):
    assert _goes(model)


@pytest.mark.parametrize("model", AGED, ids=lambda model: model._meta.label)
def test_what_ages_belongs_to_somebody_and_has_a_name_on_the_page(model):
    assert model.Privacy.owner not in (None, "self")
    assert str(model.Privacy.aged_as)


@pytest.mark.parametrize("model", AGED, ids=lambda model: model._meta.label)
def test_the_age_is_a_moment_or_a_week(model):
    paths = model.Privacy.aged_by
    for path in (paths,) if isinstance(paths, str) else paths:
        here, *rest = model, *path.split("__")
        for step in rest[:-1]:
            here = here._meta.get_field(step).related_model
        field = here._meta.get_field(rest[-1])
        assert isinstance(field, models.DateTimeField) or field.name == "week"


@pytest.mark.parametrize("model", AGED, ids=lambda model: model._meta.label)
def test_what_hangs_on_a_couple_says_when_it_may_go(model):
    if model.Privacy.owner == "author":
        ends = getattr(model.Privacy, "stays_while", None) or model.Privacy.aged_by
        assert "couple" in ends


def test_people_themselves_never_age():
    assert Person not in AGED
