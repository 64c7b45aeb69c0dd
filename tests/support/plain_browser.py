"""A browser without a screen, for a server that is really running: a session, GET and POST."""

from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode, urlsplit

from django.conf import settings

from tests.support.people import Someone

# As a cookie and as a field it is enough for a form: Django compares the two.
TOKEN = "t" * 32
TIMEOUT_SECONDS = 20


def session_of(someone: Someone) -> str:
    """The key of a session in which this person is signed in."""
    return someone.browser.cookies[settings.SESSION_COOKIE_NAME].value


class PlainBrowser:
    """Signed in by the key of a session; an answer that never came counts as status 0.

    `page` is what the last answer said.
    """

    def __init__(self, address: str, session: str) -> None:
        self.host = urlsplit(address).netloc
        self.page = ""
        cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: TOKEN}
        self.cookies = "; ".join(f"{name}={value}" for name, value in cookies.items())

    def opens(self, path: str) -> int:
        """GET; gives the status."""
        return self._asks("GET", path, None)

    def sends(self, path: str, **fields: str) -> int:
        """POST; gives the status. A redirection is not followed."""
        return self._asks("POST", path, urlencode({**fields, "csrfmiddlewaretoken": TOKEN}))

    def _asks(self, method: str, path: str, body: str | None) -> int:
        connection = HTTPConnection(self.host, timeout=TIMEOUT_SECONDS)
        headers = {"Cookie": self.cookies, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, body, headers)
            with connection.getresponse() as answer:
                self.page = answer.read().decode()
                return answer.status
        except (OSError, HTTPException):
            return 0
        finally:
            connection.close()
