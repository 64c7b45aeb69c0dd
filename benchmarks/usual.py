"""What people usually write: a Celery task per recipient that calls send_mail().

Everything is at Celery's and Django's own defaults, in an app of its own (`celery -A
benchmarks.usual worker`). The mail has the same texts as ours.
"""

import os
from datetime import timedelta

from celery import Celery
from celery.signals import worker_process_init
from django.conf import settings
from django.core.mail import send_mail
from django.db import connection
from django.template.loader import render_to_string
from django.utils import timezone

from checkins.models import Schedule
from checkins.reminders import unsubscribe

app = Celery("usual", broker=os.environ["REDIS_URL"])
app.conf.broker_transport_options = {"global_keyprefix": os.environ.get("REDIS_PREFIX", "")}
app.conf.task_default_queue = "usual"


@worker_process_init.connect
def as_django_comes(**_: object) -> None:
    """A connection ends with each task unless CONN_MAX_AGE is set, and few set it."""
    connection.settings_dict["CONN_MAX_AGE"] = 0


@app.task
def remind(schedule_id: int) -> None:
    """Send one person their mail, and note it."""
    schedule = Schedule.objects.select_related("person").get(pk=schedule_id)
    context = {
        "site_name": settings.SITE_NAME,
        "link": f"{settings.SITE_URL}/time-together/",
        "settings_link": f"{settings.SITE_URL}/reminders/",
        "unsubscribe_link": unsubscribe.address_for(schedule.person.public_id, schedule.kind),
    }
    subject, text, html = (
        render_to_string(f"mail/{schedule.kind}.{part}", context)
        for part in ("subject.txt", "txt", "html")
    )
    send_mail(subject.strip(), text, None, [schedule.person.email], html_message=html)
    schedule.next_due_at = timezone.now() + timedelta(days=7)
    schedule.save()
