"""Build a letter to one person from three templates: subject, text and HTML."""

from email.utils import formatdate
from typing import Any

from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils import translation

from accounts.models import Person


def letter(
    *,
    to: Person,
    template: str,
    context: dict[str, Any],
    headers: dict[str, str] | None = None,
    message_id: str | None = None,
    connection: Any = None,
) -> EmailMultiAlternatives:
    """A message in the person's language, from `mail/<template>.subject.txt`, `.txt` and `.html`.

    `message_id` fixes the Message-ID, so that a second copy after a lost answer is seen as one.
    """
    with translation.override(to.language):
        parts = {
            part: render_to_string(f"mail/{template}.{part}", context)
            for part in ("subject.txt", "txt", "html")
        }
    fixed = {"Message-ID": message_id} if message_id else {}
    message = EmailMultiAlternatives(
        subject=" ".join(parts["subject.txt"].split()),
        body=parts["txt"],
        to=[to.email],
        headers={
            "Date": formatdate(),
            "Auto-Submitted": "auto-generated",
            **fixed,
            **(headers or {}),
        },
        connection=connection,
    )
    message.attach_alternative(parts["html"], "text/html")
    return message
