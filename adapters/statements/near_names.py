"""Names that were perhaps meant."""

from collections.abc import Iterable, Mapping

from rules.phrases.normalising import folded

_CLOSER = 50
"""So many are looked at again, whole against whole."""

_ALIKE, _FEW = 60, 4
"""From how many of 100 points a name is called like another; and of how many names all are told, where none is."""


def near_names(name: str, known: Iterable[str]) -> list[str]:
    """Up to five of `known` that are like `name`, or have a part like it, the most alike first; there may be none.

    Where there are few, they are all told.
    """
    from rapidfuzz import fuzz, process  # noqa: PLC0415 - slow to load, and most names are there

    among = sorted(known)
    found = process.extract(name, among, scorer=fuzz.partial_ratio, processor=folded, limit=_CLOSER)
    close = [one for one in found if one[1] >= _ALIKE] or (found if len(among) <= _FEW else [])
    ranked = [(-part, -fuzz.ratio(folded(name), folded(one)), one) for one, part, _ in close]
    return [one for _, _, one in sorted(ranked)[:5]]


def near_codes(text: str, names: Mapping[str, str]) -> Mapping[str, str]:
    """Those of `names`, by code, that are like a text or have a code like it, the most alike first."""
    codes = {name: code for code, name in names.items()} | {code: code for code in names}
    return {codes[one]: names[codes[one]] for one in near_names(text, codes)}
