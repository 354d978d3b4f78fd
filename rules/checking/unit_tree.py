"""The units that a plan is checked against: those it declares, those the caller knows, and the official codes."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rules.checking.parsed_plan import ParsedPlan
from rules.unit_kinds import (
    CENTRAL,
    COMMUNE,
    COMMUNE_CODE,
    KINDS,
    PROVINCE,
    PROVINCE_CODE,
    ROOT,
    official_kind,
    usual_parent,
)

DEEPEST = 50
"""A longer chain of units above one another is taken for a circle."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """A unit as the plan declares it; what could not be read is None."""

    kind: str | None
    parent: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Tree:
    """The units of a plan. Where something isn't known, the answer is the one that raises no false alarm."""

    unit: str | None  # the plan's own
    declared: Mapping[str, Declared]
    known: Mapping[str, str] | None  # code -> kind, of all units there are; None: the caller doesn't know
    kinds: frozenset[str]  # that some known unit has; without a complete list also the usual ones
    growing: bool = False  # official units may come to those known

    def has(self, code: str) -> bool:
        """True if there is such a unit, as far as is known."""
        if code in self.declared or code in (self.known or ()):
            return True
        kind = official_kind(code)
        if self.known is None or kind is None:
            return kind is not None
        return self.growing and kind not in self.known.values()

    def codes(self) -> Iterator[str]:
        """All codes that are known by name."""
        yield from self.declared
        yield from self.known or ()

    def kind(self, code: str) -> str | None:
        """The unit's kind, if it is known."""
        if code in self.declared:
            return self.declared[code].kind
        return (self.known or {}).get(code) or official_kind(code)

    def chain(self, code: str) -> tuple[str | None, ...]:
        """Kinds of the unit and of those above it; None where one is not known."""
        kinds: list[str | None] = []
        at: str | None = code
        while at is not None and len(kinds) < DEEPEST:
            kinds.append(self.kind(at))
            if at in self.declared:
                at = self.declared[at].parent
            elif at == ROOT:
                at = None
            elif PROVINCE_CODE.fullmatch(at):
                at = ROOT
            elif COMMUNE_CODE.fullmatch(at):  # below some province
                return (*kinds, PROVINCE, CENTRAL)
            else:
                return (*kinds, None)
        return tuple(kinds)

    def below(self, kind: str) -> frozenset[str | None]:
        """Kinds that a unit of `kind`, below the plan's unit, may have above it, its own included."""
        above = set(self.chain(self.unit)) if self.unit else {None}
        declared = [code for code, unit in self.declared.items() if unit.kind == kind]
        chains = {above_it for code in declared for above_it in self.chain(code)}
        certain = declared or kind in (CENTRAL, PROVINCE, COMMUNE)
        return frozenset(above | chains | {kind} | (set() if certain else {None}))


def tree_of(parsed: ParsedPlan, known: Mapping[str, str] | None, *, growing: bool = False) -> Tree:
    """The units of `parsed`."""
    unit = parsed.plan.get("unit")
    declared = {}
    for code, record in parsed.units.items():
        kind = record.get("kind")
        declared[code] = Declared(kind=kind, parent=record.get("parent") or usual_parent(code, kind, unit))
    kinds = {one.kind for one in declared.values() if one.kind}
    kinds.update(KINDS if known is None or growing else ())
    kinds.update((known or {}).values())
    return Tree(unit=unit, declared=declared, known=known, kinds=frozenset(kinds), growing=growing)
