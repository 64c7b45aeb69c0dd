"""A test that commits leaves nothing to the next one."""

import pytest
from django.apps import apps
from django.contrib.auth.models import Permission
from django.contrib.contenttypes.models import ContentType

from accounts.models import Couple
from tests.support.emptying import empty_the_tables

pytestmark = pytest.mark.django_db(transaction=True)


def test_nothing_is_left_but_what_migrations_made(couple: Couple) -> None:
    made = ContentType.objects.count(), Permission.objects.count()

    empty_the_tables()

    kept = {ContentType, Permission}
    left = [model for model in apps.get_models() if model._base_manager.exists()]
    assert set(left) <= kept
    assert made == (ContentType.objects.count(), Permission.objects.count()) > (0, 0)
