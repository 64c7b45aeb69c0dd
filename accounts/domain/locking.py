"""A person's own lock: a pair of halves, of which anybody may lock and only the owner open.

The public half (X25519, RFC 7748) locks a text at any time. The private half opens, and is stored
only wrapped: by the passphrase (Argon2id, RFC 9106) and by a recovery code. A locked text is

    version (1 byte) | key id (8) | public half made for this text (32) | ciphertext and tag

sealed with AES-256-GCM under a key that HKDF-SHA256 draws from the exchange between the two. That
key is used once, so its nonce may be drawn with it. Author, purpose and padding are as in
`sealing`.
"""

import base64
import os
import secrets
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from hashlib import sha256
from typing import Any

from argon2.low_level import Type, hash_secret_raw
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.domain.sealing import (
    KEY_BYTES,
    KEY_ID_BYTES,
    NONCE_BYTES,
    SealBroken,
    bound_to,
    pad,
    unpad,
)

VERSION = b"\x02"
HALF_BYTES = 32
SALT_BYTES = 16
_HEAD = len(VERSION) + KEY_ID_BYTES
_BODY = _HEAD + HALF_BYTES

# Letters and digits of base32: no 0, 1, 8 or 9, which are taken for O, I and B.
CODE_SIGNS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
# 140 bits, in seven groups of four.
CODE_LENGTH = 28
CODE_GROUP = 4
_MISREAD = str.maketrans("018", "OIB")


class WrongSecret(Exception):
    """Neither the passphrase nor the recovery code of this lock."""


@dataclass(frozen=True)
class Cost:
    """What one guess at a passphrase costs: passes over so many KiB of memory, in lanes."""

    passes: int = 3
    memory: int = 64 * 1024
    lanes: int = 1


# What new wrappings cost. Each is stored with its own, so this may be raised at any time.
COST = Cost()


@dataclass(frozen=True)
class Opened:
    """The private half in the hands of its owner, for as long as it is opened."""

    private: bytes = field(repr=False)
    # The half that belongs to it.
    public: bytes = field(init=False, repr=False, compare=False)
    _head: bytes = field(init=False, repr=False, compare=False)
    _half: X25519PrivateKey = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        half = X25519PrivateKey.from_private_bytes(self.private)
        object.__setattr__(self, "_half", half)
        object.__setattr__(self, "public", half.public_key().public_bytes_raw())
        object.__setattr__(self, "_head", VERSION + key_id(self.public))

    def fits(self, value: bytes) -> bool:
        """Whether this is the lock that closed `value`."""
        return value[:_HEAD] == self._head

    def open(self, value: bytes, *, author: bytes, purpose: str) -> str:
        """The text locked in `value`; raises `SealBroken` where anything does not fit."""
        if not self.fits(value):
            raise SealBroken("locked by another lock or in another format")
        made_for_it, sealed = value[_HEAD:_BODY], value[_BODY:]
        try:
            shared = self._half.exchange(X25519PublicKey.from_public_bytes(made_for_it))
            key, nonce = _drawn(shared, made_for_it + self.public)
            return unpad(AESGCM(key).decrypt(nonce, sealed, bound_to(author, purpose))).decode()
        except (InvalidTag, ValueError) as fault:
            raise SealBroken("the locked value is damaged or from another place") from fault


def new_lock() -> Opened:
    """A new pair of halves.

    >>> mine = new_lock()
    >>> mine.open(lock("for me", mine.public, author=b"a", purpose="n"), author=b"a", purpose="n")
    'for me'
    """
    return Opened(X25519PrivateKey.generate().private_bytes_raw())


def lock(text: str, public: bytes, *, author: bytes, purpose: str) -> bytes:
    """Lock `text` for the owner of the half `public`; nothing secret is needed for it."""
    once = X25519PrivateKey.generate()
    made_for_it = once.public_key().public_bytes_raw()
    shared = once.exchange(X25519PublicKey.from_public_bytes(public))
    key, nonce = _drawn(shared, made_for_it + public)
    sealed = AESGCM(key).encrypt(nonce, pad(text.encode()), bound_to(author, purpose))
    return VERSION + key_id(public) + made_for_it + sealed


def is_locked(value: bytes) -> bool:
    """Whether these bytes are a locked text, and not an ordinarily sealed one."""
    return value[: len(VERSION)] == VERSION


def key_id(public: bytes) -> bytes:
    """The name of a lock inside the texts it closed (8 bytes)."""
    return sha256(public).digest()[:KEY_ID_BYTES]


def wrap(opened: Opened, *, owner: bytes, passphrase: str, code: str) -> dict[str, Any]:
    """The private half wrapped by both secrets, of plain JSON kinds. Takes as long as `COST`."""
    return {
        "passphrase": wrap_by_passphrase(opened, owner=owner, passphrase=passphrase),
        "code": wrap_by_code(opened, owner=owner, code=code),
    }


def wrap_by_passphrase(opened: Opened, *, owner: bytes, passphrase: str) -> dict[str, Any]:
    """The private half under a passphrase, with the salt and the cost it was made with."""
    made = {"salt": _text(os.urandom(SALT_BYTES)), **asdict(COST)}
    key = _of_passphrase(passphrase, made)
    return {**made, "box": _boxed(opened, key, owner, "passphrase")}


def wrap_by_code(opened: Opened, *, owner: bytes, code: str) -> dict[str, Any]:
    """The private half under a recovery code: random as it is, it needs no stretching."""
    made = {"salt": _text(os.urandom(SALT_BYTES))}
    return {**made, "box": _boxed(opened, _of_code(code, made), owner, "code")}


def unwrap(wrapped: Mapping[str, Any], *, owner: bytes, secret: str) -> Opened:
    """Open the lock by its passphrase or its recovery code; raises `WrongSecret`.

    >>> mine, code = new_lock(), new_code()
    >>> by_code = wrap_by_code(mine, owner=b"alex", code=code)
    >>> unwrap({"code": by_code}, owner=b"alex", secret=code.lower()) == mine
    True
    """
    tries = {
        # A passphrase may happen to look like a code, so the one does not rule out the other.
        "code": _of_code if is_code(secret) else None,
        "passphrase": _of_passphrase,
    }
    for kind, key_of in tries.items():
        made = wrapped.get(kind)
        opened = _unboxed(made, key_of(secret, made), owner, kind) if made and key_of else None
        if opened is not None:
            return opened
    raise WrongSecret


def put_by(opened: Opened, bound: bytes) -> tuple[bytes, str]:
    """The private half in two pieces of which neither opens anything: a secret, and a box.

    >>> mine = new_lock()
    >>> take_up(*put_by(mine, b"session"), b"session") == mine
    True
    """
    secret, nonce = os.urandom(KEY_BYTES), os.urandom(NONCE_BYTES)
    return secret, _text(nonce + AESGCM(secret).encrypt(nonce, opened.private, bound))


def take_up(secret: bytes, box: str, bound: bytes) -> Opened | None:
    """The two pieces put together; None where they do not belong together, or elsewhere."""
    try:
        raw = base64.b64decode(box, validate=True)
        return Opened(AESGCM(secret).decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], bound))
    except (InvalidTag, ValueError):
        return None


def new_code() -> str:
    """A recovery code of 140 random bits, in groups to write down."""
    signs = "".join(secrets.choice(CODE_SIGNS) for _sign in range(CODE_LENGTH))
    return "-".join(signs[at : at + CODE_GROUP] for at in range(0, CODE_LENGTH, CODE_GROUP))


def is_code(secret: str) -> bool:
    """Whether this looks like a recovery code, however it was typed."""
    signs = _signs(secret)
    return len(signs) == CODE_LENGTH and set(signs) <= set(CODE_SIGNS)


def spoken(passphrase: str) -> str:
    """A passphrase as it counts: the same words with other spaces or capitals are the same.

    >>> spoken("  Lamp   river ")
    'lamp river'
    """
    return " ".join(unicodedata.normalize("NFKC", passphrase).casefold().split())


def _of_passphrase(passphrase: str, made: Mapping[str, Any]) -> bytes:
    return hash_secret_raw(
        spoken(passphrase).encode("utf-8", "replace"),
        _bytes(made["salt"]),
        time_cost=made["passes"],
        memory_cost=made["memory"],
        parallelism=made["lanes"],
        hash_len=KEY_BYTES,
        type=Type.ID,
    )


def _of_code(code: str, made: Mapping[str, Any]) -> bytes:
    return _hkdf(_signs(code).encode(), _bytes(made["salt"]), b"evenings recovery", KEY_BYTES)


def _signs(code: str) -> str:
    kept = (sign for sign in code.upper() if not sign.isspace() and sign != "-")
    return "".join(kept).translate(_MISREAD)


def _boxed(opened: Opened, key: bytes, owner: bytes, kind: str) -> str:
    nonce = os.urandom(NONCE_BYTES)
    return _text(nonce + AESGCM(key).encrypt(nonce, opened.private, _wrap_of(owner, kind)))


def _unboxed(made: Mapping[str, Any], key: bytes, owner: bytes, kind: str) -> Opened | None:
    nonce, sealed = _bytes(made["box"])[:NONCE_BYTES], _bytes(made["box"])[NONCE_BYTES:]
    try:
        return Opened(AESGCM(key).decrypt(nonce, sealed, _wrap_of(owner, kind)))
    except InvalidTag:
        return None


def _wrap_of(owner: bytes, kind: str) -> bytes:
    return b"evenings lock|" + owner + b"|" + kind.encode()


def _drawn(shared: bytes, halves: bytes) -> tuple[bytes, bytes]:
    """The key and the nonce of one text, from the exchange and both public halves."""
    drawn = _hkdf(shared, halves, b"evenings locked text", KEY_BYTES + NONCE_BYTES)
    return drawn[:KEY_BYTES], drawn[KEY_BYTES:]


def _hkdf(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def _text(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def _bytes(text: str) -> bytes:
    return base64.b64decode(text)
