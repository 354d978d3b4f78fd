"""Secrets of webhooks, and what is signed with them (Standard Webhooks 1.0, https://www.standardwebhooks.com).

A secret is made of a key in the settings and the id of the webhook, and kept nowhere. With several keys each signs, so
that a receiver may go over to a new secret when it suits him.
"""

import hmac
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks import Webhook

from adapters.secrecy import Secret

_ABOUT = b"thoihan webhook\0"


def secret_of(key: Secret, name: str) -> str:
    """The secret of the webhook of that id, as its receiver enters it: `whsec_…`."""
    made = hmac.digest(key.reveal().encode(), _ABOUT + name.encode(), "sha256")
    return f"whsec_{b64encode(made).decode()}"


def signed(keys: Sequence[Secret], name: str, message: str, at: datetime, body: bytes) -> Mapping[str, str]:
    """The headers that say which message it is, when it is sent, and that it is ours; the newest key first."""
    moment = at.astimezone(UTC)
    text = body.decode()
    each = (Webhook(secret_of(key, name)).sign(message, moment, text) for key in keys)
    return {
        "webhook-id": message,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(each),
    }
