"""Since when the rules of a plan have their words: facts that its versions lay down by their text."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import islice

from engine.counting.rounds import first_owed
from engine.facts.fact import Fact, Reworded
from engine.facts.known import Facts
from engine.facts.topics import reworded
from engine.snapshot import Snapshot
from events.event import Event, Recorded
from rules.amending.comparing import Differences, compare
from rules.offsets import Recurring
from rules.plan import Plan, TaskRule


def dated(rules: Differences) -> list[str]:
    """The changed rules of whose tasks the dates can change."""
    return [rule.name for rule in rules.changed if rule.dates]


def laid_down_by(snapshot: Snapshot, was: Plan, chain: Iterable[Recorded]) -> Iterator[Fact]:
    """The facts that rules are what they are by these versions, which follow on each other and on `was`."""
    plans = [snapshot.version(recorded.event) for recorded in chain]
    names = dict.fromkeys(name for plan in (was, *plans) for name in plan.rules)  # a row may come back
    facts = Facts.build(snapshot.facts(was.id, map(reworded, names)))
    before = {name: fact for name in names if (fact := facts.at(reworded(name), ""))}
    yield from _following(chain, plans, was, before)


def words_of(snapshot: Snapshot, recorded: Recorded) -> list[Fact]:
    """The facts that rules are what they are by the version of a plan that an event lays down, and those before it."""
    before = islice(snapshot.lineage(recorded.event), 1, None)  # the event may be on its way into the log
    first, *chain = reversed([recorded, *(snapshot.session.recorded(event.id) for event in before)])
    plans = [snapshot.version(one.event) for one in chain]
    return list(_following(chain, plans, snapshot.version(first.event), {}))


def _following(
    chain: Iterable[Recorded], plans: Iterable[Plan], was: Plan, before: Mapping[str, Fact]
) -> Iterator[Fact]:
    """The facts that rules are what they are by versions that follow on each other; `before` are those by rule."""
    for recorded, plan in zip(chain, plans, strict=True):
        said = _words(recorded.event, was, plan, before)
        facts = {name: _worded(recorded, plan, name, by, before.get(name)) for name, by in said.items()}
        before = {**before, **facts}
        yield from facts.values()
        was = plan


def _words(event: Event, was: Plan, plan: Plan, before: Mapping[str, Fact]) -> Mapping[str, Reworded]:
    """By rule that the version adds, or of whose tasks it changes the dates: since when the rule has its words."""
    rules, day = compare(was, plan).rules, event.occurred_on
    said = {name: Reworded(event.id, day, _first_round(plan.rules[name], day)) for name in rules.added}
    for name in dated(rules):
        earlier = before[name].said if name in before else None
        by = earlier if isinstance(earlier, Reworded) else None
        rounds = _rounds_since(was, was.rules[name], plan.rules[name], by, day)
        said[name] = Reworded(event.id, by.brought if by else None, rounds)
    return said


def _worded(recorded: Recorded, plan: Plan, name: str, by: Reworded, before: Fact | None) -> Fact:
    place, day = (plan.id, reworded(name), "", ""), recorded.event.occurred_on
    replaces = (before.id,) if before else ()
    return Fact(
        f"{recorded.event.id}#{name}", recorded.position, *place, held=True, day=day, said=by, replaces=replaces
    )


def _rounds_since(was: Plan, old: TaskRule, new: TaskRule, earlier: Reworded | None, day: date) -> date | None:
    """The first day of the first round that is owed by the rule `new`, of which there was `old` until `day`.

    Rounds that the rule had stay; none is owed for a time before it was so worded.
    """
    alike = isinstance(old.due, Recurring) and isinstance(new.due, Recurring) and old.due.every == new.due.every
    if not alike:
        return _first_round(new, day)
    return earlier.rounds if earlier and earlier.rounds else _first_round(old, was.starts)


def _first_round(rule: TaskRule, since: date) -> date | None:
    """The first day of the first round that is owed by a rule that there is `since` a day; None: it does not recur."""
    return first_owed(rule.due, since).start if isinstance(rule.due, Recurring) else None
