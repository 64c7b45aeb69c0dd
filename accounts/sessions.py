"""The session engine: Django's database sessions, with the person in a column of their own.

The key in the cookie is stored hashed, so that a stolen database or backup opens nobody's session.
"""

from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from accounts.domain.tokens import stored_session_key
from accounts.models import Session

# As Django has it; its own keys are 32 letters and digits.
SHORTEST_KEY = 8


class SessionStore(DatabaseStore):
    """Writes `accounts.Session` rows."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _validate_session_key(self, key: str | None) -> bool:
        # A cookie may quote any byte, and PostgreSQL fails on a NUL: only what we make is a key.
        return bool(key) and len(key) >= SHORTEST_KEY and key.isascii() and key.isalnum()

    def get_expire_at_browser_close(self) -> bool:
        """A session with a moment at which it ends, and not a length, ends with the browser too."""
        return isinstance(self.get("_session_expiry"), str) or super().get_expire_at_browser_close()

    def _get_session_from_db(self) -> Session | None:
        stored = stored_session_key(self.session_key)
        row = Session.objects.filter(pk=stored, expire_date__gt=timezone.now()).first()
        if row is None:
            self._session_key = None
        return row

    def exists(self, session_key: str) -> bool:
        """Whether there is one with this key."""
        return super().exists(stored_session_key(session_key))

    def delete(self, session_key: str | None = None) -> None:
        """End it: this one, or that with this key."""
        if key := session_key or self.session_key:
            super().delete(stored_session_key(key))

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = super().create_model_instance(data)
        row.session_key = stored_session_key(row.session_key)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row
