"""The asker: somebody who signed in, or a program with a token; and which rows he sees."""

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from adapters.web.rights.roles import ACTS, Act, Role
from engine.units import Units


@dataclass(frozen=True)
class Principal:
    """Somebody with a role at a unit and all below it.

    Whoever stands for an office at a unit that has none above it sees every row, be it of agencies beside that.
    """

    name: str  # of the account, or of the token
    role: Role
    unit: str
    tree: Callable[[], Units] = field(repr=False, compare=False)  # of agencies; asked where nobody has looked before
    person: str = ""  # as the log names him
    key: str = ""  # nobody else's, be it under the same name: of the account that was made then, or of the token

    @cached_property
    def units(self) -> Units:
        """The tree of agencies."""
        return self.tree()

    def among(self, units: Units) -> "Principal":
        """The same, whose tree of agencies is the one that a transaction has at hand: none is begun to look for it."""
        self.__dict__.setdefault("units", units)
        return self

    def may(self, act: Act) -> bool:
        """True if his role has that act."""
        return act in ACTS[self.role]

    @cached_property
    def reach(self) -> frozenset[str] | None:
        """The units whose rows he sees: those that lead, do or cooperate; None: all rows."""
        if self.units.above.get(self.unit) is None and self.role not in _AT_HOME:
            return None
        return self.units.subtree(self.unit)

    def sees(self, *units: str) -> bool:
        """True if one of `units` is in his reach, or all are."""
        return self.reach is None or not self.reach.isdisjoint(units)


_AT_HOME = {Role.AGENCY, Role.UNIT_ADMINISTRATOR}
"""Roles that have their own unit's rows alone, wherever that stands."""
