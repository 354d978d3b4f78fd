"""Keeping passwords out of what is printed, logged and stored."""

import re

HIDDEN = "***"


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


_PASSWORD = re.compile(r"([^:/@?]*):.*@", re.DOTALL)


def password_shown(url: str) -> bool:
    """True if an address holds a password: `scheme://USER:PASSWORD@…`."""
    return bool(_PASSWORD.match(url.partition("://")[2]))


def without_password(url: str) -> str:
    """An address as it may be shown: stars for a password, and of a database's options, where one may hide, nothing."""
    scheme, slashes, rest = url.partition("://")
    if not slashes:
        return url
    shown = _PASSWORD.sub(rf"\1:{HIDDEN}@", rest, count=1) if _PASSWORD.match(rest) else rest
    return f"{scheme}://{shown.partition('?')[0] if scheme.startswith('postgres') else shown}"
