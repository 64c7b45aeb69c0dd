"""How tokens that are shown once are stored."""

from accounts.domain.tokens import hash_of_token

__all__ = ["hash_of_token"]
