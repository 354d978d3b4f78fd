"""The done tasks that former versions of plans left behind, and the verdicts of an event on them.

Each such version is decided on as if it were in force still, with all that it waits for; only what concerns these tasks
is taken.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain

from engine.deciding.verdicts import Scope, Verdict, decide
from engine.deciding.versions.known_already import turned
from engine.deciding.versions.left_behind import Remainder
from engine.deciding.versions.wordings import words_of
from engine.decision import Positions
from engine.facts.fact import Fact
from engine.facts.known import Facts, Known
from engine.facts.plans import Former, PlansInForce, former_in, row_of_version
from engine.facts.topics import Sort, reworded
from engine.facts.watched import watched
from engine.happenings.entry import Brought, Entry, part_of
from engine.pipeline.gathering import Frame
from engine.pipeline.settling import counting_of
from engine.reach.touching import STATED_BY_OFFICERS, Touching
from engine.snapshot import Snapshot
from events.event import Recorded
from events.rows import PlanRow
from rules.plan import Plan


def remaining(entry: Entry, brought: Brought, at: Positions) -> Iterator[Verdict]:
    """The verdicts on tasks that were left behind, and that an event, with what it brought, can touch."""
    yield from (former.verdict(entry, brought, scope, at) for former, scope in _touched(entry, brought))


def touches_any(entry: Entry, brought: Brought) -> bool:
    """True if there are tasks that were left behind, and that the event can touch."""
    return any(True for _ in _touched(entry, brought))


def _touched(entry: Entry, brought: Brought) -> "Iterator[tuple[_Former, Scope]]":
    """The former versions whose tasks the event can touch, each with the scope among the rules that it left."""
    formers = _formers(entry.snapshot, brought.plans)
    first = next(formers, None)
    if first is None:
        return
    news = _News.of(entry, brought)
    for former in chain((first,), formers):
        scope = former.scope(entry, brought, news)
        if scope:
            yield former, scope


@dataclass(frozen=True, slots=True)
class _News:
    """The facts that an event changes; None: it changes what all count by. `plans` are those that it is known to touch.

    What it suspends, or a suspension begins or ends with, may touch tasks in others too, of which only these are left.
    """

    facts: Sequence[Fact] | None
    plans: frozenset[str] | None  # None: any

    @classmethod
    def of(cls, entry: Entry, brought: Brought) -> "_News":
        """All that an event brings, beside what was so before."""
        if brought.units or brought.plans or brought.calendar_days or brought.cut_offs:
            return cls(None, None)
        snapshot, ids = entry.snapshot, [*(fact.id for fact in brought.facts), *brought.facts_gone]
        facts = [*(fact for name in ids if (fact := snapshot.fact(name))), *brought.facts]
        if any(fact.topic.sort not in STATED_BY_OFFICERS for fact in facts):  # the clock's
            return cls(None, None)
        if any(_suspends(snapshot, fact) for fact in facts):
            return cls(facts, None)
        return cls(facts, frozenset(map(part_of, brought.parts)))


def _suspends(snapshot: Snapshot, fact: Fact) -> bool:
    """True if the fact suspends, or may be what a suspension begins or ends with."""
    if fact.topic.sort is not Sort.MILESTONE:
        return fact.topic.sort in (Sort.SUSPENDED, Sort.BOUND)
    row = snapshot.plan_row(fact.plan)
    return bool(row and row.suspends) or bool(snapshot.bounds(fact.plan, fact.topic.name))


def _formers(snapshot: Snapshot, fresh: Iterable[PlanRow]) -> "Iterator[_Former]":
    rows, fresh = snapshot.session.plans(), list(fresh)
    known = snapshot.tools.memo.of_list("former", rows, lambda: [row for row in rows if former_in(row)])
    names = {row.id for row in fresh}
    for row in (*(row for row in known if row.id not in names), *fresh):
        later: tuple[_Former, ...] = ()
        for former in reversed(former_in(row)):
            later = (_Former(snapshot, row, former, later), *later)
            yield later[0]


@dataclass(frozen=True)
class _Former:
    """A former version of the plan in `row`, and those that came `later`: each is read when it is asked for."""

    snapshot: Snapshot
    row: PlanRow
    former: Former
    later: "tuple[_Former, ...]"

    @cached_property
    def recorded(self) -> Recorded:
        """The event that laid the version down."""
        return self.snapshot.session.event_at(self.former.position)

    @cached_property
    def plan(self) -> Plan:
        """The plan in that version."""
        return self.snapshot.version(self.recorded.event)

    @cached_property
    def as_it_was(self) -> PlanRow:
        """The plan's row while the version was in force."""
        return row_of_version(self.plan, self.recorded, self.row)

    def scope(self, entry: Entry, brought: Brought, news: _News) -> Scope:
        """The rules with tasks that the event can touch; all that they wait for is to be looked at with them."""
        if news.facts is None:
            return dict.fromkeys(self.former.rules)
        if not news.facts or (news.plans is not None and self.row.id not in news.plans):
            return {}
        in_force, own = self._in_force(entry, brought), frozenset((self.row.id,))
        touching = replace(Touching.of(entry.snapshot), plans=in_force, anew=own)
        found = touching.by_facts(news.facts).get(self.row.id, {})
        return {name: found[name] for name in self.former.rules if name in found}

    def _in_force(self, entry: Entry, brought: Brought) -> PlansInForce:
        return entry.snapshot.plans([*(row for row in brought.plans if row.id != self.row.id), self.as_it_was])

    def verdict(self, entry: Entry, brought: Brought, scope: Scope, at: Positions) -> Verdict:
        """The verdict on those of its tasks that are left."""
        frame = Frame.of(entry, self._still(brought))
        scope = {**dict.fromkeys(self._awaited(frame, scope)), **scope}
        known = frame.known(self.plan, scope)
        verdict = decide(known, scope, counting_of(frame, self.plan), at)
        return Remainder(self.former.rules, known, list(self._after(known, brought))).of(verdict)

    def _after(self, known: Known, brought: Brought) -> Iterator[Known]:
        """The later versions, each with its own words: a row that came back owes no rounds of the time before."""
        facts = known.facts.such(lambda fact: fact.topic.sort is not Sort.RULE)
        now = self.snapshot.loaded(self.row)
        in_force = [*self.snapshot.facts(self.row.id, map(reworded, now.rules)), *brought.facts]
        kept = (fact for fact in in_force if fact.topic.sort is Sort.RULE and fact.id not in brought.facts_gone)
        yield replace(known, plan=now, facts=facts.plus(_counting(kept)))
        for one in self.later:
            words = words_of(self.snapshot, one.recorded)
            yield replace(known, plan=one.plan, facts=facts.plus(_counting(words)))

    def _still(self, brought: Brought) -> Brought:
        """All that was brought, and in which the version differs from the one in force, as if it still were."""
        snapshot, now = self.snapshot, self.snapshot.loaded(self.row)
        words = snapshot.facts(self.row.id, map(reworded, self.plan.rules))
        known, unknown = turned(snapshot, now, self.plan, before=list(snapshot.lineage(self.recorded.event)))
        return replace(
            brought,
            plans=[*(row for row in brought.plans if row.id != self.row.id), self.as_it_was],
            facts=[
                *(fact for fact in brought.facts if not self._by_text(fact)),
                *words_of(snapshot, self.recorded),
                *known,
            ],
            facts_gone=[*brought.facts_gone, *(fact.id for fact in (*words, *unknown))],
        )

    def _by_text(self, fact: Fact) -> bool:
        """True for what a version of the plan states by its text."""
        stated = fact.topic.sort is Sort.RULE or (fact.topic.sort is Sort.MILESTONE and fact.concluded)
        return stated and fact.plan == self.row.id

    def _awaited(self, frame: Frame, rules: Iterable[str]) -> Iterator[str]:
        """The rules that these wait for, directly or through others: what they came to may be known otherwise now."""
        todo, found = list(rules), set[str]()
        while todo:
            awaited = watched(frame.entry.tools.memo, self.plan, self.plan.rules[todo.pop()]).rules - found
            found |= awaited
            todo += awaited
        yield from sorted(found)


def _counting(facts: Iterable[Fact]) -> Iterator[Fact]:
    """Those of the facts that count, where others say the same of a later or an earlier version."""
    return (fact for of in Facts.build(facts).in_force.values() for fact in of.values())
