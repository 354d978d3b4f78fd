"""What the status of HTTP says of a message by itself (RFC 9110, 15), whatever the provider."""

from adapters.telling.sms.provider import Submission

_WRONG_SETUP = frozenset({401, 403, 404, 405, 407})  # who we are, or where we knocked: the same for every message
_BUSY = frozenset({408, 429, 502, 503, 504})


def by_status(status: int) -> Submission | None:
    """What became of the message; None: that is for the provider to say."""
    if status in _WRONG_SETUP:
        return Submission.WRONG_SETUP
    if status in _BUSY:
        return Submission.BUSY
    return Submission.IN_DOUBT if status >= 500 else None
