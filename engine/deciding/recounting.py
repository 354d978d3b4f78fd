"""A calendar changed: every due date counted by it is counted again, each distinct one as often as it may differ.

Tasks that share a due date mostly saw the same, so that one count stands for all; where the units of a rule see
different things, a suspension or a calendar of their own, it is looked up who of them bears what. What moved is written
as whole groups: a million tasks are a few statements (`Changes.redated`). A date that stays as it was keeps the
calendar version it was computed with.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, partial

from engine.deciding.grouping import Group, groups
from engine.deciding.misses import differing, noted_of
from engine.deciding.outcomes import Counting
from engine.deciding.tallying import Moved, recounted
from engine.decision import Before, Change, Kind
from engine.facts.known import Known
from engine.facts.receipt import Receipt
from engine.tasks import State
from events.rows import NO_DAY, Alike, Bearers, DueGroup, Redated, due_day
from events.store import Session
from rules.plan import TaskRule

_DATES = ("nominal", "due", "safe", "window_start", "set_by", "remind_on", "provisional", "left", "in_doubt")

Round = tuple[str, str]
"""A rule and a cycle."""

Place = tuple[str, str, str]
"""A rule, a cycle and a unit: a task of the plan."""


@dataclass(frozen=True, kw_only=True)
class Recounted:
    """The due dates of a plan, counted again. `bearers` are the tasks looked at; `partial`: others may bear the same.

    `restated` are units, by rule, of which more than a date may change: a suspension reaches their tasks now, or no
    longer; they are missed now, or were not. The rules are to decide.
    """

    known: Known
    moved: Moved = field(default_factory=dict)
    restated: Mapping[str, frozenset[str]] = field(default_factory=dict)
    bearers: Sequence[Bearers] = ()
    partial: bool = False

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The changes of the tasks."""
        return tuple(self._change(group, due, units) for (group, due), units in self.moved.items())

    def without(self, places: Collection[Place]) -> "Recounted":
        """The same, but for tasks that something else is written of."""
        if not places:
            return self
        kept = {
            (group, due): [unit for unit in units if (group.rule, group.cycle, unit) not in places]
            for (group, due), units in self.moved.items()
        }
        return replace(self, moved={key: units for key, units in kept.items() if units})

    def redated(self, position: int) -> Iterator[Redated]:
        """The rows to be written: of each due where most of its tasks go, and which of them go elsewhere."""
        going = self._going()
        why = {(g.due_key, due.key): str(self._kind(g, due)) for g, due in self.moved}
        usual = {old: old if self.partial else max(to, key=lambda new: (to[new], new)) for old, to in going.items()}
        to = partial(_redated, self.known.plan.id, {due.key: due_day(due.row) for _, due in self.moved}, position)
        yield from (to(old, "", new, why[old, new]) for old, new in usual.items() if new != old)
        apart = {old for old, news in going.items() if set(news) != {usual[old]}}
        goes = {(g.due_key, unit): due.key for (g, due), at in self.moved.items() if g.due_key in apart for unit in at}
        for old, unit in ((one.due_key, unit) for one in self.bearers if one.due_key in apart for unit in one.units):
            new = goes.get((old, unit), old)
            if new != usual[old]:
                yield to(old, unit, new, why.get((old, new), ""))

    @property
    def tally(self) -> Mapping[Alike, int]:
        """By how many tasks of each kind the tally changes, as these rows are written."""
        return recounted(self.known.plan.id, self.moved, self.known.receipts, self.bearers)

    def _going(self) -> Mapping[str, Counter[str]]:
        """The number of tasks that bear a due, by the due that they go to; those that stay go to the same."""
        going: dict[str, Counter[str]] = {}
        for (group, due), units in self.moved.items():
            going.setdefault(group.due_key, Counter())[due.key] += len(units)
        sizes = Counter[str]()
        for one in self.bearers:
            sizes[one.due_key] += len(one.units)
        for old, size in sizes.items():
            if old in going and going[old].total() < size:
                going[old][old] += size - going[old].total()
        return going

    def _change(self, group: DueGroup, due: Receipt, units: Sequence[str]) -> Change:
        state = State(group.state)
        return Change(
            kind=self._kind(group, due),
            plan=self.known.plan.id,
            rule=self.known.plan.rules[group.rule],
            cycle=group.cycle,
            state=state,
            due=due,
            previous=self.known.receipts[group.due_key],
            done_on=None,
            before=Before(state=state, due_key=group.due_key, since=0, done_on=None),
            units=units,
        )

    def _kind(self, group: DueGroup, now: Receipt) -> Kind:
        was = self.known.receipts[group.due_key]
        if now.due != was.due:
            return Kind.RECOUNTED if group.state == State.DONE else Kind.MOVED
        if group.state == State.DONE:
            return Kind.UPDATED
        return Kind.FIRMED if was.provisional > now.provisional else Kind.UPDATED


def _redated(plan: str, days: Mapping[str, str], position: int, old: str, unit: str, new: str, why: str) -> Redated:
    """A row to be written; one that stays as it was has no other day."""
    return Redated(plan, old, unit, new, position, why, days.get(new, NO_DAY))


def recount(
    session: Session,
    known: Known,
    found: Sequence[DueGroup],
    counting: Callable[[TaskRule], Counting],
    among: frozenset[str] | None = None,
) -> Recounted:
    """The due dates in `found` counted again: of all live and done tasks of the plan (at units `among`)."""
    counted = {
        name: list(groups(known, known.plan.rules[name], counting(known.plan.rules[name]), among))
        for name in _rules(found)
    }
    rounds = _Rounds(known, _by_round(counted))
    moving = [group for group in found if rounds.touches(group)]
    keys = {group.due_key for group in moving}
    bearers = session.bearers(known.plan.id, keys, among) if keys else []
    moved: dict[tuple[DueGroup, Receipt], list[str]] = {}
    restated = {rule: units for rule, of in counted.items() if (units := _turning(known, rule, of, among))}
    for group, now, there in rounds.places(moving, bearers):
        if now.restates(group):
            restated.setdefault(group.rule, set()).update(there)
        elif now.due and rounds.moves(group, now):
            moved.setdefault((group, now.due), []).extend(there)
    stated = {rule: frozenset(units) for rule, units in restated.items()}
    in_order = {key: sorted(units) for key, units in moved.items()}
    return Recounted(known=known, moved=in_order, restated=stated, bearers=bearers, partial=among is not None)


@dataclass(frozen=True, slots=True)
class _Now:
    """The state and the date that some tasks come to now."""

    state: State
    due: Receipt | None

    def restates(self, group: DueGroup) -> bool:
        """True if time stands still for one of both only, this and what `group` was."""
        return self.due is not None and (self.state is State.SUSPENDED) != (group.state == State.SUSPENDED)


@dataclass(frozen=True)
class _Rounds:
    """The outcomes of a plan's tasks now: by rule and cycle, for the groups of their units."""

    known: Known
    found: Mapping[Round, Sequence[tuple[_Now, Sequence[str]]]]

    def touches(self, group: DueGroup) -> bool:
        """True if the tasks of `group`, or some of them, may have another date now."""
        nows = (now for now, _ in self.found.get((group.rule, group.cycle), ()))
        return any(now.restates(group) or self.moves(group, now) for now in nows)

    def moves(self, group: DueGroup, now: _Now) -> bool:
        """True if `now` is another date than that of `group`."""
        was = self.known.receipts[group.due_key]
        return now.due is not None and any(getattr(now.due.row, name) != getattr(was.row, name) for name in _DATES)

    def places(
        self, moving: Iterable[DueGroup], bearers: Iterable[Bearers]
    ) -> Iterator[tuple[DueGroup, _Now, Sequence[str]]]:
        """The units of these groups, by what their tasks come to now. A task that its rule has no longer, stays."""
        of = {(group.due_key, group.cycle, group.state): group for group in moving}
        for bearing in bearers:
            group = of.get((bearing.due_key, bearing.cycle, bearing.state))
            if group:
                found = self._apart((group.rule, group.cycle), bearing.units)
                yield from ((group, now, units) for now, units in found)

    def _apart(self, one: Round, units: Sequence[str]) -> Iterable[tuple[_Now, Sequence[str]]]:
        of, apart = self._places[one], dict[int, list[str]]()
        for unit in units:
            if unit in of:
                apart.setdefault(of[unit], []).append(unit)
        return [(self.found[one][index][0], these) for index, these in apart.items()]

    @cached_property
    def _places(self) -> Mapping[Round, Mapping[str, int]]:
        """The outcome of each unit, by its place in `found`."""
        return {
            one: {unit: index for index, (_, units) in enumerate(of) for unit in units}
            for one, of in self.found.items()
        }


def _rules(found: Iterable[DueGroup]) -> Iterable[str]:
    return dict.fromkeys(group.rule for group in found)


def _by_round(counted: Mapping[str, Iterable[Group]]) -> Mapping[Round, Sequence[tuple[_Now, Sequence[str]]]]:
    rounds: dict[Round, list[tuple[_Now, Sequence[str]]]] = {}
    for name, of in counted.items():
        for group in of:
            now = _Now(group.outcome.state, group.outcome.receipt)
            rounds.setdefault((name, group.cycle), []).append((now, group.units))
    return rounds


def _turning(known: Known, name: str, of: Iterable[Group], among: frozenset[str] | None) -> set[str]:
    """The units whose tasks of a rule are missed now and were not, or the other way round."""
    rule = known.plan.rules[name]
    noted = noted_of(known, rule, among)
    return {unit for group in of for unit in differing(known, rule, group, noted)}
