"""A signed-in browser, tied to its person so that all of theirs can be ended at once."""

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.module_loading import import_string

from accounts.models.person import Person


class Session(AbstractBaseSession):
    """Django's session row with one more column."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sessions", null=True)

    class Privacy:
        owner = "person"
        erased = {"session_key", "session_data", "expire_date", "person"}
        kept = set()
        sealed = set()

    @classmethod
    def get_session_store_class(cls) -> type:
        """The store that writes these rows."""
        return import_string("accounts.sessions.SessionStore")
