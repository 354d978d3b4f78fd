"""The scope of a fact: which rules, at which units, it may change something for; those that wait for these included."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from engine.deciding.grouping import only_place
from engine.deciding.task_units import units_of
from engine.deciding.verdicts import Scope
from engine.facts.joins import Called
from engine.facts.topics import Topic, topic_of
from engine.snapshot import Tools
from engine.units import Units
from rules.conditions import Condition, quantified
from rules.offsets import Signal, SignalKind, anchors_of
from rules.plan import Milestone, Plan, TaskRule
from rules.rule_selectors import selected

_NO_OTHERS: Called = {}

Places = frozenset[str] | None
"""Units; None: all that a rule has."""


def everything(plan: Plan) -> Scope:
    """The scope of every rule of `plan`, at all its units."""
    return dict.fromkeys(plan.order)


def merged(one: Scope, other: Scope) -> Scope:
    """Both scopes: a rule's units are those of either."""
    both = dict(one)
    for name, units in other.items():
        both[name] = _either(both[name], units) if name in both else units
    return both


def _either(one: Places, other: Places) -> Places:
    return None if one is None or other is None else one | other


def sight(milestone: Milestone | None, units: Units, places: Collection[str]) -> Places:
    """The units that see a happening of `milestone` at `places`; None where that may be any."""
    return None if milestone and milestone.at in places else below(units, places)


def below(units: Units, places: Iterable[str]) -> frozenset[str]:
    """The units `places`, and all below them."""
    return frozenset().union(*(units.subtree(place) for place in places))


def kinds_of(rule: TaskRule) -> frozenset[str]:
    """The kinds of units of which the rule asks for all, for some, for the first or the last."""
    found = {one.kind for one in quantified(rule.when)}
    return frozenset(found | {anchor.kind for anchor in anchors_of(rule.due) if anchor.kind})


@dataclass(frozen=True, slots=True)
class Scoping:
    """Finds scopes in one plan: the matcher says which rules wait for what, the tree of units who can see it."""

    plan: Plan
    tools: Tools
    units: Units

    def of_happening(self, signal: Signal, places: Collection[str]) -> Scope:
        """The rules that a happening of `signal` at `places` may change something for, and their waiters."""
        return self.followed(self.directly(signal, places))

    def directly(self, signal: Signal, places: Collection[str]) -> Scope:
        """The rules that wait for a happening of `signal` at `places` themselves, or count from it."""
        touched = self.tools.matcher.touched(self.plan, signal)
        return {name: self._seeing(name, signal, places) for name in touched}

    def of_task(self, topic: Topic, places: frozenset[str]) -> Scope:
        """The rules for which it matters that `topic` is said of tasks at `places`."""
        [unit, *others] = places
        there = None if others else self._only_there(topic, unit)
        return self._of_task(topic, places) if there is None else dict.fromkeys(there, places)

    def of_waiters(self, signal: Signal) -> Scope:
        """The rules that wait for `signal` or count from it, at all their units; and their waiters."""
        return self.followed(dict.fromkeys(self.tools.matcher.touched(self.plan, signal)))

    def of_suspension(
        self, selectors: Collection[str], places: Collection[str], among: Places, called: Called = _NO_OTHERS
    ) -> Scope:
        """The rules that a suspension of `selectors` at `places` ("" is everywhere) means, and their waiters.

        Only what it means of the units `among`, where these are given. `called` are the names that joined plans have
        for milestones.
        """
        there = None if "" in places else below(self.units, places)
        scope = dict[str, Places]()
        for name in selected(self.plan, selectors, called):
            seeing = None if among is None else self._seen_from(self.plan.rules[name], among)
            scope[name] = seeing if there is None else there if seeing is None else there & seeing
        return self.followed(scope)

    def followed(self, scope: Scope) -> Scope:
        """`scope`, and all rules that wait, directly or through others, for tasks of the rules in it."""
        found = dict(scope)
        todo = list(scope)
        while todo:
            name = todo.pop()
            places = found[name]
            for waiting, signal in self._waiters(name):
                there = None if places is None else self._seeing(waiting, signal, places)
                wider = there if waiting not in found else _either(found[waiting], there)
                if waiting not in found or wider != found[waiting]:
                    found[waiting] = wider
                    todo.append(waiting)
        return found

    def _waiters(self, rule: str) -> Iterator[tuple[str, Signal]]:
        """The rules that wait for reports of a rule's tasks, or of their being missed, as the matcher finds them."""
        for kind in (SignalKind.DONE, SignalKind.MISSED):
            signal = Signal(kind=kind, name=rule)
            yield from ((waiting, signal) for waiting in self.tools.matcher.touched(self.plan, signal))

    def _of_task(self, topic: Topic, places: frozenset[str]) -> Scope:
        signal, rule = topic.signal, topic.name
        scope = self.of_happening(signal, places) if signal else {}
        return merged(scope, self.followed({rule: places})) if rule in self.plan.rules else scope

    def _only_there(self, topic: Topic, unit: str) -> tuple[str, ...] | None:
        """The rules for whose tasks at `unit` `topic` matters, said of a task there; None: it may matter elsewhere too.

        They are the same for all units that have none below them and do nothing that is done but once.
        """
        if len(self.units.subtree(unit)) > 1 or unit in self._homes():
            return None
        return self.units.once((self.plan.hash, topic), lambda: self._unless_everywhere(topic, unit))

    def _unless_everywhere(self, topic: Topic, unit: str) -> tuple[str, ...] | None:
        scope = self._of_task(topic, frozenset((unit,)))
        return None if None in scope.values() else tuple(scope)

    def _homes(self) -> frozenset[str]:
        """The units at which there is a task of a rule that has no other."""
        return self.units.once((self.plan.hash, "homes"), lambda: frozenset(self._alone()))

    def _alone(self) -> Iterator[str]:
        for rule in self.plan.rules.values():
            there = units_of(self.plan, self.units, rule)
            if len(there) == 1:
                yield there[0]

    def _seeing(self, name: str, signal: Signal, places: Collection[str]) -> Places:
        """The units for which a rule can see a happening of `signal` at `places`; None where that may be any."""
        rule = self.plan.rules[name]
        across = any(anchor.kind and anchor.signal == signal for anchor in anchors_of(rule.due))
        if across or _counts_units(rule.when, signal):
            return None
        if only_place(self.plan, self.units, topic_of(signal)) in places:
            return None
        return self._seen_from(rule, below(self.units, places))

    def _seen_from(self, rule: TaskRule, there: frozenset[str]) -> frozenset[str]:
        """The units `there`, and those of a rule that stand outside the plan's own, if that is among them.

        For these is so what is so for the plan's own unit.
        """
        if rule.for_each or self.plan.unit not in there:
            return there
        within = self.units.subtree(self.plan.unit)
        return there.union(unit for unit in units_of(self.plan, self.units, rule) if unit not in within)


def _counts_units(condition: Condition, signal: Signal) -> bool:
    return any(part.happened.signal == signal for part in quantified(condition))
