"""Random secrets that open a door: shown once, kept as their hashes. They are random, so a quick hash is enough."""

import hashlib
import hmac
import secrets

TOKEN = "thd_"  # noqa: S105 - how each begins, so that one that was published by mistake is found


def new_secret() -> str:
    """256 random bits, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A token for a program."""
    return TOKEN + new_secret()


def digest(secret: str) -> str:
    """What is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def form_token(cookie: str) -> str:
    """What our own forms carry, so that a form of another site is known: made of the cookie, and says nothing of it."""
    return hmac.digest(cookie.encode("utf-8", "replace"), b"thoihan form", "sha256").hex()[:32]
