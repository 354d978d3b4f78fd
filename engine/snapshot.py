"""A snapshot: all that is in force as one transaction sees it, as the engine's own values."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date
from typing import TypeVar

from engine.calendars.calendar import Calendar
from engine.calendars.local import Builder, Calendars
from engine.counting.conventions import Convention
from engine.facts.calendar_amendments import amended_cut_off, amended_day
from engine.facts.fact import Fact, fact_of, topic_text
from engine.facts.joins import Member, Ties, seen_through, ties_of
from engine.facts.mentions import Thing
from engine.facts.plans import Ending, PlansInForce, TakenOver, ending_of, taken_over
from engine.facts.receipt import Receipt, receipt_of
from engine.facts.topics import JOINS, Sort, Topic, bound, milestone
from engine.matching import Matcher
from engine.memo import Memo
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.rows import EVERY_PLAN, CalendarDayRow, CutOffRow, PlanRow, TaskRow, UnitRow
from events.store import Asked, Register, Session
from rules.plan import Plan, TaskRule
from rules.plan_json import COMPILER, PlanJsonError, plan_from_json
from rules.problems import PlanError
from rules.secrecy import Level

Answer = TypeVar("Answer")

UNREADABLE = N_(
    "A plan that is in force, or was (its hash is {hash}), cannot be read by this version of the program: {what} "
    "Nothing was changed. Go on with the version of the program before this one, and report it; `thoihan verify` names "
    "the plan and the event."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """The tools that following an event needs beside the store: chosen once, where everything is wired."""

    matcher: Matcher
    compile: Callable[[str], Plan]
    compiler: int = COMPILER  # the version of `compile`
    calendar: Builder
    convention: Callable[[str], Convention]
    leap_days: int | None = None  # up to how many days of the clock are a pause; None: any number
    highest: Level = Level.TOP_SECRET  # the most secret that may be entered
    lowered_by: frozenset[str] = frozenset()  # who may record that something is less secret than it was
    plans: dict[str, Plan] = field(default_factory=dict)  # compiled once, by hash
    memo: Memo = field(default_factory=Memo)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The plans, agencies, calendars, facts and tasks in force when one transaction looks."""

    session: Session
    tools: Tools
    _kept: dict[str, object] = field(default_factory=dict, compare=False, repr=False)

    def once(self, name: str, work: Callable[[], Answer]) -> Answer:
        """The answer of `work`, which depends on nothing but the plans and agencies in force."""
        if name not in self._kept:
            self._kept[name] = work()
        return self._kept[name]  # type: ignore[return-value]  # what was kept under a name is what its work gives

    # --- plans ---

    def plans(self, fresh: Iterable[PlanRow] = ()) -> PlansInForce:
        """The plans in force, with those that come in just now: each is loaded when it is asked for."""
        fresh, by_id = list(fresh), self._plan_rows()
        return PlansInForce({**by_id, **{row.id: row for row in fresh}} if fresh else by_id, self.loaded)

    def plan(self, name: str) -> Plan | None:
        """One plan in force."""
        row = self.plan_row(name)
        return self.loaded(row) if row else None

    def knowing(self, things: Iterable[Thing]) -> frozenset[str]:
        """Ids of the plans in force that know one of these things."""
        these = [(str(sort), name) for sort, name in things]
        return frozenset(self.session.mentioning(these)) if these else frozenset()

    def read_otherwise(self) -> list[str]:
        """Ids of the plans in force that this program reads otherwise than as adopted, or has not kept compiled."""
        return self.tools.memo.of_list(
            f"otherwise {self.tools.compiler}",
            self.session.plans(),
            lambda: self.session.read_otherwise(self.tools.compiler),
        )

    def source(self, row: PlanRow) -> str:
        """The text of a plan in force, as the event has it that put it there."""
        text: str = self.event_at(row.position).data["source"]
        return text

    def plan_row(self, name: str) -> PlanRow | None:
        """The row of one plan in force."""
        return self._plan_rows().get(name)

    def _plan_rows(self) -> Mapping[str, PlanRow]:
        """The rows of all plans in force, by id."""
        rows = self.session.plans()
        return self.tools.memo.of_list("plans", rows, lambda: {row.id: row for row in rows})

    def ran_before(self, name: str) -> bool:
        """True of a plan that was worked on before it was adopted, and was taken over."""
        row = self.plan_row(name)
        return row is not None and bool(self.session.recorded(row.adoption).event.data.get("taken_over"))

    def ending(self, name: str) -> Ending | None:
        """The end of a plan; None: it goes on, or there is none of that name."""
        row = self.plan_row(name)
        return ending_of(row) if row else None

    def taken_over(self, plan: str, rule: str) -> Sequence[TakenOver]:
        """The rows of other plans that passed to this one, the last first, and those that had passed to them."""
        rows = self.session.plans()
        passed = self.tools.memo.of_list("taken over", rows, lambda: taken_over(rows))
        found, todo = dict[tuple[str, str], TakenOver](), [*passed.get((plan, rule), ())]
        for one in todo:  # it grows; two plans may have been said to replace each other
            if (one.plan, one.rule) not in found:
                found[one.plan, one.rule] = one
                todo += passed.get((one.plan, one.rule), ())
        return [*found.values()]

    def versions(self, name: str) -> Iterator[Event]:
        """The events that made the versions of the plan in force, the latest first."""
        row = self.plan_row(name)
        if row:
            yield from self.lineage(self.event_at(row.position))

    def lineage(self, event: Event) -> Iterator[Event]:
        """An event that made a version of a plan, and those that made the ones before it, the latest first."""
        yield event
        while amended := event.data.get("amends"):
            event = self.session.recorded(amended).event
            yield event

    def event_at(self, position: int) -> Event:
        """The event at that place in the log."""
        return self.session.event_at(position).event

    def version(self, event: Event) -> Plan:
        """The version of a plan that `event` made."""
        return self.compiled(event.data["hash"], event.data["source"])

    def rule(self, plan: Plan, name: str, digest: str | None = None) -> TaskRule:
        """A rule of `plan`, or of the last version that had it; with that hash, if any has been like that.

        Raises LookupError where no version had it.
        """
        found = plan.rules.get(name)
        if found and digest in (None, found.hash):
            return found
        earlier = map(self.version, self.versions(plan.id))
        had = [version.rules[name] for version in earlier if name in version.rules]
        if not had:
            raise LookupError(name)
        return next((rule for rule in had if rule.hash == digest), had[0])

    # --- agencies ---

    def units(self, fresh: Iterable[UnitRow] = ()) -> Units:
        """The tree of agencies, with those that come in just now."""
        rows, fresh = self.session.units(), list(fresh)
        if fresh:
            return Units.build({row.code: row for row in (*rows, *fresh)}.values())
        return self.tools.memo.of_list("units", rows, lambda: Units.build(rows))

    # --- facts and tasks ---

    def facts(
        self, plan: str, topics: Iterable[Topic], units: Collection[str] | None = None, *, shared: bool = False
    ) -> list[Fact]:
        """The facts in force of these topics: at these units only, where given.

        `shared`: those of the plan, and those that concern every plan.
        """
        return facts_in(self.session, plan, topics, units, shared=shared)

    def ties(self, plan: str) -> Ties:
        """The milestones of other plans that are one with those of a plan, or were."""
        row = self.plan_row(plan)
        return ties_of(row) if row else {}

    def joins(self) -> list[Fact]:
        """All that says which milestones are one."""
        return self.once("joins", lambda: self.facts(EVERY_PLAN, JOINS))

    def stated(self, members: Collection[Member], units: Collection[str] | None = None) -> list[Fact]:
        """The facts in force of milestones of any plans: at these units only, where given."""
        named = [(plan, topic_text(milestone(name))) for plan, name in members]
        return [fact_of(row) for row in self.session.facts_stated(named, units)] if named else []

    def through(self, plan: str, names: Iterable[str], units: Collection[str] | None = None) -> list[Fact]:
        """The facts of other plans that count for these milestones of a plan, since they are one."""
        ties = self.ties(plan)
        tied = {name: ties[name] for name in names if name in ties}
        members = [(tie.plan, tie.milestone) for of in tied.values() for tie in of]
        return seen_through(plan, tied, self.stated(members, units))

    def facts_at(self, plan: str, places: Mapping[Topic, Collection[str]]) -> list[Fact]:
        """The facts in force at these units, by topic."""
        named = {topic_text(topic): units for topic, units in places.items()}
        return [fact_of(row) for row in self.session.facts_at(plan, named)] if named else []

    def said(self, plan: str, topic: Topic, unit: str) -> list[Fact]:
        """The facts in force of a topic at a unit; where it is a milestone, `bounds` is read with them.

        Of a milestone that is joined with others, those are there too that count through them.
        """
        if topic.sort is not Sort.MILESTONE:
            return self.facts_at(plan, {topic: (unit,)})
        ties = bound(topic.name)
        asked = Asked(signals=[topic_text(ties)], facts={topic_text(topic): (unit,)})
        found = [fact_of(row) for row in self.session.gathered(plan, asked).facts if row.plan == plan]
        self._kept[f"bounds {plan}/{topic.name}"] = [fact for fact in found if fact.topic == ties]
        own = [fact for fact in found if fact.topic == topic]
        return own + self.through(plan, [topic.name], [unit])

    def bounds(self, plan: str, name: str) -> list[Fact]:
        """The suspensions that begin or end with a milestone of the plan: no event that is batched changes these."""
        return self.once(f"bounds {plan}/{name}", lambda: self.facts(plan, [bound(name)]))

    def facts_unheld(self, members: Iterable[Member], before: date) -> list[Fact]:
        """The facts that milestones of any plans were planned for a day `before`, and not held since that day."""
        named = [(plan, topic_text(milestone(name))) for plan, name in members]
        rows = self.session.facts_unheld(named, before.isoformat()) if named else []
        return [fact_of(row) for row in rows]

    def fact(self, name: str) -> Fact | None:
        """The fact with that id, while it is in force."""
        row = self.session.fact(name)
        return fact_of(row) if row else None

    def receipts(self, rows: Iterable[TaskRow]) -> Mapping[str, Receipt]:
        """The due dates that `rows` bear, by key."""
        keys: dict[str, set[str]] = {}
        for row in rows:
            if row.due_key:
                keys.setdefault(row.plan, set()).add(row.due_key)
        return {key: receipt for plan, these in keys.items() for key, receipt in self.receipts_of(plan, these).items()}

    def receipts_of(self, plan: str, keys: Collection[str]) -> Mapping[str, Receipt]:
        """The due dates of a plan with these keys, by key."""
        return {key: receipt_of(row) for key, row in self.session.dues(plan, keys).items()} if keys else {}

    # --- calendars ---

    def calendar(self, name: str) -> Calendar:
        """A calendar with the days that events changed, as it is where nothing was amended locally."""
        return self.calendars(name, Units({})).everywhere

    def calendars(
        self, name: str, units: Units, days: Iterable[CalendarDayRow] = (), cut_offs: Iterable[CutOffRow] = ()
    ) -> Calendars:
        """A calendar as each of `units` sees it, with what comes in just now."""
        fresh = {(row.unit, row.day): row for row in days if row.calendar == name}
        hours = {(row.unit, row.since): row for row in cut_offs if row.calendar == name}
        known = [row for row in self.session.calendar_days(name) if (row.unit, row.day) not in fresh]
        had = [row for row in self.session.cut_offs(name) if (row.unit, row.since) not in hours]
        return Calendars(
            name=name,
            rows=[amended_day(row) for row in (*known, *fresh.values())],
            cut_offs=[amended_cut_off(row) for row in (*had, *hours.values())],
            units=units,
            build=self.tools.calendar,
        )

    def loaded(self, row: PlanRow) -> Plan:
        """A plan in force, as it is read now. Raises EventError where it cannot be read."""
        return self._kept_plan(row.hash) or self.compiled(row.hash, self.source(row))

    def compiled(self, digest: str, source: str) -> Plan:
        """The plan with that text, as it is read now; `digest` is its hash as it was put into force.

        Where the two hashes differ, this program reads the plan otherwise, and nothing is recorded on it.
        Raises EventError where it cannot read it.
        """
        kept = self._kept_plan(digest)
        if kept:
            return kept
        try:
            found = self.tools.plans[digest] = self.tools.compile(source)
        except PlanError as error:
            raise EventError(UNREADABLE, hash=digest[:16], what=error.problems[0]) from None
        return found

    def _kept_plan(self, digest: str) -> Plan | None:
        """The plan of that hash as this process, else the store, keeps it compiled."""
        found = self.tools.plans.get(digest)
        if found is None and (row := self.session.compiled(digest, self.tools.compiler)):
            with suppress(PlanJsonError):  # then it is compiled again
                found = self.tools.plans[digest] = plan_from_json(row.content)
        return found


def facts_in(
    session: Register,
    plan: str,
    topics: Iterable[Topic],
    units: Collection[str] | None = None,
    *,
    shared: bool = False,
) -> list[Fact]:
    """The facts in force of these topics of a plan: at these units only, where given."""
    names = [topic_text(topic) for topic in topics]
    return [fact_of(row) for row in session.facts(plan, names, units, shared=shared)] if names else []


def facts_of(session: Register, topics: Mapping[str, Iterable[Topic]], units: Collection[str] | None) -> list[Fact]:
    """The facts in force of topics of several plans, by one question: at these units only, where given."""
    named = [(plan, topic_text(topic)) for plan, these in topics.items() for topic in these]
    return [fact_of(row) for row in session.facts_stated(named, units)] if named else []
