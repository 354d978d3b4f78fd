"""Names that were perhaps meant."""

from collections.abc import Iterable


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The five of `known` that are most like `name`."""
    from rapidfuzz import process  # noqa: PLC0415 - slow to load, and most names are there

    return [found for found, _, _ in process.extract(name, sorted(known), limit=5)]
