"""Random secrets that open a door: shown once, kept as their hashes. They are random, so a quick hash is enough."""

import hashlib
import hmac
import secrets

_SALT = 16

TOKEN = "thd_"  # noqa: S105 - how each begins, so that one that was published by mistake is found


def new_secret() -> str:
    """256 random bits, as text for an address or a cookie."""
    return secrets.token_urlsafe(32)


def new_token() -> str:
    """A token for a program."""
    return TOKEN + new_secret()


def digest(secret: str) -> str:
    """The hash that is kept of it."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def form_token(cookie: str, salt: str = "") -> str:
    """The token of our own forms, so that a form of another site is known: made of the cookie, and says nothing of it.

    It is another one each time, so that nothing can be found out from how well pages are compressed.
    """
    salt = salt or secrets.token_hex(_SALT // 2)
    return salt + hmac.digest(cookie.encode("utf-8", "replace"), b"thoihan form" + salt.encode(), "sha256").hex()[:32]


def is_form_token(text: str, cookie: str) -> bool:
    """True if a text is one that belongs to the cookie."""
    plain = text.encode("ascii", "replace").decode()
    return len(plain) > _SALT and hmac.compare_digest(plain, form_token(cookie, plain[:_SALT]))
