"""What a rule looks at: the signals of the facts that can make a difference to its tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.facts.signals import amended_signal, date_signal, done_signal, extended_signal, signal_text, suspend_signal
from rules.conditions import All, Any, AtLeast, Condition, Every, Happened, NoneOf, SomeOf, atoms, quantified
from rules.offsets import Pick, Signal, SignalKind, anchor_of
from rules.plan import Plan, TaskRule
from rules.selecting import selectors_of


class Sight(NamedTuple):
    """A happening that is looked for at or above each unit; `own`: at the unit itself only."""

    signal: str
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Looks:
    """Of one rule. `own` are the signals of what is said of its tasks; `seen` is what each unit looks for.

    `spread` are the signals looked at wherever they are, at all units of a kind; `signals` are all signals there are,
    what is said of the rule's own tasks among them. `rules` are those whose reports it waits for, and
    `waiters` those that wait for reports of it, or of its being missed.
    """

    rule: str
    own: tuple[str, ...]
    seen: tuple[Sight, ...]
    spread: frozenset[str]
    signals: frozenset[str]
    suspending: tuple[str, ...]
    rules: frozenset[str]
    waiters: tuple[tuple[str, Signal], ...]


def looks_of(plan: Plan, rule: TaskRule) -> Looks:
    """What `rule` of `plan` looks at."""
    anchor = anchor_of(rule.due)
    happenings = [atom.signal for atom in atoms(rule.when)] + ([anchor.signal] if anchor else [])
    spread = [part.happened.signal for part in quantified(rule.when)]
    spread += [anchor.signal] if anchor and anchor.kind else []
    suspending = tuple(suspend_signal(selector) for selector in selectors_of(rule))
    return Looks(
        rule=rule.id,
        own=tuple(of(rule.id) for of in (done_signal, date_signal, extended_signal)),
        seen=tuple(dict.fromkeys(_seen(rule))),
        spread=frozenset(map(signal_text, spread)),
        signals=frozenset((*map(signal_text, happenings), *suspending, *_said(rule.id), *_clauses(plan))),
        suspending=suspending,
        rules=frozenset(signal.name for signal in happenings if signal.kind is not SignalKind.MILESTONE),
        waiters=tuple(_waiters(plan, rule.id)),
    )


def _waiters(plan: Plan, rule: str) -> Iterator[tuple[str, Signal]]:
    for kind in (SignalKind.DONE, SignalKind.MISSED):
        signal = Signal(kind=kind, name=rule)
        yield from ((waiting, signal) for waiting in plan.waiting_on.get(signal, ()))


def _said(rule: str) -> Iterator[str]:
    yield from (of(rule) for of in (done_signal, date_signal, extended_signal, amended_signal))


def _clauses(plan: Plan) -> Iterator[str]:
    """The milestones that the plan's own suspensions begin and end with."""
    for suspension in plan.suspensions:
        yield from (f"{SignalKind.MILESTONE}:{name}" for name in (suspension.since, suspension.until) if name)


def _seen(rule: TaskRule) -> Iterator[Sight]:
    yield from (Sight(signal_text(atom.signal), atom.own) for atom in _direct(rule.when))
    anchor = anchor_of(rule.due)
    if anchor and anchor.pick in (Pick.NEAREST, Pick.OWN):
        yield Sight(signal_text(anchor.signal), anchor.pick is Pick.OWN)


def _direct(condition: Condition) -> Iterator[Happened]:
    match condition:
        case Every() | SomeOf():
            return
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _direct(part)
        case _:
            yield from atoms(condition)
