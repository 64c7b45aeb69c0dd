"""`manage.py up`: prepares the database and runs web, worker and beat until told to stop."""

import os
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.core.management.base import BaseCommand
from django.urls import reverse

from intimacy.runner import Child, keep_together


class Command(BaseCommand):
    """One command for a whole installation."""

    help = "Runs everything: web, worker and beat. Ctrl-C ends all of them."

    def handle(self, **options: object) -> None:
        """Check, prepare, say where we are, and stay until the end."""
        _refuse_taken_port()
        # What this and its children write is for their own user only.
        os.umask(0o077)
        self._prepare()
        self._greet()
        code = keep_together(
            [_web(), _worker(), _beat()],
            folder=settings.BASE_DIR,
            environment=_environment(),
            say=self.stdout.write,
        )
        if code:
            sys.exit(code)

    def _prepare(self) -> None:
        """Bring database, content and static files to the state this version needs."""
        quiet = {"interactive": False, "verbosity": 0}
        call_command("migrate", **quiet)
        call_command("createcachetable", verbosity=0)
        call_command("check_content", verbosity=0)
        # Elsewhere than in our own data folder, whoever named the place has filled it (an image).
        if Path(settings.DATA_DIR) in Path(settings.STATIC_ROOT).parents:
            call_command("collectstatic", **quiet)

    def _greet(self) -> None:
        """Say in plain lines where to look."""
        lines = [f"{settings.SITE_NAME} is at {settings.SITE_URL}"]
        if not settings.HAS_SMTP:
            lines.append(f"Mail is kept here and shown at {settings.SITE_URL}{reverse('outbox')}")
        lines += [f"Everything it stores is in {settings.DATA_DIR}", "Ctrl-C ends it."]
        self.stdout.write("\n".join(lines))
        self.stdout.flush()


def _refuse_taken_port() -> None:
    """Say which setting helps, instead of gunicorn's five retries and a traceback."""
    family = socket.AF_INET6 if ":" in settings.HOST else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.HOST, settings.PORT))
        except OSError as error:
            raise CommandError(
                f"Cannot listen on {settings.HOST} port {settings.PORT}: {error.strerror}. "
                f"Choose another with PORT, for example PORT={settings.PORT + 1}."
            ) from error


def _environment() -> dict[str, str]:
    """Our own environment, with places that mean the same from another working directory."""
    return os.environ | {
        "DJANGO_SETTINGS_MODULE": "intimacy.settings",
        "DATA_DIR": str(settings.DATA_DIR),
        "STATIC_ROOT": str(settings.STATIC_ROOT),
    }


def _web() -> Child:
    host = f"[{settings.HOST}]" if ":" in settings.HOST else settings.HOST
    command = [
        *(sys.executable, "-m", "gunicorn", "intimacy.wsgi:application"),
        *("--bind", f"{host}:{settings.PORT}"),
        *("--workers", "2", "--threads", "4", "--timeout", "60", "--graceful-timeout", "10"),
        # It would open a control socket in the home directory.
        "--no-control-socket",
        # Which proxy to believe is decided in the settings, by TRUSTED_PROXIES.
        "--forwarded-allow-ips=",
        *("--log-level", "warning"),
    ]
    return Child("web", command)


def _worker() -> Child:
    alone = ("--without-gossip", "--without-mingle", "--without-heartbeat")
    # Two at work suit a database that takes two writers; SQLite takes one.
    number = ("--concurrency", "1" if settings.EMBEDDED else "2")
    return Child("worker", [*_celery("worker"), *alone, *number, "--loglevel", "WARNING"])


def _beat() -> Child:
    schedule = settings.CELERY_BEAT_SCHEDULE_FILENAME
    # An empty name means no pid file: the runner knows its children.
    return Child("beat", [*_celery("beat"), "--schedule", schedule, "--pidfile="])


def _celery(part: str) -> list[str]:
    return [sys.executable, "-m", "celery", "--app", "intimacy", "--quiet", part]
