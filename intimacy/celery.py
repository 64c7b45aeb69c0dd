"""The Celery app; its settings are the `CELERY_` names in settings.py."""

import os

from celery import Celery
from celery.signals import setup_logging, task_prerun
from django.db import close_old_connections
from kombu.transport import TRANSPORT_ALIASES

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "intimacy.settings")

TRANSPORT_ALIASES["folder"] = "intimacy.folder_queue:Transport"
TRANSPORT_ALIASES["redis"] = TRANSPORT_ALIASES["rediss"] = "intimacy.redis_queue:Transport"

app = Celery("intimacy")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@setup_logging.connect
def keep_our_logging(**_: object) -> None:
    """Leave logging as Django set it up: Celery's own would print task arguments."""


@task_prerun.connect
def find_the_database_again(**_: object) -> None:
    """Drop a connection the server has ended; Celery, told to reuse it, would keep it for good."""
    close_old_connections()
