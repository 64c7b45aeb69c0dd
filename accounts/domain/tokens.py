"""How tokens that are shown once are stored."""

import hashlib


def hash_of_token(token: str) -> bytes:
    """What is stored in place of a random token of at least 128 bits: its SHA-256.

    >>> len(hash_of_token("anything"))
    32
    """
    return hashlib.sha256(token.encode("utf-8", "replace")).digest()


def stored_session_key(key: str) -> str:
    """What is stored in place of a session's key, of which the browser alone has the whole.

    40 hexadecimal digits, as many as the column holds: the first 160 bits of its SHA-256.

    >>> len(stored_session_key("a" * 32))
    40
    """
    return hash_of_token(key).hex()[:40]
