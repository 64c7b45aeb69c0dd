"""The Celery app; its settings are the `CELERY_` names in settings.py."""

import os

from celery import Celery
from celery.signals import setup_logging
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intimacy.settings")

TRANSPORT_ALIASES["folder"] = "intimacy.folder_queue:Transport"

app = Celery("intimacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging as Django set it up: Celery's own would print task arguments."""
