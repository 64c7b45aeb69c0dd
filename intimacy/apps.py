"""The project as a Django app, so that its commands and pages are found."""

from django.apps import AppConfig


class IntimacyConfig(AppConfig):
    """Commands, public pages and home."""

    name = "intimacy"
