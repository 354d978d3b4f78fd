"""The topics that a rule watches: those whose facts can make a difference to its tasks."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.facts.joins import Called
from engine.facts.topics import Topic, milestone, missed, reworded, said_of, suspended, topic_of
from engine.memo import Memo
from rules.conditions import All, Any, AtLeast, Condition, Every, Happened, NoneOf, SomeOf, atoms, quantified
from rules.offsets import Pick, SignalKind, anchors_of
from rules.plan import Plan, TaskRule
from rules.rule_selectors import selectors_of

_NO_OTHERS: Called = {}


class Sight(NamedTuple):
    """A happening that is looked for at or above each unit; `own`: at the unit itself only."""

    topic: Topic
    own: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """All that one rule watches."""

    rule: str
    said: tuple[Topic, ...]  # of its own tasks: by hand, and that they were missed
    seen: tuple[Sight, ...]  # by each unit
    spread: frozenset[Topic]  # wherever they are, at all units of a kind
    topics: frozenset[Topic]  # all there are, what is said of its own tasks among them
    suspending: tuple[Topic, ...]  # by which its tasks are suspended
    rules: frozenset[str]  # whose reports it waits for


def watched(memo: Memo, plan: Plan, rule: TaskRule, called: Called = _NO_OTHERS) -> Watched:
    """All that `rule` of `plan` watches; `called` are the names that joined plans have for milestones."""
    return memo.once(("watched", plan.hash, rule.id, *called.items()), lambda: watched_by(plan, rule, called))


def watched_by(plan: Plan, rule: TaskRule, called: Called = _NO_OTHERS) -> Watched:
    """The same, worked out from the rule's words."""
    anchors = anchors_of(rule.due)
    happenings = [atom.signal for atom in atoms(rule.when)] + [anchor.signal for anchor in anchors]
    spread = [part.happened.signal for part in quantified(rule.when)]
    spread += [anchor.signal for anchor in anchors if anchor.kind]
    suspending = tuple(suspended(selector) for selector in selectors_of(rule, called))
    said = (*said_of(rule.id), missed(rule.id))
    others = (*suspending, *said, reworded(rule.id), *_clauses(plan))
    return Watched(
        rule=rule.id,
        said=said,
        seen=tuple(dict.fromkeys(_seen(rule))),
        spread=frozenset(map(topic_of, spread)),
        topics=frozenset((*map(topic_of, happenings), *others)),
        suspending=suspending,
        rules=frozenset(signal.name for signal in happenings if signal.kind is not SignalKind.MILESTONE),
    )


def _clauses(plan: Plan) -> Iterator[Topic]:
    """The milestones that the plan's own suspensions begin and end with."""
    for suspension in plan.suspensions:
        yield from (milestone(name) for name in (suspension.since, suspension.until) if name)


def _seen(rule: TaskRule) -> Iterator[Sight]:
    yield from (Sight(topic_of(atom.signal), atom.own) for atom in _direct(rule.when))
    near = (anchor for anchor in anchors_of(rule.due) if anchor.pick in (Pick.NEAREST, Pick.OWN))
    yield from (Sight(topic_of(anchor.signal), anchor.pick is Pick.OWN) for anchor in near)


def _direct(condition: Condition) -> Iterator[Happened]:
    match condition:
        case Every() | SomeOf():
            return
        case All(parts=parts) | Any(parts=parts) | NoneOf(parts=parts) | AtLeast(parts=parts):
            for part in parts:
                yield from _direct(part)
        case _:
            yield from atoms(condition)
