"""What Celery runs for accounts: letters with invitations, and letting go of what is outdated."""

from celery import shared_task
from django.utils import timezone

from accounts import invitation_mail, leftover_mail, retention


@shared_task
def tidy() -> None:
    """Delete what is outdated, what people asked to have deleted by its age, and nobody's mail."""
    now = timezone.now()
    retention.forget_outdated(now)
    retention.forget_aged(now)
    leftover_mail.forget(now)


@shared_task(autoretry_for=(OSError,), retry_backoff=60, max_retries=5)
def send_invitation(invitation_id: int) -> None:
    """Send an invitation by e-mail, where it is wanted; an SMTP server that is away is retried."""
    invitation_mail.deliver(invitation_id, at=timezone.now())
