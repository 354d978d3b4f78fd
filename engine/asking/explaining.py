"""An explanation of a date: the whole derivation of one task, from the log and the register, ready to be worded."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from engine.facts.fact import Fact, Remark
from engine.facts.plans import reports_await_acceptance
from engine.facts.receipt import receipt_of
from engine.facts.topics import Sort, course, done, unaccepted
from engine.snapshot import Snapshot, Tools
from engine.tasks import State, task_parts
from engine.telling.reasons import Text
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event, Recorded, recorded_on
from events.making import day_id
from events.rows import DueRow, HistoryRow, TaskRow, plan_of
from events.store import Session
from rules.plan import Plan, TaskRule

BEGUN = "begun"
"""The kind of the change by which there first is a task."""

NO_TASK = N_("There is no task “{task}”: it has not been activated, or its name is wrong. `thoihan tasks` lists them.")


def named_by(recorded: Recorded, find: Callable[[str], Recorded]) -> Iterator[Recorded]:
    """The event that one goes back to, the one that this goes back to, and so on; `find` gives each by its id."""
    while recorded.event.corrects:
        recorded = find(recorded.event.corrects)
        yield recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """An event that a due date rests on, with the events that amend it, or each other, in the order of the log."""

    recorded: Recorded
    amendments: Sequence[Recorded]

    def named(self, later: Recorded) -> Sequence[Recorded]:
        """What one of its amendments names, what that names, and so on, down to the event itself."""
        known = {one.event.id: one for one in (self.recorded, *self.amendments)}
        return tuple(named_by(later, lambda name: known[name]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """The turn by which a task became another than it was: the event, and those that this goes back to.

    `recorded` is the event that says why: a correction, a letter, a new version of the plan. `named` is what it
    corrects, withdraws or answers, what that names in turn, and so on; `root` the last of these, `recorded` itself
    where it names no other. `change` is the kind of change
    (`engine.decision`), or BEGUN. It came about when `moment` was recorded: where a version of the plan had waited for
    its day, with the sweep of that day.
    """

    recorded: Recorded
    named: Sequence[Recorded]
    change: str
    moment: datetime

    @property
    def root(self) -> Recorded:
        """The event that it goes back to in the end."""
        return self.named[-1] if self.named else self.recorded


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The task from one turn until the next; None: until now."""

    state: str
    due: DueRow | None
    since: Turn
    until: Turn | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """All that can be said of one task's date: the phrase, the rule, the events, the count, and every earlier date."""

    task: TaskRow
    plan: Plan
    plans: Mapping[str, Plan]  # all in force, by id: what another one lays down may have a part in it
    rule: TaskRule
    units: Units
    unit: str  # its name
    due: DueRow | None  # of a task that waits again, the one that it had
    grounds: Sequence[Ground]
    course: Sequence[Ground]  # what was said of it on its way, and reported, in the order of the log
    parts: Sequence[Fact] = ()  # what was asked of units that cooperate
    report: Remark | None = None  # what came of it, and by whom that was accepted, where it was reported done
    awaits_acceptance: bool = False  # it was reported done, and whoever follows the plan is to accept that, and has not
    steps: Sequence[Text]
    stages: Sequence[Stage]  # what it was, the first first; the last is what it is now
    recounting: bool = False  # its date is still to be counted again, since its calendar was amended

    @property
    def earlier(self) -> Sequence[Stage]:
        """The stages that are over."""
        return self.stages[:-1]

    @property
    def by_hand(self) -> Recorded | None:
        """The event in which an officer set the date, if one did."""
        return next(self._of_type("task.date_set"), None)

    @property
    def put_off(self) -> bool:
        """True if the date is the one that an extension gave."""
        day = self.due.nominal if self.due else None
        return any(one.event.data["due"] == day for one in self._of_type("extension.granted"))

    def _of_type(self, kind: str) -> Iterator[Recorded]:
        return (one.recorded for one in self.grounds if one.recorded.event.type == kind)


def explain(session: Session, tools: Tools, task: str, *, log: Session | None = None) -> Explanation:
    """The derivation of the task with that id. Raises EventError if there is none.

    `log` has the events as they were recorded, where `session` looks at a state for which some were left out.
    """
    snapshot = Snapshot(session, tools)
    tracing = _Tracing.of(snapshot, log or session, task)
    row, said = tracing.task, tracing.said
    plan = snapshot.plan(row.plan)
    if plan is None:
        raise LookupError(row.plan)
    rule, unit, _ = task_parts(row.plan, row.id)
    key = row.due_key or (_last_had(tracing.history) if row.state == State.WAITING else None)
    receipt = receipt_of(tracing.dues[key]) if key and key in tracing.dues else None
    tracing.look_up(receipt.basis if receipt else ())
    grounds, stages = tuple(tracing.grounds(receipt.basis if receipt else ())), tuple(tracing.stages())
    reports = [fact.said for fact in said if fact.topic == done(rule) and isinstance(fact.said, Remark)]
    return Explanation(
        task=row,
        plan=plan,
        plans=snapshot.plans().named(_spoken_of(grounds, stages)),
        rule=snapshot.rule(plan, rule, receipt.row.rules_hash if receipt else None),
        units=snapshot.units(),
        unit=snapshot.units().name(unit),
        due=receipt.row if receipt else None,
        grounds=grounds,
        course=tuple(tracing.grounds(tracing.course)),
        parts=tuple(fact for fact in said if fact.topic.sort is Sort.PART),
        report=reports[-1] if reports else None,
        awaits_acceptance=tracing.awaits_acceptance(),
        steps=tuple(Text(*step) for step in receipt.steps) if receipt else (),
        stages=stages,
        recounting=key is not None and any(one.plan == row.plan for one in session.recounts()),
    )


def _spoken_of(grounds: Iterable[Ground], stages: Iterable[Stage]) -> Iterator[str]:
    """The ids of the plans that the events may speak of, and others: of a milestone as `PLAN/NAME`."""
    turns = [turn for stage in stages for turn in (stage.since, stage.until) if turn]
    found = [one for ground in grounds for one in (ground.recorded, *ground.amendments)]
    for recorded in (*found, *(one for turn in turns for one in (turn.recorded, turn.root))):
        yield recorded.event.plan or ""
        yield from (str(value).partition("/")[0] for value in recorded.event.data.values())


def _last_had(history: Sequence[HistoryRow]) -> str | None:
    """The key of the date that a task had before it waited again."""
    had = [was.due_key for was in history if was.due_key]
    return had[-1] if had else None


def _said_on_its_way(snapshot: Snapshot, plan: str, task: str) -> Sequence[Fact]:
    """The facts of its course, reports among them, in the order of the log."""
    rule, unit, cycle = task_parts(plan, task)
    topics = *course(rule), done(rule), unaccepted(rule)
    facts = snapshot.facts_at(plan, dict.fromkeys(topics, (unit,)))
    said = (fact for fact in facts if fact.cycle == cycle and not fact.concluded)
    return sorted(said, key=lambda fact: fact.position)


@dataclass(frozen=True, slots=True)
class _Tracing:
    """Looks for the events behind one task."""

    snapshot: Snapshot
    log: Session
    task: TaskRow
    history: Sequence[HistoryRow]
    dues: Mapping[str, DueRow]  # that it bears, or bore
    said: Sequence[Fact]  # on its way, in the order of the log

    @classmethod
    def of(cls, snapshot: Snapshot, log: Session, task: str) -> "_Tracing":
        """All that the register has of the task with that id, by two questions. Raises EventError if there is none."""
        plan, tools = plan_of(task), snapshot.tools
        try:
            row, history, said = snapshot.session.side_by_side(
                [
                    lambda session: session.task(task),
                    lambda session: session.history(task),
                    lambda session: _said_on_its_way(Snapshot(session, tools), plan, task),
                ]
            )
        except ValueError:  # no id looks like that
            row = None
        if row is None:
            raise EventError(NO_TASK, task=task)
        keys = {one.due_key for one in (*history, row) if one.due_key}
        return cls(snapshot, log, row, history, snapshot.session.dues(plan, keys) if keys else {}, said)

    @property
    def course(self) -> Sequence[str]:
        """The ids of the events that said something on its way."""
        return list(dict.fromkeys(fact.id.partition("#")[0] for fact in self.said))

    def look_up(self, basis: Iterable[str]) -> None:
        """Have all events behind it at hand, by one question; `basis`: those that its date rests on."""
        turns = {self.task.since, *(row.since for row in self.history), *(row.position for row in self.history)}
        self.snapshot.session.look_up([*basis, *self.course], turns)

    def grounds(self, ids: Iterable[str]) -> Iterator[Ground]:
        for name in ids:
            recorded = self.snapshot.session.find(name)
            if recorded:
                amendments = [self._as_recorded(one) for one in self._amendments(name)]
                yield Ground(recorded=self._as_recorded(recorded), amendments=amendments)

    def awaits_acceptance(self) -> bool:
        """True if of all that was said of it a report is still to be accepted."""
        plan = self.snapshot.plans()[self.task.plan]
        waits = self.task.state == State.DONE and any(fact.topic.sort is Sort.UNACCEPTED for fact in self.said)
        return waits and reports_await_acceptance(self.snapshot.units(), plan, self.task.rule, self.task.lead)

    def stages(self) -> Iterator[Stage]:
        rows: list[HistoryRow | TaskRow] = [*self.history, self.task]
        turns = [self._turn(rows[0].since, BEGUN)]
        turns += [self._turn(row.position, row.reason) for row in rows if isinstance(row, HistoryRow)]
        for row, since, until in zip(rows, turns, [*turns[1:], None], strict=True):
            due = self.dues.get(row.due_key) if row.due_key else None
            yield Stage(state=row.state, due=due, since=since, until=until)

    def _turn(self, position: int, change: str) -> Turn:
        """The turn that the task took at that position."""
        recorded = self.snapshot.session.event_at(position)
        moment = recorded.event.recorded_at
        if recorded.event.type == "day.began":
            recorded = self._version_of(recorded) or recorded
        named = tuple(map(self._as_recorded, named_by(recorded, self.snapshot.session.recorded)))
        return Turn(recorded=self._as_recorded(recorded), named=named, change=change, moment=moment)

    def _as_recorded(self, recorded: Recorded) -> Recorded:
        """An event in its place in the whole log."""
        return self.log.find(recorded.event.id) or recorded

    def _amendments(self, root: str) -> Sequence[Recorded]:
        found, todo = dict[int, Recorded](), [root]
        while todo:
            later = self.snapshot.session.amending(todo.pop())
            found |= {one.position: one for one in later}
            todo += [one.event.id for one in later]
        return [one for _, one in sorted(found.items())]

    def _version_of(self, began: Recorded) -> Recorded | None:
        """The version of the task's plan that the sweep of a day put in force, if it did: nothing else is as old."""
        day = began.event.occurred_on
        for event in self.snapshot.versions(self.task.plan):
            if recorded_on(event) < event.occurred_on <= day and not self._swept_between(event, began):
                return self._as_recorded(self.snapshot.session.recorded(event.id))
        return None

    def _swept_between(self, version: Event, began: Recorded) -> bool:
        days = (began.event.occurred_on - version.occurred_on).days
        between = (version.occurred_on + timedelta(days=number) for number in range(days))
        return any(self.snapshot.session.find(day_id(day)) for day in between)
