"""The check that tasks can start in time: no circles, no contradictions, no counting back from what nobody foresees."""

from dataclasses import dataclass, replace

from rules.checking.parsed_plan import Leaf, ParsedPlan, ParsedRecord, awaited, mentions
from rules.checking.topological_order import topological_order
from rules.conditions import All, Always, Any, AtLeast, Condition, Every, Happened, NoneOf, Phase, SomeOf
from rules.language.offset_text import format_due
from rules.offsets import Anchor, Continuous, Counted, Direction, Done, FromDate, Pick, SignalKind, limits_of
from rules.problem_report import ProblemReport
from rules.problems import N_

CIRCLE = N_("These tasks wait for each other in a circle, so that none of them can ever start: {circle}.")
BREAK_CIRCLE = N_("Take out one of the waits.")
CONTRADICTION = N_("The condition contradicts itself, so that task {rule} can never start.")
CORRECT_CONDITION = N_("Correct it, or leave it out.")
NEVER_MISSED = N_("Task {name} has no last day, so that it can never be missed, and task {rule} waits in vain.")
WAIT_FOR_DONE = N_("Wait for it to be done, or give it a last day.")
FROM_TASK = N_("“{due}” counts back from task {name}, and nobody knows beforehand when that will be.")
FROM_MILESTONE = N_("Count back from a milestone, or forward from the task.")
STARTS_TOO_LATE = N_("Task {rule} starts only once “{name}” is held, and is due before that.")
START_EARLIER = N_("Leave `when` out, or write `{name} planned`.")

ENDLESS = (Continuous, FromDate, Done)


def check_waits(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report every task that can never start, or only when it is too late."""
    _check_circles(parsed, report)
    for name, rule in parsed.rules.items():
        when: Condition | None = rule.get("when")
        demands = demands_of(when) if when else NO_DEMANDS
        if demands is None:
            report.error("never-starts", rule.place("when"), CONTRADICTION, CORRECT_CONDITION, rule=name)
        _check_missed(name, rule, parsed, report)
        for due in limits_of(rule.get("due")):
            if isinstance(due, Counted):
                _check_backward(name, rule, due, demands or NO_DEMANDS, report)


@dataclass(frozen=True, slots=True, kw_only=True)
class Demands:
    """Happenings that a condition requires in any case, and those that it forbids."""

    required: frozenset[Leaf] = frozenset()
    forbidden: frozenset[Leaf] = frozenset()


NO_DEMANDS = Demands()


def demands_of(condition: Condition) -> Demands | None:
    """The happenings that `condition` demands in any case; None if it can never hold."""
    match condition:
        case Happened() | Every() | SomeOf():
            return Demands(required=frozenset({condition}))
        case All(parts=parts):
            return _all([demands_of(part) for part in parts])
        case Any(parts=parts):
            return _at_least(1, [demands_of(part) for part in parts])
        case AtLeast(count=count, parts=parts):
            return _at_least(count, [demands_of(part) for part in parts])
        case NoneOf(parts=parts):
            return _all([_denied(part) for part in parts])
        case Always():
            return NO_DEMANDS


def _all(parts: list[Demands | None]) -> Demands | None:
    """All of them together; None if they contradict each other."""
    possible = [part for part in parts if part]
    required = frozenset[Leaf]().union(*(part.required for part in possible))
    forbidden = frozenset[Leaf]().union(*(part.forbidden for part in possible))
    if len(possible) < len(parts) or any(_implied(leaf) & forbidden for leaf in required):
        return None
    return Demands(required=required, forbidden=forbidden)


def _at_least(count: int, parts: list[Demands | None]) -> Demands | None:
    """The demands of `count` of the parts; None if so many are not possible.

    They are certain only if every possible part is needed.
    """
    possible = [part for part in parts if part]
    if len(parts) < count:
        return NO_DEMANDS  # reported where the number is read
    if len(possible) < count:
        return None
    return _all([*possible]) if len(possible) == count else NO_DEMANDS


def _denied(condition: Condition) -> Demands | None:
    """The demands of `condition` not holding; None if it always holds."""
    match condition:
        case Happened() | Every() | SomeOf():
            return Demands(forbidden=frozenset({condition}))
        case Always():
            return None
        case Any(parts=parts):
            return _all([_denied(part) for part in parts])
        case All(parts=(part,)):
            return _denied(part)
        case NoneOf(parts=(part,)):
            return demands_of(part)
        case _:
            return NO_DEMANDS


def _implied(leaf: Leaf) -> frozenset[Leaf]:
    """Everything that holds when `leaf` does: what is held has been planned."""
    if isinstance(leaf, Happened):
        return frozenset({leaf, replace(leaf, phase=Phase.PLANNED)})
    return frozenset({leaf, replace(leaf, happened=replace(leaf.happened, phase=Phase.PLANNED))})


def _check_circles(parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report task rules that wait for each other in a circle."""
    waits = {name: [one for one in awaited(rule) if one in parsed.rules] for name, rule in parsed.rules.items()}
    for circle in topological_order(waits)[1]:
        rule = parsed.rules[circle[0]]
        place = next(place for signal, place in mentions(rule) if signal.name == circle[1])
        report.error("circle", place, CIRCLE, BREAK_CIRCLE, circle=" → ".join(circle))


def _check_missed(name: str, rule: ParsedRecord, parsed: ParsedPlan, report: ProblemReport) -> None:
    """Report waits for a task to be missed that has no last day."""
    for signal, place in mentions(rule):
        other = parsed.rules.get(signal.name) if signal.kind is SignalKind.MISSED else None
        if other and isinstance(other.get("due"), ENDLESS):
            report.error("never-starts", place, NEVER_MISSED, WAIT_FOR_DONE, name=signal.name, rule=name)


def _check_backward(name: str, rule: ParsedRecord, due: Counted, demands: Demands, report: ProblemReport) -> None:
    """Report a deadline that counts back from what is over, or unforeseen, when the task starts."""
    if due.offset.direction is not Direction.BEFORE:
        return
    signal = due.anchor.signal
    if signal.kind is not SignalKind.MILESTONE:
        text = format_due(due)
        report.error("never-planned", rule.place("due"), FROM_TASK, FROM_MILESTONE, due=text, name=signal.name)
    elif any(_comes_first(leaf, due.anchor) for leaf in demands.required):
        report.error("starts-too-late", rule.place("when"), STARTS_TOO_LATE, START_EARLIER, rule=name, name=signal.name)


def _comes_first(leaf: Leaf, anchor: Anchor) -> bool:
    """True if the happening of `anchor` is over once `leaf` holds."""
    happened = leaf if isinstance(leaf, Happened) else leaf.happened
    if happened.signal != anchor.signal or happened.phase is not Phase.HELD:
        return False
    if anchor.pick is Pick.LAST:
        return isinstance(leaf, Every)
    return anchor.pick is Pick.FIRST or isinstance(leaf, Happened)
