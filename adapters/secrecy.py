"""Keeping passwords out of what is printed, logged and stored."""

import re

HIDDEN = "***"
_LOGIN = re.compile(r"(://[^:/?#@]*:).*@", re.DOTALL)  # to the last @: a password may hold some itself
_FIELD = re.compile(r"([?&](?:ssl)?(?:password|passwd|pass|pwd|token|secret|key)=)[^&#]*", re.IGNORECASE)


class Secret:
    """Text that no message, log or traceback shows by accident."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The text itself, for the one place that hands it over."""
        return self._text

    def __repr__(self) -> str:
        return HIDDEN

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)


def redacted(url: str) -> str:
    """`url` with every password in it hidden, to be shown. Where it is not clear what is one, more is hidden."""
    return _FIELD.sub(rf"\1{HIDDEN}", _LOGIN.sub(rf"\1{HIDDEN}@", url))
