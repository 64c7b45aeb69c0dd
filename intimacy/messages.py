"""Which envelopes a worker may open: kombu and Celery end over some that are not theirs."""

import base64
import logging

logger = logging.getLogger(__name__)


def is_message(envelope: object) -> bool:
    """Whether this has the parts a message of Celery has, each of its kind; if not, say so."""
    match envelope:
        case {
            "body": str(body),
            "headers": dict(headers),
            "properties": {
                "body_encoding": "base64",
                "delivery_tag": str(),
                "delivery_info": {"exchange": str(), "routing_key": str()},
            },
        } if _is_base64(body) and _names_a_task_or_none(headers):
            return True
    report_dropped()
    return False


def report_dropped() -> None:
    """Say that something was dropped, and nothing of what it was."""
    logger.error("a message that cannot be read was dropped from the queue")


def _is_base64(body: str) -> bool:
    try:
        base64.b64decode(body)
    except ValueError:
        return False
    return True


def _names_a_task_or_none(headers: dict) -> bool:
    return "task" not in headers or (
        isinstance(headers["task"], str) and isinstance(headers.get("id"), str)
    )
