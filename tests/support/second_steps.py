"""An app that shows codes, and a device that keeps a passkey, as far as this site can tell."""

import base64
import hashlib
import html
import json
import os
import re
import time
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from django.http import HttpResponse
from django.test import Client
from fido2 import cbor
from fido2.cose import ES256

from tests.support.people import PASSWORD, Someone

ADD_APP = "/accounts/2fa/totp/activate/"
CODES = "/accounts/2fa/recovery-codes/"
SECOND_STEP = "/accounts/2fa/authenticate/"
ADD_PASSKEY = "/accounts/2fa/webauthn/add/"
# Who holds the device was there, and was checked by it; the last one: a new key is inside.
PRESENT, CHECKED, NEW_KEY = 0x01, 0x04, 0x40


@dataclass
class App:
    """Shows codes from the secret it was told."""

    secret: str

    def shows(self, *, periods_from_now: int = 0) -> str:
        """The code of this half minute, or of one before or after it."""
        counter = int(time.time()) // 30 + periods_from_now
        return format_hotp_value(hotp_value(self.secret, counter))


@dataclass
class Device:
    """Makes one passkey and shows it."""

    origin: str = "http://localhost"
    id: bytes = field(default_factory=lambda: os.urandom(16))
    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    owner: str = ""

    def creates(self, options: dict) -> str:
        """What a browser sends after making the passkey that `options` ask for."""
        asked = options["publicKey"]
        self.owner = asked["user"]["id"]
        public = cbor.encode(ES256.from_cryptography_key(self.key.public_key()))
        inside = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + public
        seen = self._seen(asked["rp"]["id"], PRESENT | CHECKED | NEW_KEY) + inside
        attested = cbor.encode({"fmt": "none", "attStmt": {}, "authData": seen})
        said = {"attestationObject": _text(attested), "clientDataJSON": self._said("create", asked)}
        return self._sends(said, {"credProps": {"rk": True}})

    def gets(self, options: dict) -> str:
        """What a browser sends after showing the passkey."""
        asked = options["publicKey"]
        seen, said = self._seen(asked["rpId"], PRESENT | CHECKED), self._said("get", asked)
        signed = seen + hashlib.sha256(base64.urlsafe_b64decode(said + "==")).digest()
        shown = {
            "authenticatorData": _text(seen),
            "clientDataJSON": said,
            "signature": _text(self.key.sign(signed, ec.ECDSA(hashes.SHA256()))),
            "userHandle": self.owner,
        }
        return self._sends(shown, {})

    def _seen(self, host: str, flags: int) -> bytes:
        return hashlib.sha256(host.encode()).digest() + bytes([flags]) + bytes(4)

    def _said(self, deed: str, asked: dict) -> str:
        said = {"type": f"webauthn.{deed}", "challenge": asked["challenge"], "origin": self.origin}
        return _text(json.dumps(said).encode())

    def _sends(self, response: dict, extras: dict) -> str:
        credential = {"id": _text(self.id), "rawId": _text(self.id), "type": "public-key"}
        return json.dumps({**credential, "response": response, "clientExtensionResults": extras})


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def types_the_password(name: str, browser: Client | None = None) -> Client:
    """A browser in which somebody got as far as their password."""
    browser = browser or Client()
    typed = {"login": f"{name.lower()}@example.org", "password": PASSWORD}
    browser.post("/accounts/login/", typed)
    return browser


def adds_an_app(someone: Someone) -> App:
    """Scan the square, type the first code."""
    someone.proves_it()
    page = html.unescape(someone.opens(ADD_APP).content.decode())
    app = App(re.search(r"otpauth://\S+?secret=(\w+)", page).group(1))
    someone.sends(ADD_APP, {"code": app.shows()})
    return app


def reads_the_codes(someone: Someone) -> list[str]:
    """The recovery codes on the page that shows them once."""
    someone.proves_it()
    return re.findall(r'class="code">(\d{8})<', someone.opens(CODES).content.decode())


def at_localhost(someone: Someone) -> Someone:
    """The same person, who opened the site under a name a browser makes passkeys for."""
    someone.browser.defaults["SERVER_NAME"] = "localhost"
    return someone


def options_on(page: HttpResponse) -> dict:
    """What a page asks of the device."""
    return json.loads(html.unescape(re.search(r'data-options="(.+?)"', page.text).group(1)))


def adds_a_passkey(someone: Someone, *, name: str = "My phone") -> Device:
    """Make a passkey at localhost."""
    at_localhost(someone).proves_it()
    device = Device()
    credential = device.creates(options_on(someone.opens(ADD_PASSKEY)))
    sent = {"name": name, "passwordless": "on", "credential": credential}
    assert someone.sends(ADD_PASSKEY, sent).status_code == 302
    return device
