"""What has been worked out before and comes out the same: kept by all that it depends on, so nothing goes stale."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from engine.looking import Looks, looks_of
from engine.stepping import Step, steps_text
from engine.units import Units
from events.rows import UnitRow
from rules.plan import Plan, TaskRule

Answer = TypeVar("Answer")

MOST = 4_096
"""So many answers of a kind are kept (a few kilobytes each) before all are forgotten."""


@dataclass(slots=True)
class Worked:
    """One for all that is followed with the same tools. To forget is harmless, and so are two threads at once."""

    _looks: dict[tuple[str, str], Looks] = field(default_factory=dict)
    _answers: dict[Hashable, object] = field(default_factory=dict)
    _texts: dict[int, tuple[Sequence[Step], str]] = field(default_factory=dict)  # by the id() of what is in them
    _tree: tuple[Sequence[UnitRow], Units] | None = None

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

    def text_of(self, steps: Sequence[Step]) -> str:
        """A count's steps as they are kept: JSON. Counts that are shared share it."""
        kept = self._texts.get(id(steps))
        if kept is None or kept[0] is not steps:
            if len(self._texts) >= MOST:
                self._texts.clear()
            kept = self._texts[id(steps)] = steps, steps_text(steps)
        return kept[1]

    def tree(self, rows: Sequence[UnitRow]) -> Units:
        """The tree of agencies that `rows` are: the last one again, where it is the very same list."""
        kept = self._tree
        if kept is None or kept[0] is not rows:
            kept = self._tree = rows, Units.build(rows)
        return kept[1]
