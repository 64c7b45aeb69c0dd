"""The check-ins app."""

from django.apps import AppConfig


class CheckinsConfig(AppConfig):
    """The week: preparation, reveal, time together, reminders."""

    name = "checkins"
