"""What has been worked out before and comes out the same: kept by all that it depends on, so nothing goes stale."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from engine.counting.due import Due
from engine.deciding.rows import Bare
from engine.facts.watched import Looks, looks_of
from engine.units import Units
from events.rows import UnitRow
from rules.plan import Plan, TaskRule

Answer = TypeVar("Answer")

MOST = 16_384
"""So many answers of a kind are kept (a few kilobytes each) before all are forgotten."""


@dataclass(slots=True)
class Worked:
    """One for all that is followed with the same tools. To forget is harmless, and so are two threads at once."""

    _looks: dict[tuple[str, str], Looks] = field(default_factory=dict)
    _answers: dict[Hashable, object] = field(default_factory=dict)
    _bare: dict[int, tuple[Due, Bare]] = field(default_factory=dict)  # by the id() of what is in them
    _last: dict[str, tuple[Sequence[object], object]] = field(default_factory=dict)

    def looks(self, plan: Plan, rule: TaskRule) -> Looks:
        """What `rule` of `plan` looks at."""
        key = plan.hash, rule.id
        if key not in self._looks:
            self._looks[key] = looks_of(plan, rule)
        return self._looks[key]

    def once(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which depends on nothing but what is in `key`."""
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MOST:
                self._answers.clear()
            found = self._answers[key] = work()
        return found  # type: ignore[return-value]  # what was kept under a key is what its work gives

    def bare(self, due: Due, work: Callable[[], Bare]) -> Bare:
        """A due date as it is kept. Those that are shared share it."""
        kept = self._bare.get(id(due))
        if kept is None or kept[0] is not due:
            if len(self._bare) >= MOST:
                self._bare.clear()
            kept = self._bare[id(due)] = due, work()
        return kept[1]

    def tree(self, rows: Sequence[UnitRow]) -> Units:
        """The tree of agencies that `rows` are."""
        return self.made_of("units", rows, lambda: Units.build(rows))

    def made_of(self, what: str, rows: Sequence[object], work: Callable[[], Answer]) -> Answer:
        """What `work` makes of `rows`: the last one again, where it is the very same list."""
        kept = self._last.get(what)
        if kept is None or kept[0] is not rows:
            kept = self._last[what] = rows, work()
        return kept[1]  # type: ignore[return-value]  # what was kept as that is what its work gives
