"""Addresses to go on to after signing in: our own, and no other site's, however it is written."""

from urllib.parse import urlsplit

HOME = "/"


def local(path: str) -> str:
    """The address, where it is a path of our own; else the first page."""
    plain = path.startswith("/") and not path.startswith("//") and path.isprintable() and "\\" not in path
    try:
        parts = urlsplit(path)
    except ValueError:
        return HOME
    return path if plain and not parts.scheme and not parts.netloc else HOME
