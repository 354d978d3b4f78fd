"""A memo: what has been worked out once, kept by all that it depends on, so that nothing goes stale."""

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

Answer = TypeVar("Answer")

MOST = 16_384
"""So many answers of a sort are kept (a few kilobytes each) before all are forgotten."""


@dataclass(slots=True)
class Memo:
    """One for all that is followed with the same tools. To forget is harmless, and so are two threads at once."""

    _answers: dict[Hashable, object] = field(default_factory=dict)
    _of_values: dict[int, tuple[object, object]] = field(default_factory=dict)  # by the id() of the value
    _of_lists: dict[str, tuple[Sequence[object], object]] = field(default_factory=dict)

    def once(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which depends on nothing but what is in `key`."""
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= MOST:
                self._answers.clear()
            found = self._answers[key] = work()
        return found  # type: ignore[return-value]  # what was kept under a key is what its work gives

    def of_value(self, value: object, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which depends on nothing but this very value. There is one sort of answer for it."""
        kept = self._of_values.get(id(value))
        if kept is None or kept[0] is not value:
            if len(self._of_values) >= MOST:
                self._of_values.clear()
            kept = self._of_values[id(value)] = value, work()
        return kept[1]  # type: ignore[return-value]  # what was kept of a value is what its work gives

    def of_list(self, sort: str, rows: Sequence[object], work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, made of `rows`: the last one of its sort again, where it is the very same list."""
        kept = self._of_lists.get(sort)
        if kept is None or kept[0] is not rows:
            kept = self._of_lists[sort] = rows, work()
        return kept[1]  # type: ignore[return-value]  # what was kept as that is what its work gives
