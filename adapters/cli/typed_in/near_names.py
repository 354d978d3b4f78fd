"""Names that were perhaps meant."""

from collections.abc import Iterable

from rapidfuzz import process


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The five of `known` that are most like `name`."""
    return [found for found, _, _ in process.extract(name, sorted(known), limit=5)]
