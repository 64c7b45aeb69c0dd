"""Seal texts under a person's own key, and wrap those keys under the host's keyring.

AES-256-GCM throughout (NIST SP 800-38D): 96-bit random nonces, 128-bit tags. A sealed text is

    version (1 byte) | key id (8) | nonce (12) | ciphertext and tag

and opens only with the same key, author and purpose: those two are its associated data. Texts are
padded to full blocks of 64 bytes first, so that the length of a short answer tells nothing.
"""

import base64
import binascii
import os
from dataclasses import dataclass, field

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

VERSION = b"\x01"
KEY_BYTES = 32
KEY_ID_BYTES = 8
NONCE_BYTES = 12
BLOCK_BYTES = 64


class SealBroken(Exception):
    """A sealed value does not open: damaged, moved to another place, or under another key."""


class BadKeyring(ValueError):
    """The keyring text cannot be read; the message names the mend and never a key."""


@dataclass(frozen=True)
class Sealer:
    """One person's sealing: their data key (32 bytes), its id (8 bytes), and who they are."""

    key: bytes = field(repr=False)
    key_id: bytes
    author: bytes
    _cipher: AESGCM = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_cipher", AESGCM(self.key))

    def seal(self, text: str, purpose: str) -> bytes:
        """Seal `text`; two seals of the same text differ.

        >>> sealer = Sealer(bytes(32), bytes(8), b"alex")
        >>> sealer.open(sealer.seal("for Sunday", "note"), "note")
        'for Sunday'
        """
        nonce = os.urandom(NONCE_BYTES)
        sealed = self._cipher.encrypt(nonce, pad(text.encode()), bound_to(self.author, purpose))
        return VERSION + self.key_id + nonce + sealed

    def open(self, value: bytes, purpose: str) -> str:
        """The text sealed in `value`; raises `SealBroken` where anything does not fit."""
        head = len(VERSION) + KEY_ID_BYTES
        if value[: len(VERSION)] != VERSION or value[len(VERSION) : head] != self.key_id:
            raise SealBroken("sealed under another key or in another format")
        nonce, sealed = value[head : head + NONCE_BYTES], value[head + NONCE_BYTES :]
        try:
            padded = self._cipher.decrypt(nonce, sealed, bound_to(self.author, purpose))
            return unpad(padded).decode()
        except (InvalidTag, ValueError) as fault:
            raise SealBroken("the sealed value is damaged or from another place") from fault


@dataclass(frozen=True)
class Keyring:
    """The host's keys by id. The first wraps what is new, all of them unwrap."""

    keys: dict[str, bytes] = field(repr=False)

    @classmethod
    def parse(cls, text: str) -> "Keyring":
        """Read `id:base64,id:base64`, each key 32 bytes; raises `BadKeyring`.

        >>> Keyring.parse("a:" + base64.b64encode(bytes(32)).decode()).newest
        'a'
        """
        keys: dict[str, bytes] = {}
        for part in filter(None, (part.strip() for part in text.split(","))):
            key_id, _, encoded = part.partition(":")
            if not key_id or key_id in keys:
                raise BadKeyring("SEALING_KEYS needs one distinct id before each colon")
            keys[key_id] = _decode_key(key_id, encoded)
        if not keys:
            raise BadKeyring("SEALING_KEYS holds no key")
        return cls(keys)

    @property
    def newest(self) -> str:
        """The id of the key that wraps what is new."""
        return next(iter(self.keys))

    def wrap(self, data_key: bytes, owner: bytes) -> tuple[str, bytes]:
        """Wrap a person's key for `owner`; gives the wrapping key's id and the wrapped bytes."""
        nonce = os.urandom(NONCE_BYTES)
        wrapped = AESGCM(self.keys[self.newest]).encrypt(nonce, data_key, b"person|" + owner)
        return self.newest, nonce + wrapped

    def unwrap(self, key_id: str, wrapped: bytes, owner: bytes) -> bytes:
        """The person's key again; raises `SealBroken` where the keyring lacks or refuses it."""
        if key_id not in self.keys:
            raise SealBroken(f"SEALING_KEYS holds no key named {key_id}")
        nonce, sealed = wrapped[:NONCE_BYTES], wrapped[NONCE_BYTES:]
        try:
            return AESGCM(self.keys[key_id]).decrypt(nonce, sealed, b"person|" + owner)
        except (InvalidTag, ValueError) as fault:
            raise SealBroken("a person's key does not open under this keyring") from fault


def bound_to(author: bytes, purpose: str) -> bytes:
    """What a text is sealed together with, so that it opens nowhere else."""
    return b"evenings|" + author + b"|" + purpose.encode()


def _decode_key(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except binascii.Error as fault:
        raise BadKeyring(f"the key {key_id} in SEALING_KEYS is not base64") from fault
    if len(key) != KEY_BYTES:
        raise BadKeyring(f"the key {key_id} in SEALING_KEYS has {len(key)} bytes, not {KEY_BYTES}")
    return key


def pad(plain: bytes) -> bytes:
    """Fill up with ISO/IEC 7816-4 padding: one 0x80, then zeros to the end of the block."""
    return plain + b"\x80" + b"\x00" * (-(len(plain) + 1) % BLOCK_BYTES)


def unpad(padded: bytes) -> bytes:
    """The text again; raises `ValueError` where it was not filled up so."""
    plain = padded.rstrip(b"\x00")
    if not plain.endswith(b"\x80"):
        raise ValueError("padding is missing")
    return plain[:-1]
