"""The audience of a task: the agencies that are told of it, each in its part, as the plan and the agencies are.

Who joins or leaves it, since a group has other members, an agency has another's place, or a version names others, is
told of the tasks that are open: of what he has a part in from now on, or has none in any more.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from engine.deciding.task_units import units_of
from engine.tasks import LIVE, State
from engine.units import Units
from events.rows import TaskRow
from rules.plan import EACH, Plan, TaskRule
from rules.unit_kinds import GROUP

LEAD, COOPERATE, FOLLOW, SUPERIOR = "lead", "cooperate", "follow", "superior"
LEADER = "leader"
"""The part of a person: the leader of the agency that leads, at an address of his own."""


def addressable(units: Units, code: str) -> bool:
    """True of an agency that can be written to, known or not; a group is its members."""
    row = units.rows.get(code)
    return row is None or row.kind != GROUP


def reached(units: Units, codes: Iterable[str], apart: Collection[str] = ()) -> tuple[str, ...]:
    """The units that are told for `codes`, EACH aside: of a group its members, but for those `apart`."""
    found: dict[str, None] = {}
    for code in (code for code in codes if code != EACH):
        if addressable(units, code):
            found[code] = None
            continue
        now = (units.current(one) for one in units.members(code) if one != code)
        found |= dict.fromkeys(one for one in now if one and one not in apart and addressable(units, one))
    return tuple(found)


def leading(plan: Plan, units: Units, rule: TaskRule) -> frozenset[str]:
    """The units that lead a task of a rule, as they stand now: as members of a group they do not cooperate in it."""
    return units.once(("leading", plan.hash, rule.id), lambda: frozenset(_leading(plan, units, rule)))


def _leading(plan: Plan, units: Units, rule: TaskRule) -> Iterator[str]:
    for unit in units_of(plan, units, rule) if rule.leads_its_own else (rule.lead,):
        yield from (now for one in units.members(unit) if (now := units.current(one)))


def cooperating(plan: Plan, units: Units, rule: TaskRule) -> tuple[str, ...]:
    """The units that are told of a rule's tasks since they cooperate, EACH aside."""
    if not (plan.policies.notify_cooperating and rule.cooperate):
        return ()
    groups = any(not addressable(units, code) for code in rule.cooperate)
    return reached(units, rule.cooperate, leading(plan, units, rule) if groups else ())


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is told of the tasks of one rule; all but `units` is alike where it is the same."""

    lead: str
    each: bool  # a task's own unit leads it, unless that is `lead`
    led_by: frozenset[str]  # those that `lead` stands for
    cooperating: frozenset[str]
    together: bool  # a task's own unit cooperates in it

    @classmethod
    def of(cls, plan: Plan, units: Units, rule: TaskRule) -> "Audience":
        """The audience as things stand."""
        heirs, told = units.heirs, cooperating(plan, units, rule)
        return cls(
            rule.lead,
            rule.leads_its_own,
            frozenset(heirs.get(one, one) for one in reached(units, (rule.lead,))),
            frozenset(heirs.get(one, one) for one in told),
            plan.policies.notify_cooperating and EACH in rule.cooperate,
        )

    @property
    def named(self) -> frozenset[str]:
        """Those that are told of all its tasks."""
        return self.led_by | self.cooperating

    def role(self, units: Units, recipient: str, unit: str) -> str | None:
        """The part that a recipient has in the task at `unit`; None: he is not told of it."""
        own = units.heirs.get(unit, unit) == recipient
        leads = own if self.each and unit != self.lead else recipient in self.led_by
        if leads:
            return LEAD
        return COOPERATE if recipient in self.cooperating or (self.together and own) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewPart:
    """Agencies have another part in open tasks of a rule than before."""

    recipients: tuple[str, ...]  # (): the unit of each task
    rule: TaskRule
    role: str  # that they have; where they have none any more, the one that they had
    joined: bool
    rows: tuple[TaskRow, ...]
    by: tuple[str, ...] = ()  # it is the part that they had, and they are told by these ways too from now on
    of: tuple[str, ...] = ()  # agencies of which they took over, and whose part it was


class _Turned(NamedTuple):
    """How a recipient's part in a task is another. See NewPart."""

    role: str
    joined: bool
    by: tuple[str, ...] = ()
    of: tuple[str, ...] = ()


@dataclass(frozen=True)
class Turning:
    """The plan and the agencies as they were, and as they are. `reached` are told by ways that they had not."""

    was: Plan
    plan: Plan
    before: Units
    units: Units
    reached: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def wanted(self) -> Mapping[str, frozenset[str] | None]:
        """The rules of whose tasks there may be something to tell: of those of these units, or (None) of all."""
        found: dict[str, frozenset[str] | None] = {}
        own = frozenset(one for unit in self.reached for one in self.units.became(unit))
        for name in self.was.rules.keys() & self.plan.rules.keys():
            was, now = self._both(name)
            if was != now or not now.named.isdisjoint(self.reached):
                found[name] = None
            elif own and (now.each or now.together):
                found[name] = own
        return found

    def turns(self, name: str, rows: Iterable[TaskRow]) -> Iterator[NewPart]:
        """All that is to be told of the tasks in `rows`, of a rule: of those that are done, that they are another's.

        (They may be opened again.)
        """
        was, now = self._both(name)
        others = sorted(
            was.led_by ^ now.led_by | was.cooperating ^ now.cooperating | now.named.intersection(self.reached)
        )
        own: dict[_Turned, list[TaskRow]] = {}
        found: dict[str, dict[_Turned, list[TaskRow]]] = {}
        for row in rows:
            for one in dict.fromkeys((*others, *self._own(row, was, now))):
                turned = self._turned(was, now, one, row.unit)
                if turned and (State(row.state) in LIVE or not turned.joined):
                    into = own if row.unit == one else found.setdefault(one, {})
                    into.setdefault(turned, []).append(row)
        yield from self._told(name, own, found)

    def _told(
        self,
        name: str,
        own: Mapping[_Turned, Sequence[TaskRow]],
        found: Mapping[str, Mapping[_Turned, Sequence[TaskRow]]],
    ) -> Iterator[NewPart]:
        rule, alike = self.plan.rules[name], dict[tuple[_Turned, tuple[TaskRow, ...]], list[str]]()
        for recipient, of in found.items():
            for turned, these in of.items():
                alike.setdefault((turned, tuple(these)), []).append(recipient)
        for turned, these in own.items():
            yield NewPart(recipients=(), rule=rule, rows=tuple(these), **turned._asdict())
        for (turned, rows), recipients in alike.items():
            yield NewPart(recipients=tuple(recipients), rule=rule, rows=rows, **turned._asdict())

    def _turned(self, was: Audience, now: Audience, recipient: str, unit: str) -> _Turned | None:
        """The part of a recipient in the task at `unit`, where there is something to tell him of that."""
        if self.units.ended(recipient) or not addressable(self.units, recipient):
            return None
        had, has = was.role(self.before, recipient, unit), now.role(self.units, recipient, unit)
        if not has:
            return _Turned(had, False) if had else None
        if has != had:
            passed_on = (one for one in self._taken_over.get(recipient, ()) if was.role(self.before, one, unit) == has)
            return _Turned(has, True, of=tuple(passed_on))
        by = self.reached.get(recipient, ())
        return _Turned(has, True, by) if by else None

    @cached_property
    def _taken_over(self) -> Mapping[str, Sequence[str]]:
        """The agencies that each one took over from by this very event."""
        found: dict[str, list[str]] = {}
        for one in sorted(self.units.over - self.before.over):
            if heir := self.units.current(one):
                found.setdefault(heir, []).append(one)
        return found

    def _both(self, name: str) -> tuple[Audience, Audience]:
        return (
            Audience.of(self.was, self.before, self.was.rules[name]),
            Audience.of(self.plan, self.units, self.plan.rules[name]),
        )

    def _own(self, row: TaskRow, was: Audience, now: Audience) -> Iterator[str]:
        """The task's own unit, where it may have another part in it, or is told by a channel that it had not."""
        own = self.units.heirs.get(row.unit, row.unit)
        if own in self.reached or (was.lead, was.each, was.together) != (now.lead, now.each, now.together):
            yield own
