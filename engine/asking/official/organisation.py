"""Agencies in the order of the organisation: each before those below it, and side by side as the plans name them."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from engine.units import Units
from rules.plan import Plan
from rules.unit_kinds import CENTRAL, COMMUNE, GROUP, PROVINCE

FIRST, LAST = (CENTRAL, PROVINCE, "party-body", "party-committee", "department"), (GROUP, COMMUNE)
"""The kinds that go first and last among those side by side; what an office calls otherwise stands between them."""


def in_order(units: Units, codes: Collection[str], plans: Sequence[Plan]) -> list[str]:
    """These agencies in the order of the organisation; those that are not registered last.

    Of those that stand side by side the kinds go first, central bodies before provinces, Party bodies before committees
    and departments, these before communes; then the order in which a plan declares them; then the code.
    """
    named = {code: at for at, code in enumerate(dict.fromkeys(code for plan in plans for code in plan.units))}
    ranks = {code: _rank(units, named, code) for code in units.rows}
    ordered = [code for code in _walk(units, ranks) if code in codes]
    return [*ordered, *sorted(set(codes) - set(ordered))]


Rank = tuple[int, int, str]


def _rank(units: Units, named: Mapping[str, int], code: str) -> Rank:
    kind = units.rows[code].kind
    place = FIRST.index(kind) if kind in FIRST else len(FIRST) + (LAST.index(kind) + 1 if kind in LAST else 0)
    return place, named.get(code, len(named)), code


def _walk(units: Units, ranks: Mapping[str, Rank]) -> Iterator[str]:
    """Every agency, those above first; a circle is walked once."""
    roots = [code for code in units.rows if units.above.get(code) not in units.rows]
    left, seen = sorted(roots, key=lambda code: ranks[code], reverse=True), set[str]()
    while left:
        code = left.pop()
        if code in seen:
            continue
        seen.add(code)
        yield code
        below = [one for one in units.children.get(code, ()) if one in ranks]
        left += sorted(below, key=lambda one: ranks[one], reverse=True)
