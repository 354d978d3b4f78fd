"""How like two titles of rows are: so like that one may be the other, written anew."""

import re

from rapidfuzz import fuzz

from rules.phrases.normalising import folded

LIKENESS = 90
"""The likeness (of 100) of two titles from which one may be the other, written anew."""

_COUNTS = re.compile(r"\b(?:\d+|[ivxlc]+)\b")
"""Numbers in a folded title: titles with different ones say different things, however like they are."""


def near(one: str, other: str) -> bool:
    """True if two titles are the same, or nearly so: “quý I” is not “quý II”."""
    return likeness(folded(one), folded(other)) > 0


def likeness(one: str, other: str) -> float:
    """How like two folded titles are, of 100; 0 where that is less than LIKENESS, or they say different numbers."""
    found = fuzz.ratio(one, other, score_cutoff=LIKENESS)
    return found if found and _COUNTS.findall(one) == _COUNTS.findall(other) else 0
