"""Names that were perhaps meant."""

from collections.abc import Iterable

from rules.phrases.normalising import folded

_CLOSER = 50
"""So many are looked at again, whole against whole."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """The five of `known` that are most like `name`, or have a part most like it."""
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - slow to load, and most names are there

    among = sorted(known)
    found = process.extract(name, among, scorer=fuzz.partial_ratio, processor=folded, limit=_CLOSER)
    ranked = [(-part, -fuzz.ratio(folded(name), folded(one)), one) for one, part, _ in found]
    return [one for _, _, one in sorted(ranked)[:5]]
