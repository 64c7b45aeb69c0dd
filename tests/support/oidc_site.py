"""Another site people sign in with, by OpenID Connect, on this machine and without any pages."""

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
from django.http import HttpResponse
from django.test import Client

CLIENT_ID, CLIENT_SECRET = "evenings", "a secret of forty-two letters, more or less"
LOGIN, CALLBACK = "/accounts/oidc/sso/login/", "/accounts/oidc/sso/login/callback/"


class OtherSite:
    """Says of everybody who comes that they are `claims`; `is_broken` makes it fail."""

    def __init__(self, address: str) -> None:
        self.address = address
        self.claims: dict[str, Any] = {}
        self.is_broken = False
        self.asked: list[str] = []

    def is_known_as(self, number: str, **claims: Any) -> None:
        """Whoever comes next is this person there."""
        self.claims = {"sub": number, **claims}

    @property
    def settings(self) -> dict[str, Any]:
        """What SOCIALACCOUNT_PROVIDERS is where a host set this site up."""
        app = {
            "provider_id": "sso",
            "name": "Hearth",
            "client_id": CLIENT_ID,
            "secret": CLIENT_SECRET,
            "settings": {"server_url": self.address},
        }
        return {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": [app]}}

    def brings(self, browser: Client, *, process: str = "login") -> HttpResponse:
        """Go there with this browser, and come back."""
        there = browser.post(f"{LOGIN}?process={process}")
        state = parse_qs(urlsplit(there.headers["Location"]).query)["state"][0]
        return browser.get(CALLBACK, {"code": "a code", "state": state})

    def answers(self, path: str) -> dict[str, Any]:
        """What it says at one of its addresses."""
        self.asked.append(path)
        if path == "/token":
            said = {"iss": self.address, "aud": CLIENT_ID, "exp": time.time() + 60, **self.claims}
            id_token = jwt.encode(said, "k" * 32, algorithm="HS256")
            return {"access_token": "a token", "token_type": "Bearer", "id_token": id_token}
        if path == "/userinfo":
            return self.claims
        ends = ("authorization", "token", "userinfo")
        addresses = {f"{end}_endpoint": f"{self.address}/{end}" for end in ends}
        return {"issuer": self.address, "jwks_uri": f"{self.address}/keys", **addresses}


@contextmanager
def other_site() -> Iterator[OtherSite]:
    """A running one, gone when the block ends."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps(site.answers(urlsplit(self.path).path)).encode()
            self.send_response(500 if site.is_broken else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            self.do_GET()

        def log_message(self, *_words: object) -> None:
            """Says nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        site = OtherSite(f"http://127.0.0.1:{server.server_port}")
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        server.shutdown()
        thread.join()
