"""The matcher on durable_rules (a Rete network), used only in the ways that hold: docs/decisions/0050-durable-rules.md.

It is the second witness: its patterns are made of the rules' own conditions, deadlines and suspensions, read here;
nothing is taken from the plan's index, which the plain matcher looks up, nor from what builds that index. One fact at a
time is asserted and at once retracted; every pattern reads that single fact and speaks of one happening; no background
thread runs; a plan's rulesets are built once and kept, with at most PATTERNS_PER_SET patterns in each.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from itertools import chain
from threading import Lock
from typing import Any, NamedTuple, assert_never

from durable import engine as rete

from rules.conditions import All, Always, AtLeast, Condition, Every, Happened, NoneOf, SomeOf
from rules.conditions import Any as AnyOf
from rules.offsets import Signal, SignalKind, anchors_of
from rules.plan import Plan, TaskRule

PATTERNS_PER_SET = 200
"""The library crashes at 256 patterns of one value and hangs at 512 values; with `$or` it would fail much earlier."""


class _Wait(NamedTuple):
    """One happening that touches a rule, by the rule's id."""

    rule: str
    signal: Signal


class _QuietHost(rete.Host):  # type: ignore[misc]  # the library has no types
    """A host without the library's two background threads, which race with our calls."""

    def _run(self) -> None:
        return


class DurableMatcher:
    """Matches signals with durable_rules rulesets, one group of rulesets per plan content. Threads take turns."""

    def __init__(self) -> None:
        self._asking = Lock()  # what fires is collected in one place, and the library's rulesets keep their facts there
        self._host = _QuietHost()
        self._rulesets: dict[str, tuple[str, ...]] = {}
        self._fired: set[str] = set()
        self._known: dict[tuple[str, Signal], frozenset[str]] = {}  # the same plan and signal, the same answer

    def touched(self, plan: Plan, signal: Signal) -> frozenset[str]:
        """Ids of the rules of `plan` that wait for `signal`, count from it, or are suspended by it."""
        key = plan.hash, signal
        with self._asking:
            if key not in self._known:
                self._known[key] = self._asked(plan, signal)
            return self._known[key]

    def _asked(self, plan: Plan, signal: Signal) -> frozenset[str]:
        self._fired.clear()
        fact = {"id": "1", "sid": "0", "kind": str(signal.kind), "name": signal.name}
        for ruleset in self._rulesets_of(plan):
            self._match(ruleset, fact)
        return frozenset(self._fired)

    def _match(self, ruleset: str, fact: dict[str, str]) -> None:
        try:
            self._host.assert_fact(ruleset, dict(fact))
        except rete.MessageNotHandledException:  # no rule waits for it: there is nothing to retract
            return
        self._host.retract_fact(ruleset, dict(fact))

    def _rulesets_of(self, plan: Plan) -> tuple[str, ...]:
        if plan.hash not in self._rulesets:
            waits = list(chain.from_iterable(_waits(plan, rule) for rule in plan.rules.values()))
            definitions = {
                f"{plan.hash}-{number}": {str(place): self._definition(wait) for place, wait in enumerate(chunk)}
                for number, chunk in enumerate(_chunks(waits))
            }
            self._host.register_rulesets(definitions)
            self._rulesets[plan.hash] = tuple(definitions)
        return self._rulesets[plan.hash]

    def _definition(self, wait: _Wait) -> dict[str, Any]:
        pattern = {"$and": [{"kind": str(wait.signal.kind)}, {"name": wait.signal.name}]}
        return {"all": [{"m": pattern}], "run": self._recorder(wait.rule)}

    def _recorder(self, rule: str) -> Callable[[object], None]:
        def record(_match: object) -> None:
            self._fired.add(rule)

        return record


def _chunks(waits: Sequence[_Wait]) -> Iterator[Sequence[_Wait]]:
    for start in range(0, len(waits), PATTERNS_PER_SET):
        yield waits[start : start + PATTERNS_PER_SET]


# --- what touches a rule ----------------------------------------------------------------------------------------------


def _waits(plan: Plan, rule: TaskRule) -> list[_Wait]:
    """All that touches `rule`, each once: what it waits for, counts from, or is suspended by."""
    named = [*_happenings(rule.when), *(anchor.signal for anchor in anchors_of(rule.due))]
    return [_Wait(rule.id, signal) for signal in dict.fromkeys((*named, *_suspending(plan, rule, named)))]


def _happenings(condition: Condition) -> Iterator[Signal]:
    """Every happening that can make a difference to `condition`: each of its parts may turn it."""
    match condition:
        case Happened(signal=signal):
            yield signal
        case Every(happened=happened) | SomeOf(happened=happened):
            yield happened.signal
        case All(parts=parts) | AnyOf(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _happenings(part)
        case Always():
            return
        case _:
            assert_never(condition)


def _suspending(plan: Plan, rule: TaskRule, named: Collection[Signal]) -> Iterator[Signal]:
    """The milestones with which the plan's own suspensions of `rule` begin and end."""
    for suspension in plan.suspensions:
        if suspension.reaches(plan.id) and any(_chooses(one, rule, named) for one in suspension.selectors):
            yield from (_milestone(name) for name in (suspension.since, suspension.until) if name)


def _chooses(selector: str, rule: TaskRule, named: Collection[Signal]) -> bool:
    """True if a suspension's selector means `rule`, which names the happenings `named`."""
    sort, _, name = selector.partition(":")
    match sort:
        case "rule":
            return name == rule.id
        case "label":
            return name in rule.labels
        case "milestone":
            return _milestone(name) in named
        case _:
            return selector == "all"


def _milestone(name: str) -> Signal:
    return Signal(kind=SignalKind.MILESTONE, name=name)
