"""The tree of agencies, indexed for the questions that rules ask of it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from events.rows import UnitRow

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Units:
    """All known units by code."""

    rows: Mapping[str, UnitRow]

    @classmethod
    def build(cls, rows: Iterable[UnitRow]) -> "Units":
        """The tree made of `rows`; order does not matter."""
        return cls({row.code: row for row in sorted(rows)})

    def with_rows(self, rows: Iterable[UnitRow]) -> "Units":
        """The same tree, with `rows` in place of those that it has of these units."""
        fresh = {row.code: row for row in rows}
        return Units.build({**self.rows, **fresh}.values()) if fresh else self

    @cached_property
    def children(self) -> Mapping[str | None, tuple[str, ...]]:
        """Codes of the units directly below each, in order of code."""
        below: dict[str | None, list[str]] = {}
        for row in self.rows.values():
            below.setdefault(row.parent, []).append(row.code)
        return {parent: tuple(codes) for parent, codes in below.items()}

    @cached_property
    def _ancestries(self) -> dict[str, tuple[str, ...]]:
        return {}

    def ancestry(self, code: str) -> tuple[str, ...]:
        """The unit itself, then its parent, and so on to the root."""
        if code not in self._ancestries:
            self._ancestries[code] = tuple(self._above(code))
        return self._ancestries[code]

    def _above(self, code: str) -> Iterator[str]:
        at: str | None = code
        while at is not None:
            yield at
            row = self.rows.get(at)
            at = row.parent if row else None

    @cached_property
    def _subtrees(self) -> dict[str, frozenset[str]]:
        return {}

    def subtree(self, code: str) -> frozenset[str]:
        """The unit and all below it."""
        if code not in self._subtrees:
            self._subtrees[code] = frozenset(self._below(code))
        return self._subtrees[code]

    def _below(self, code: str) -> Iterator[str]:
        todo = [code]
        while todo:
            at = todo.pop()
            yield at
            todo.extend(self.children.get(at, ()))

    @cached_property
    def _noted(self) -> dict[Hashable, object]:
        return {}

    def once(self, key: Hashable, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which depends on nothing but what is in `key` and the tree."""
        if key not in self._noted:
            self._noted[key] = work()
        return self._noted[key]  # type: ignore[return-value]  # what was noted under a key is what its work gives

    @cached_property
    def _of_kind(self) -> dict[tuple[str, str], tuple[str, ...]]:
        return {}

    def of_kind(self, kind: str, under: str) -> tuple[str, ...]:
        """Codes of the units of `kind` in the subtree of `under`, in order of code."""
        if (kind, under) not in self._of_kind:
            below = (code for code in self.subtree(under) if code in self.rows and self.rows[code].kind == kind)
            self._of_kind[kind, under] = tuple(sorted(below))
        return self._of_kind[kind, under]

    def all_of_kind(self, kind: str, under: str) -> frozenset[str]:
        """The same, in no order."""
        return self.once(("kind", kind, under), lambda: frozenset(self.of_kind(kind, under)))

    @cached_property
    def heirs(self) -> Mapping[str, str]:
        """For each unit that ended and has a successor, the unit that stands for it now."""
        ended = (code for code, row in self.rows.items() if row.ended_on and row.successor)
        found = {code: self.current(code) for code in ended}
        return {code: heir for code, heir in found.items() if heir}

    def current(self, code: str) -> str | None:
        """The unit that stands for `code` now: itself, or its last successor; None if it ended without one."""
        row = self.rows.get(code)
        if row is None or not row.ended_on:
            return code
        return self.current(row.successor) if row.successor else None

    def became(self, code: str) -> list[str]:
        """The unit itself, and all that have become part of it."""
        return [code, *(old for old, heir in self.heirs.items() if heir == code)]

    def as_of_now(self) -> "Units":
        """The same units, each under the name of the one that stands for it now."""
        return Units(
            {code: row._replace(name=self.name(self.current(code) or code)) for code, row in self.rows.items()}
        )

    @cached_property
    def any_ended(self) -> bool:
        """True if any unit has merged, split or ended."""
        return any(row.ended_on for row in self.rows.values())

    def ended(self, code: str) -> bool:
        """True if the unit has merged, split or ended."""
        row = self.rows.get(code)
        return bool(row and row.ended_on)

    def name(self, code: str) -> str:
        """The unit's name; its code where it isn't known."""
        row = self.rows.get(code)
        return row.name if row else code
