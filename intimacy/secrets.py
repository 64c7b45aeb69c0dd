"""Secrets of the embedded default: made once, kept under the data folder, for its owner only."""

import base64
import os
import secrets
from pathlib import Path


def new_sealing_key() -> str:
    """A keyring of one fresh key, as `id:base64` with 256 random bits.

    >>> key_id, _, encoded = new_sealing_key().partition(":")
    >>> len(key_id), len(base64.b64decode(encoded))
    (8, 32)
    """
    encoded = base64.b64encode(secrets.token_bytes(32)).decode()
    return f"{secrets.token_hex(4)}:{encoded}"


def new_secret_key() -> str:
    """A secret for signatures: 64 characters, 384 random bits."""
    return secrets.token_urlsafe(48)


def read_or_make(path: Path, make) -> str:
    """The secret in `path`; where there is none yet, one from `make()` is written with mode 0600.

    Two processes starting at once agree: whoever links its file first wins, the other reads it.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _write_once(path, make())
    return path.read_text(encoding="ascii").strip()


def _write_once(path: Path, secret: str) -> None:
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        # A link, unlike a rename, refuses to replace what another process made first.
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        draft.unlink()
