"""What Celery runs: the tick that beat sends every 30 seconds, and the delivery of a batch."""

from celery import shared_task

from checkins.reminders import clock, delivery
from checkins.reminders import tick as ticking


@shared_task
def tick() -> None:
    """Write down what came due and hand it out."""
    ticking.run(clock.now(), hand_over=deliver.delay)


@shared_task
def deliver(ids: list[str]) -> None:
    """Send a batch of owed mails; the message carries their ids and nothing else."""
    delivery.deliver(ids, at=clock.now())
