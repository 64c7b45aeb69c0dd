"""Whether this installation can do its work: database, queue, and the beat that plans reminders."""

from datetime import timedelta

from django.conf import settings
from django.db import DatabaseError, connection
from kombu import Connection

from checkins.models import Beat
from checkins.reminders import clock

STALE_AFTER = timedelta(minutes=3)


def readiness() -> dict[str, bool]:
    """Each part and whether it answers. No part's failure is an exception."""
    database = _database_answers()
    return {
        "database": database,
        "queue": _queue_answers(),
        "beat": database and _beat_is_fresh(),
    }


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


def _queue_answers() -> bool:
    try:
        with Connection(
            settings.CELERY_BROKER_URL,
            transport_options=settings.CELERY_BROKER_TRANSPORT_OPTIONS,
            connect_timeout=2,
        ) as queue:
            queue.ensure_connection(max_retries=1, timeout=2)
    except Exception:
        # Each transport raises its own kinds; whatever it was, the queue does not answer.
        return False
    return True


def _beat_is_fresh() -> bool:
    try:
        return Beat.objects.filter(beat_at__gt=clock.now() - STALE_AFTER).exists()
    except DatabaseError:
        return False
