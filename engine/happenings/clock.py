"""The clock: time is an event too (`day.began`), so that a rebuilt state comes out the same.

Each sweep logs one event for the day. It opens the cycles that have come round, looks again at the tasks whose last day
has passed, reminds of tasks that are near, tells of planned days that passed without a word, and puts the versions of
plans in force that have waited for the day.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from engine.counting.rounds import cycles
from engine.deciding.transitions import Version, version_of_day
from engine.deciding.verdicts import Scope
from engine.decision import Before, Change, Kind, Lapse
from engine.facts.fact import Fact
from engine.facts.known import Facts
from engine.facts.receipt import Receipt
from engine.facts.topics import CLOCK, Topic, milestone
from engine.happenings.entry import OFFICIAL_TIME, Brought, Entry, Meaning, Part, Review, Transition
from engine.reach.scope import Scoping, everything, merged
from engine.reach.touching import Touching
from engine.snapshot import Snapshot
from engine.tasks import State
from engine.telling.reasons import Closing
from events.rows import EVERY_PLAN, TaskRow, UnitRow
from events.store import DueColumn
from rules.offsets import Recurring
from rules.plan import Plan

CLOCK_FACT = "clock"
"""Id of the fact that holds the last day swept."""

NOTICES: Mapping[DueColumn, Kind] = {"remind_on": Kind.REMINDER, "due": Kind.OVERDUE, "set_by": Kind.NEEDS_DATE}
"""The notices by the column of a due date that, once reached or passed, gives them."""


def _day_began(entry: Entry) -> Brought:
    """The clock moves on, unless the day has been swept already."""
    last = entry.snapshot.fact(CLOCK_FACT)
    since = last.day if last and last.day else _first_day(entry)
    return _Sweep.of(entry, since).brought(entry.position) if entry.today > since else Brought()


def _first_day(entry: Entry) -> date:
    """The day to which the first sweep looks back: that on which the log was begun."""
    first = next(iter(entry.session.events(limit=1)), None)
    began = first.event.recorded_at.astimezone(OFFICIAL_TIME).date() if first else entry.today
    return min(began, entry.today - timedelta(days=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Sweep:
    """All that the days (since, today] do."""

    snapshot: Snapshot
    touching: Touching
    since: date
    today: date
    reached: Mapping[DueColumn, Sequence[TaskRow]]  # the open tasks whose due date has a notice to give
    receipts: Mapping[str, Receipt]  # that they bear, by key
    versions: Mapping[str, Version]  # that take effect, by plan

    @classmethod
    def of(cls, entry: Entry, since: date) -> "_Sweep":
        """All that is found in the store of these days."""
        snapshot, today = entry.snapshot, entry.today
        reached: dict[DueColumn, Sequence[TaskRow]] = {
            column: snapshot.session.tasks_due_between(column, *window(column, since, today)) for column in NOTICES
        }
        found = (version_of_day(snapshot, plan, today) for plan in snapshot.plans().values())
        return cls(
            snapshot=snapshot,
            touching=entry.touching,
            since=since,
            today=today,
            reached=reached,
            receipts=snapshot.receipts([row for rows in reached.values() for row in rows]),
            versions={new.plan.id: new for new in found if new},
        )

    def brought(self, position: int) -> Brought:
        """The rows and facts that this brings at `position` in the log, and the parts of all plans."""
        new = self.versions.values()
        units = {unit.code: unit for version in new for unit in version.units}
        clauses = [clause for version in new for clause in version.clauses]
        in_others = self._as_of_today(units.values()).by_clauses(clauses)
        clock = Fact(CLOCK_FACT, position, EVERY_PLAN, CLOCK, "", "", held=True, day=self.today)
        plans = self.touching.plans.values()
        return Brought(
            units=list(units.values()),
            plans=[version.row for version in new],
            facts=[clock, *(fact for version in new for fact in version.facts)],
            facts_gone=[name for version in new for name in version.facts_gone],
            parts=[self._part(plan, in_others.get(plan.id, {})) for plan in plans],
        )

    def _as_of_today(self, fresh: Iterable[UnitRow]) -> Touching:
        """The finder among the plans as they are from today on: a rule that a version drops is none of them."""
        anew = {name: version.plan for name, version in self.versions.items()}
        return replace(Touching.of(self.snapshot, fresh), plans={**self.touching.plans, **anew})

    def _part(self, was: Plan, scope: Scope) -> Part:
        """The part of one plan; `scope` are its tasks that clauses of other plans suspend from now on, or no longer."""
        notices, new = list(self._notices(was)), self.versions.get(was.id)
        plan = new.plan if new else was
        lapses = list(lapsed(plan, self._not_held(plan), self.since, self.today))
        if new:
            return Transition(version=new, scope=merged(everything(plan), scope), notices=notices, lapses=lapses)
        return Review(plan=plan, scope=merged(self._scope(plan), scope), notices=notices, lapses=lapses)

    def _notices(self, plan: Plan) -> Iterator[Change]:
        for column, kind in NOTICES.items():
            rows = [row for row in self.reached[column] if row.plan == plan.id]
            yield from notices(plan, kind, rows, self.receipts, self.today)

    def _scope(self, plan: Plan) -> Scope:
        """The rules with a new round, and the tasks that are missed since: with all that wait for these."""
        scoping = Scoping(plan, self.snapshot.tools, self.touching.units)
        rounds = scoping.followed(dict.fromkeys(new_cycles(plan, self.since, self.today)))
        late: dict[str, set[str]] = {}
        for row in self.reached["due"]:
            if row.plan == plan.id:
                late.setdefault(row.rule, set()).add(row.unit)
        return merged(rounds, scoping.followed({rule: frozenset(units) for rule, units in late.items()}))

    def _not_held(self, plan: Plan) -> list[Fact]:
        """All facts of milestones at the places where one was planned for a day in [since, today)."""
        topics = [milestone(name) for name in plan.milestones]
        places: dict[Topic, set[str]] = {}
        for fact in self.snapshot.facts_planned(plan.id, topics, self.since, self.today):
            places.setdefault(fact.topic, set()).add(fact.unit)
        return self.snapshot.facts_at(plan.id, places)


def window(column: DueColumn, since: date, today: date) -> tuple[str, str]:
    """The days (after, until], as ISO text, whose notices fall due between the sweep of `since` and that of `today`.

    A reminder is given on its day; a limit is missed on the day after its last.
    """
    late = timedelta(days=0 if column == "remind_on" else 1)
    return (since - late).isoformat(), (today - late).isoformat()


def new_cycles(plan: Plan, since: date, today: date) -> frozenset[str]:
    """Ids of the recurring rules of `plan` that have a cycle beginning after `since`, up to `today`."""
    until = min(today, plan.ends or today)
    recurring = ((name, rule.due) for name, rule in plan.rules.items() if isinstance(rule.due, Recurring))
    return frozenset(
        name for name, due in recurring if any(since < cycle.start for cycle in cycles(due, plan.starts, until))
    )


def notices(
    plan: Plan, kind: Kind, rows: Sequence[TaskRow], receipts: Mapping[str, Receipt], today: date
) -> Iterator[Change]:
    """One notice for each rule, cycle and due date among `rows`; nobody is reminded of a date that has passed."""
    alike: dict[tuple[str, str, str | None], list[TaskRow]] = {}
    for row in rows:
        alike.setdefault((row.rule, row.cycle, row.due_key), []).append(row)
    for (rule, cycle, key), these in alike.items():
        due = receipts.get(key) if key else None
        if kind is Kind.REMINDER and due and due.due and due.due < today:
            continue
        state = State(these[0].state)
        yield Change(
            kind=kind,
            plan=plan.id,
            rule=plan.rules[rule],
            cycle=cycle,
            state=state,
            due=due,
            previous=None,
            done_on=None,
            before=Before(state, key, these[0].since, None),
            units=[row.unit for row in these],
        )


def lapsed(plan: Plan, facts: Iterable[Fact], since: date, today: date) -> Iterator[Lapse]:
    """The milestones planned for a day in [since, today) and not said to be held.

    `facts` are all of the places where one was planned so.
    """
    for fact in (fact for of in Facts.build(facts).in_force.values() for fact in of.values()):
        if not fact.held and fact.day and since <= fact.day < today:
            yield Lapse(plan=plan.id, milestone=fact.topic.name, unit=fact.unit, day=fact.day.isoformat())


MEANINGS: Mapping[str, Meaning] = {
    "day.began": Meaning(admit=lambda _entry: None, brings=_day_began, closing=Closing.NO_GROUNDS)
}
