"""The tree of agencies, indexed for the questions that rules ask of it."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any, TypeVar

from events.rows import UnitRow
from rules.groups.members import EACH_ITS_OWN, Member, parse_members
from rules.groups.silence import Silence
from rules.plan import TaskRule
from rules.unit_kinds import GROUP

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Units:
    """All known units by code."""

    rows: Mapping[str, UnitRow]

    @classmethod
    def build(cls, rows: Iterable[UnitRow]) -> "Units":
        """The tree made of `rows`; order does not matter."""
        return cls({row.code: row for row in sorted(rows)})

    @cached_property
    def above(self) -> Mapping[str, str | None]:
        """The unit above each: its parent; of one that has ended its successor, unless that stands below it."""
        found = {code: row.parent for code, row in self.rows.items()}
        ended = (
            (row.ended_on, row.code, row.successor) for row in self.rows.values() if row.ended_on and row.successor
        )
        for _, code, heir in sorted(ended):
            if code not in _climb(heir, found):
                found[code] = heir
        return found

    @cached_property
    def children(self) -> Mapping[str | None, tuple[str, ...]]:
        """Codes of the units directly below each, in order of code."""
        below: dict[str | None, list[str]] = {}
        for code, parent in self.above.items():
            below.setdefault(parent, []).append(code)
        return {parent: tuple(codes) for parent, codes in below.items()}

    @cached_property
    def _ancestries(self) -> dict[str, tuple[str, ...]]:
        return {}

    def ancestry(self, code: str) -> tuple[str, ...]:
        """The unit itself, then the one above it, and so on to the root."""
        if code not in self._ancestries:
            self._ancestries[code] = tuple(_climb(code, self.above))
        return self._ancestries[code]

    def lines(self, code: str) -> tuple[tuple[date | None, tuple[str, ...]], ...]:
        """The unit and those above it, the nearest first, as they stood from a day on (None: ever); earliest first.

        From the day on which one of them ended its successor stands in its place, and what is above that.
        """
        if not self.any_ended:
            return ((None, self.ancestry(code)),)
        return self.once(("lines", code), lambda: tuple(self._lines(code)))

    def _lines(self, code: str) -> Iterator[tuple[date | None, tuple[str, ...]]]:
        since: str | None = ""
        while since is not None:
            line = tuple(self._line_on(since, code))
            yield date.fromisoformat(since) if since else None, line
            ends = (row.ended_on for one in line if (row := self.rows.get(one)) and row.successor)
            since = min((day for day in ends if day and day > since), default=None)

    def _line_on(self, day: str, code: str) -> Iterator[str]:
        """The unit that stood for `code` on `day`, then those that stood above it on that day."""
        at: str | None = code
        while at and (heir := self._succeeded(at, day)):
            at = heir
        while at is not None:
            if self._succeeded(at, day):
                at = self.above[at]
            else:
                yield at
                at = self.rows[at].parent if at in self.rows else None

    def _succeeded(self, code: str, day: str) -> str | None:
        """The unit that took the place of `code`, if it had by `day`."""
        row = self.rows.get(code)
        return row.successor if row and row.ended_on and row.ended_on <= day else None

    def looking_at(self, code: str) -> frozenset[str]:
        """The unit, and all that it stands above, or for, on any day: those below it now are among them."""
        return self.once(("looking at", code), lambda: frozenset(_reached(code, self._dependants)))

    @cached_property
    def _dependants(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for row in self.rows.values():
            for other in filter(None, {row.parent, row.successor}):
                found.setdefault(other, []).append(row.code)
        return found

    @cached_property
    def _subtrees(self) -> dict[str, frozenset[str]]:
        return {}

    def subtree(self, code: str) -> frozenset[str]:
        """The unit and all below it."""
        if code not in self._subtrees:
            self._subtrees[code] = frozenset(_reached(code, self.children))
        return self._subtrees[code]

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
        """Codes of the units of `kind` below `under`, or that themselves, in order of code.

        One that has ended is among those where it stood, wherever its successor does.
        """
        if (kind, under) not in self._of_kind:
            living = self.subtree(under) - self.over
            found = [code for code in living if code in self.rows and self.rows[code].kind == kind]
            found += [code for code in self.over if self.rows[code].kind == kind and self._stood_below(under, code)]
            self._of_kind[kind, under] = tuple(sorted(found))
        return self._of_kind[kind, under]

    def _stood_below(self, under: str, code: str) -> bool:
        parent = self.rows[code].parent
        return under == code or (parent is not None and under in self.ancestry(parent))

    def all_of_kind(self, kind: str, under: str) -> frozenset[str]:
        """The same, in no order."""
        return self.once(("kind", kind, under), lambda: frozenset(self.of_kind(kind, under)))

    @cached_property
    def heirs(self) -> Mapping[str, str]:
        """For each unit that ended and has a successor, the unit that stands for it now."""
        ended = (code for code, row in self.rows.items() if row.ended_on and row.successor)
        found = {code: self.current(code) for code in ended}
        return {code: heir for code, heir in found.items() if heir}

    def current(self, code: str, on: date | None = None) -> str | None:
        """The unit that stands for `code` now, or stood on a day: itself, or its last successor.

        None if it ended without one.
        """
        row = self.rows.get(code)
        if row is None or not row.ended_on or (on and not self.ended_by(code, on)):
            return code
        return self.current(row.successor, on) if row.successor else None

    def leading(self, code: str, on: date | None = None) -> str:
        """The unit that leads for `code` now, or led on a day; itself where it ended and nobody took over."""
        return self.current(code, on) or code

    def succession(self, code: str) -> tuple[str, ...]:
        """The unit, and those that took over from it one after the other."""
        row = self.rows.get(code)
        return (code, *(self.succession(row.successor) if row and row.successor else ()))

    def standing_for(self, code: str, on: date | None = None) -> frozenset[str]:
        """The units that stand for `code` now, or stood on a day: of a group those of its members."""
        found: set[str] = set()
        todo, seen = [code], set[str]()
        while todo:
            now = self.current(todo.pop(), on)
            if now is None or now in seen:
                continue
            seen.add(now)
            if now in self.groups:
                todo += self.members(now)
            else:
                found.add(now)
        return frozenset(found)

    def same(self, one: str, other: str, on: date | None = None) -> bool:
        """True if nobody stands for the one, now or on a day, who does not stand for the other."""
        return one == other or self.standing_for(one, on) == self.standing_for(other, on) != frozenset()

    def goes_through(self, through: str | None, lead: str) -> str | None:
        """Through whom reports of `lead` go by now; None: through nobody that is there, or it leads itself by now."""
        now = self.current(through) if through else None
        return None if now == self.current(lead) else now

    def passed_on(self, code: str, lead: str) -> bool:
        """True if `lead` has a task of the unit `code` because it took over from it."""
        return lead != code and lead in self.succession(code)

    def became(self, code: str) -> list[str]:
        """The unit itself, and all that have become part of it."""
        return [code, *(old for old, heir in self.heirs.items() if heir == code)]

    @cached_property
    def any_ended(self) -> bool:
        """True if any unit has merged, split or ended."""
        return bool(self.over)

    @cached_property
    def over(self) -> frozenset[str]:
        """The units that have merged, split or ended."""
        return frozenset(code for code, row in self.rows.items() if row.ended_on)

    def ended_by(self, code: str, day: date) -> bool:
        """True if the unit had ended when `day` began, or on that day."""
        row = self.rows.get(code)
        return bool(row and row.ended_on and row.ended_on <= day.isoformat())

    def ended(self, code: str) -> bool:
        """True if the unit has merged, split or ended."""
        return code in self.over

    # --- groups ---

    @cached_property
    def groups(self) -> Mapping[str, tuple[Member, ...]]:
        """The groups that stand for others, with the lines that say whom."""
        return {code: parse_members(row.members) for code, row in self.rows.items() if row.members}

    def members(self, code: str) -> tuple[str, ...]:
        """Codes of the units that a group stands for, in order: those of groups among them, and those that have ended.

        What stands for nobody else is its own only member.
        """
        if code not in self.groups:
            return (code,)
        return self.once(("members", code), lambda: tuple(sorted(set(self._members(code, frozenset())))))

    def _members(self, code: str, within: frozenset[str]) -> Iterator[str]:
        for member in self.groups[code]:
            found = (member.unit,) if member.unit else self.of_kind(member.kind or "", member.under or "")
            yield from (one for one in found if one not in self.groups and one not in member.but)
        for group in set(self._groups_in(code)) - within - {code}:
            yield from self._members(group, within | {code})

    def silence(self, code: str) -> Silence | None:
        """The reason that nobody hears what the unit is told; None where somebody does, or nobody knows the unit."""
        row = self.rows.get(code)
        if row is None:
            return None
        if self.current(code) is None:
            return Silence.ENDED
        if row.kind != GROUP or row.ended_on:
            return None
        if code not in self.groups:
            return Silence.NO_MEMBERS
        return None if any(map(self.current, self.members(code))) else Silence.NOBODY_LEFT

    def circle(self, code: str, way: tuple[str, ...] = ()) -> tuple[str, ...]:
        """The groups by way of which the group contains itself, that first and last; () where it does not."""
        if code in way:
            return (*way, code) if way[0] == code else ()
        found = (self.circle(one, (*way, code)) for one in dict.fromkeys(self._groups_in(code)))
        return next((one for one in found if one), ())

    def _groups_in(self, code: str) -> Iterator[str]:
        for member in self.groups.get(code, ()):
            found = (member.unit,) if member.unit else self.of_kind(member.kind or "", member.under or "")
            yield from (one for one in found if one in self.groups and one not in member.but)

    def doing(self, rule: TaskRule) -> tuple[str, ...]:
        """The units for which a rule that is for no kind makes tasks; groups among them as their members."""
        named = rule.for_units or (rule.lead,)
        if self.groups.keys().isdisjoint(named) or not (rule.for_units or self._each_its_own(rule)):
            return named
        return self.once(
            ("doing", named), lambda: tuple(dict.fromkeys(m for code in named for m in self.members(code)))
        )

    def in_order(self, rule: TaskRule) -> Mapping[str, int]:
        """The same, each with its place among them: to be looked up one by one, there may be thousands."""
        named = self.doing(rule)
        return self.once(("in order", named), lambda: {unit: place for place, unit in enumerate(named)})

    def for_group(self, rule: TaskRule) -> bool:
        """True if the rule is for a group, by its lead or by its list: who is meant may change."""
        rows = (self.rows.get(code) for code in rule.for_units or (rule.lead,))
        return any(row and row.kind == GROUP for row in rows)

    def _each_its_own(self, rule: TaskRule) -> bool:
        """True if each member of the group that leads has a task: so the row says, or else the group."""
        return (rule.tasks or self.rows[rule.lead].tasks) == EACH_ITS_OWN

    def groups_with(self, code: str) -> frozenset[str]:
        """The groups among whose members the unit is, or may be: also by way of others."""
        return frozenset(_reached(code, self._grouped)) - {code} | self._with_kind_of(code)

    def _with_kind_of(self, code: str) -> frozenset[str]:
        row = self.rows.get(code)
        direct = self._by_kind.get(row.kind, ()) if row else ()
        return frozenset(one for group in direct for one in _reached(group, self._grouped))

    @cached_property
    def _grouped(self) -> Mapping[str, Sequence[str]]:
        """By unit, the groups that name it; by group also those that may mean it, as one of a kind."""
        of_groups = self._by_kind.get(GROUP, ())
        found = {code: [one for one in of_groups if one != code] for code in self.groups} if of_groups else {}
        for group, members in self.groups.items():
            for code in (one.unit for one in members if one.unit):
                found.setdefault(code, []).append(group)
        return found

    @cached_property
    def _by_kind(self) -> Mapping[str, Sequence[str]]:
        found: dict[str, list[str]] = {}
        for group, members in self.groups.items():
            for kind in dict.fromkeys(one.kind for one in members if one.kind):
                found.setdefault(kind, []).append(group)
        return found

    def name(self, code: str) -> str:
        """The unit's name; its code where it isn't known."""
        row = self.rows.get(code)
        return row.name if row else code


def _climb(code: str, above: Mapping[str, str | None]) -> Iterator[str]:
    """`code`, then the unit above it, and so on to the root."""
    at: str | None = code
    while at is not None:
        yield at
        at = above.get(at)


def _reached(code: str, below: Mapping[Any, Sequence[str]]) -> Iterator[str]:
    """`code`, and all that is reached from it, each once."""
    todo, seen = [code], {code}
    while todo:
        at = todo.pop()
        yield at
        fresh = [one for one in below.get(at, ()) if one not in seen]
        seen.update(fresh)
        todo += fresh
