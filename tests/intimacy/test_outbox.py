"""Mail of the embedded default is readable on this machine and nowhere else."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client, override_settings

from accounts.outbox import EmailBackend

pytestmark = pytest.mark.django_db


@pytest.fixture
def outbox(tmp_path):
    """An outbox with one letter in it."""
    with override_settings(OUTBOX_DIR=tmp_path, HAS_SMTP=False, ON_LOOPBACK=True):
        message = EmailMultiAlternatives("A quiet reminder", "Hello.", to=["alex@example.org"])
        message.attach_alternative("<p>Hello.</p>", "text/html")
        EmailBackend().send_messages([message])
        yield tmp_path


def test_a_letter_is_listed_and_readable(outbox) -> None:
    key = next(outbox.glob("*.eml")).stem

    assert "A quiet reminder" in Client().get("/outbox/").content.decode()
    assert "Hello." in Client().get(f"/outbox/{key}/").content.decode()


def test_a_letter_is_not_left_half_written(outbox) -> None:
    assert [path.suffix for path in outbox.iterdir()] == [".eml"]


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"},
        {"forwarded": "for=127.0.0.1"},
        {"x-real-ip": "127.0.0.1"},
    ],
)
def test_behind_a_proxy_there_is_no_such_page(outbox, headers) -> None:
    assert Client().get("/outbox/", headers=headers).status_code == 404


def test_from_another_machine_there_is_no_such_page(outbox) -> None:
    assert Client(REMOTE_ADDR="192.168.1.20").get("/outbox/").status_code == 404


def test_with_a_mail_server_there_is_no_such_page(outbox) -> None:
    with override_settings(HAS_SMTP=True):
        assert Client().get("/outbox/").status_code == 404


def test_on_a_site_that_others_can_reach_there_is_no_such_page(outbox) -> None:
    with override_settings(ON_LOOPBACK=False):
        assert Client().get("/outbox/").status_code == 404


@pytest.mark.parametrize("key", ["nothing", "..", "%2e%2e%2fsecrets"])
def test_only_letters_are_served(outbox, key: str) -> None:
    assert Client().get(f"/outbox/{key}/").status_code == 404
