"""The project: settings, addresses, workers, and the pages that know every app."""

from intimacy.celery import app as celery_app

__all__ = ["celery_app"]
