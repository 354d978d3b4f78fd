"""The check that what a task waits for happens where the task can see it.

A happening with one place is seen by the whole plan. One that happens at each unit of a kind is seen by these units and
those below them; `own` sees the unit itself only; `every`, `some`, `first` and `last` look at all units of a kind.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from rules.checking.parsed_plan import ForEach, ParsedPlan, ParsedRecord
from rules.checking.unit_tree import Tree
from rules.conditions import Happened
from rules.document import Node
from rules.offsets import Pick, Signal, SignalKind, anchors_of
from rules.plan import EACH
from rules.problem_report import ProblemReport
from rules.problems import N_
from rules.unit_kinds import GROUP

NOT_SEEN = N_(
    "Task {rule} waits in vain for “{name}”: that happens at each unit of the kind “{kind}”, "
    "and none of the task's units is one or stands below one."
)
ASK_FOR_ALL = N_(
    "Wait for all with `every {kind}`, for one with `some {kind}`; "
    "count from `first {kind} {name}` or `last {kind} {name}`."
)
NOT_OWN = N_("Task {rule} waits in vain for its own “{name}”: that does not happen at the task's units themselves.")
NO_OWN = N_("Leave out `own`, or correct where it happens.")
NOT_AT_KIND = N_("Task {rule} waits in vain for “{name}” at units of the kind “{kind}”: it does not happen there.")
CORRECT_KIND = N_("Correct the kind, or where it happens.")


def check_visibility(parsed: ParsedPlan, tree: Tree, report: ProblemReport) -> None:
    """Report every wait for what will never be seen."""
    visibility = _Visibility(parsed, tree, report)
    for name, rule in parsed.rules.items():
        for look in _looks(rule):
            visibility.check(name, rule, look)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Look:
    """A happening that a task looks for: at its units and those above, at its `own` only, or at all of a kind."""

    signal: Signal
    place: Node
    own: bool = False
    kind: str | None = None


def _looks(rule: ParsedRecord) -> Iterator[_Look]:
    """Every happening that the rule looks for."""
    for wait in rule.waits:
        kind = None if isinstance(wait.leaf, Happened) else wait.leaf.kind
        yield _Look(signal=wait.happened.signal, place=wait.at, own=wait.happened.own and not kind, kind=kind)
    for anchor in anchors_of(rule.get("due")):
        own = anchor.pick is Pick.OWN
        yield _Look(signal=anchor.signal, place=rule.place("due"), own=own, kind=anchor.kind)


@dataclass(slots=True)
class _Visibility:
    """The checks of one plan, with what was worked out for them once."""

    parsed: ParsedPlan
    tree: Tree
    report: ProblemReport
    above: dict[str, frozenset[str | None]] = field(default_factory=dict)  # by unit kind: kinds there may be above

    def check(self, name: str, rule: ParsedRecord, look: _Look) -> None:
        """Report the look of rule `name` if no unit of its can ever see the happening."""
        home, task = self.home(look.signal), self.units_of(rule)
        if home is None or task is None:
            return
        args = {"rule": name, "name": look.signal.name}
        if look.kind:
            if look.kind in self.tree.kinds and not self.at_kind(home, look.kind):
                self.report.error("never-starts", look.place, NOT_AT_KIND, CORRECT_KIND, **args, kind=look.kind)
        elif look.own:
            if not self.at_own(home, task):
                self.report.error("never-starts", look.place, NOT_OWN, NO_OWN, **args)
        elif home.kind and not self.seen(home.kind, task):
            self.report.error("never-starts", look.place, NOT_SEEN, ASK_FOR_ALL, **args, kind=home.kind)

    def home(self, signal: Signal) -> ForEach | None:
        """The units, or the kind of units, where the happening takes place; None if that is not known."""
        if signal.kind is not SignalKind.MILESTONE:
            rule = self.parsed.rules.get(signal.name)
            return self.units_of(rule) if rule else None
        milestone = self.parsed.milestones.get(signal.name)
        if not milestone or ("at" in milestone.node) == ("of each" in milestone.node):
            return None
        at, kind = milestone.get("at"), milestone.get("of each")
        return ForEach(kind=kind, codes=(at,) if at else ()) if at or kind else None

    def units_of(self, rule: ParsedRecord) -> ForEach | None:
        """The units that a rule has tasks for; None where that is not known, as when a group is among them."""
        units = _units_of(rule)
        return None if units and any(self.tree.kind(code) == GROUP for code in units.codes) else units

    def at_kind(self, home: ForEach, kind: str) -> bool:
        """True if the happening takes place, or may do so, at units of `kind`."""
        return home.kind == kind or any(self.tree.kind(code) in (kind, None) for code in home.codes)

    def at_own(self, home: ForEach, task: ForEach) -> bool:
        """True if the happening takes place, or may do so, at a unit of the task itself."""
        if task.kind:
            return self.at_kind(home, task.kind)
        return self.at_kind(task, home.kind) if home.kind else bool(set(home.codes) & set(task.codes))

    def seen(self, kind: str, task: ForEach) -> bool:
        """True if some unit of the task is, or may be, of `kind` or below one."""
        if task.kind:
            if task.kind not in self.above:
                self.above[task.kind] = self.tree.below(task.kind)
            return bool(self.above[task.kind] & {kind, None})
        return any({kind, None} & {*self.tree.chain(code)} for code in task.codes)


def _units_of(rule: ParsedRecord) -> ForEach | None:
    """The units that a rule has tasks for, or their kind; None if that could not be read."""
    if "for each" in rule.node:
        for_each: ForEach | None = rule.get("for each")
        return for_each
    lead = rule.get("lead")
    return ForEach(codes=(lead,)) if lead and lead != EACH else None
