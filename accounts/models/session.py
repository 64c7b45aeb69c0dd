"""A signed-in browser, tied to its person so that all of theirs can be ended at once."""

from datetime import datetime

from django.contrib.sessions.base_session import AbstractBaseSession, BaseSessionManager
from django.db import models
from django.utils.module_loading import import_string

from accounts.models.person import Person
from accounts.privacy import KEY, OWNER


class SessionQuerySet(models.QuerySet):
    """Sessions, as a set."""

    def outdated(self, at: datetime) -> "SessionQuerySet":
        """Those that have expired."""
        return self.filter(expire_date__lte=at)


class SessionManager(BaseSessionManager.from_queryset(SessionQuerySet)):
    """Django's, which writes what a session holds."""


class Session(AbstractBaseSession):
    """Django's session row with one more column."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions", null=True)

    objects = SessionManager()

    class Privacy:
        owner = "person"
        erased = {"session_key", "session_data", "expire_date", "person"}
        kept = set()
        sealed = set()
        exported_as = "sessions"
        exported = {"expire_date"}
        withheld = {"session_key": KEY, "session_data": KEY, "person": OWNER}

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that writes these rows."""
        return import_string("accounts.sessions.SessionStore")
