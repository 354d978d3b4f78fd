"""What each type of event brings in, and which rules it makes us look at again. One handler a type, in one table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone
from functools import cached_property
from typing import Any

from engine.deciding.deciding import Scope
from engine.decision import Change, Lapse
from engine.facts.known import rests_on
from engine.facts.signals import missed_signal
from engine.facts.stated import RESUMPTION, facts_of, in_force, states_facts
from engine.facts.suspension_clauses import Clause, laid_down
from engine.happenings.amending import Version, awaited_fact, unreported, version, version_of_day
from engine.happenings.extending import NOTICED, answers
from engine.happenings.succeeding import CHANGES, changed_units, handed_over, looked_at_again
from engine.happenings.sweeping import NOTICES, lapsed, missed, new_cycles, notices, window
from engine.reach.scoping import everything, followed, merged
from engine.reach.touching import Touching
from engine.snapshot import Shelf, Tools
from engine.units import Units
from events.event import Event, Recorded
from events.rows import HELD, CalendarDayRow, CutOffRow, FactRow, PlanRow, UnitRow
from events.store import Session
from rules.offsets import Signal, SignalKind
from rules.plan import Plan

OFFICIAL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam has had one time, without summer time, since 1975."""

AMENDING = ("event.corrected", "event.withdrawn", RESUMPTION)
"""Types of events that go back to another event."""

CLOCK = "clock"
"""Id and signal of the fact that holds the last day swept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is to be looked at again in one plan, and what the clock has to say there."""

    plan: Plan
    scope: Scope = field(default_factory=dict)
    recount: bool = False  # the calendar changed: every due there is is counted again
    among: frozenset[str] | None = None  # of these units only
    notices: Sequence[Change] = ()  # what is told, and written, beside what is decided
    lapses: Sequence[Lapse] = ()
    version: Version | None = None  # of the plan, that takes effect with this


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """The rows that an event states by itself, before anything follows from them."""

    units: Sequence[UnitRow] = ()
    plans: Sequence[PlanRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    cut_offs: Sequence[CutOffRow] = ()
    facts: Sequence[FactRow] = ()
    facts_gone: Sequence[str] = ()
    parts: Sequence[Part] = ()
    foreseen: "Incoming | None" = None  # what it brings when its day has come


def recorded_on(event: Event) -> date:
    """The day on which `event` was recorded, by Vietnamese time."""
    return event.recorded_at.astimezone(OFFICIAL_TIME).date()


@dataclass(frozen=True)
class Reading:
    """One event, read in one transaction."""

    shelf: Shelf
    event: Event
    position: int

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.shelf.session

    @cached_property
    def today(self) -> date:
        """The day on which the event is followed: that on which it was recorded, unless a look back ends before it."""
        until = self.shelf.tools.until
        return min(self.recorded_on, until) if until else self.recorded_on

    @property
    def recorded_on(self) -> date:
        """The day on which the event was recorded, by Vietnamese time."""
        return recorded_on(self.event)

    @property
    def tools(self) -> Tools:
        """What it is followed with."""
        return self.shelf.tools

    def touching(self, fresh: Iterable[UnitRow] = ()) -> Touching:
        """What finds where something changes, `fresh` agencies that come in just now included."""
        return Touching.of(self.shelf, fresh)


def incoming(reading: Reading) -> Incoming:
    """What the event brings in."""
    if states_facts(reading.event):
        return _changed(reading, [], facts_of(reading.event, reading.position))
    return _HANDLERS[reading.event.type](reading)


def _adopted(reading: Reading) -> Incoming:
    """A plan takes effect, and brings the agencies that it declares and nobody has registered yet."""
    event, data = reading.event, reading.event.data
    plan = reading.shelf.compiled(data["hash"], data["source"])
    adopted_on = event.occurred_on.isoformat()
    row = PlanRow(plan.id, data.get("version", 1), data["hash"], data["source"], adopted_on, reading.position)
    there = {unit.code for unit in reading.session.units()}
    declared = (unit for unit in plan.units.values() if unit.code not in there)
    units = [UnitRow(u.code, u.name, u.kind, u.parent, u.email, u.phone, reading.position) for u in declared]
    others = _others(reading.touching(units), laid_down(plan))
    return Incoming(units=units, plans=[row], parts=[Part(plan=plan, scope=everything(plan)), *others])


def _new_version(reading: Reading) -> Incoming:
    """A version of a plan takes effect, or waits for its day."""
    event = reading.event
    new = version(reading.shelf, event, reading.position, reading.today)
    part = Part(plan=new.plan, scope=everything(new.plan), version=new)
    parts = [part, *_others(reading.touching(new.units), new.clauses)]
    brought = Incoming(units=new.units, plans=[new.row], facts=new.facts, facts_gone=new.facts_gone, parts=parts)
    if event.occurred_on <= reading.today:
        return brought
    return Incoming(facts=[awaited_fact(event, reading.position)], foreseen=brought)


def _registered(reading: Reading) -> Incoming:
    """Agencies come in or change: every plan may have tasks for them."""
    there = {row.code: row for row in reading.session.units()}
    units = [_unit_row(unit, there.get(unit["code"]), reading.position) for unit in reading.event.data["units"]]
    return Incoming(units=units, parts=[Part(plan=plan, scope=everything(plan)) for plan in reading.shelf.plans()])


def _unit_row(unit: Mapping[str, Any], known: UnitRow | None, position: int) -> UnitRow:
    """The row of a unit as it is registered; that it ended is not forgotten."""
    code, name, kind = unit["code"], unit["name"], unit["kind"]
    contacts = unit.get("parent"), unit.get("email"), unit.get("phone")
    ended = (known.ended_on, known.successor) if known else (None, None)
    return UnitRow(code, name, kind, *contacts, position, *ended)


def _succeeded(reading: Reading) -> Incoming:
    """Agencies merge, split, end or take another name: what they lead passes on."""
    code = reading.event.subject or ""
    rows = changed_units(reading.event, reading.shelf.units(), reading.position)
    units = reading.shelf.units(rows)
    plans = reading.shelf.plans() if units.ended(code) else []
    parts = [
        Part(
            plan=plan,
            scope=looked_at_again(plan, reading.tools, code, units),
            notices=tuple(handed_over(reading.session, plan, code, units)),
        )
        for plan in plans
    ]
    return Incoming(units=rows, parts=parts)


def _amended(reading: Reading) -> Incoming:
    """A correction or withdrawal: the event it goes back to now says something else, or nothing."""
    root, amendments = story(reading)
    if root.event.type == "plan.amended":  # withdrawn before its day
        return Incoming(facts_gone=[root.event.id])
    said = in_force(root, amendments)
    named = (reading.session.fact(fact.event_id) for fact in facts_of(root.event, root.position))
    was = [fact for fact in named if fact]
    now = facts_of(said, root.position) if said else []
    changed = _changed(reading, was, now)
    baseless = _missed_on(reading, root.event, changed.parts) if was != now else ()
    return replace(changed, facts_gone=[*changed.facts_gone, *baseless])


def _missed_on(reading: Reading, event: Event, parts: Sequence[Part]) -> Iterator[str]:
    """The misses of dates that `event` gave: a date it should never have given was not missed."""
    for fact in _misses(reading, event, parts):
        if rests_on(fact, event.id):
            yield fact.event_id


def _misses(reading: Reading, event: Event, parts: Sequence[Part]) -> Iterator[FactRow]:
    """Where a date that `event` gave may have been missed: of a report only where something waits for it."""
    if event.type != "task.done":
        plan = reading.shelf.plan(event.plan or "")
        yield from reading.session.facts(event.plan or "", [missed_signal(name) for name in plan.rules] if plan else [])
        return
    for part in parts:
        wide = [missed_signal(name) for name, units in part.scope.items() if units is None]
        places = {missed_signal(name): units for name, units in part.scope.items() if units is not None}
        yield from reading.session.facts(part.plan.id, wide) if wide else ()
        yield from reading.session.facts_at(part.plan.id, places) if places else ()


def story(reading: Reading) -> tuple[Recorded, list[Recorded]]:
    """The event that an amendment goes back to, and all that names it, directly or not, this amendment included."""
    this = Recorded(position=reading.position, event=reading.event, previous="", hash="")
    root = this
    while root.event.corrects:
        found = reading.session.find(root.event.corrects)
        if found is None:
            raise LookupError(root.event.corrects)
        root = found
    amendments, todo = [this], [root.event.id]
    while todo:
        later = [one for one in reading.session.amending(todo.pop()) if one.event.id != reading.event.id]
        amendments += later
        todo += [one.event.id for one in later]
    return root, amendments


def _changed(reading: Reading, was: Sequence[FactRow], now: Sequence[FactRow]) -> Incoming:
    """Facts come in, change, or go: mostly all of one plan."""
    facts = [*was, *now]
    touching = reading.touching()
    scopes = touching.by_facts(facts)
    gone = {fact.event_id: fact for fact in was if fact.event_id not in {one.event_id for one in now}}
    told: dict[str, tuple[Change, ...]] = {}
    for plan in (touching.plans[name] for name in {fact.plan for fact in facts} if name in touching.plans):
        told[plan.id] = tuple(unreported(reading.shelf, plan, gone.values(), reading.today))
        if reading.event.type in NOTICED:
            told[plan.id] += tuple(answers(reading.session, plan, now, NOTICED[reading.event.type]))
    parts = [Part(plan=touching.plans[name], scope=scope, notices=told.get(name, ())) for name, scope in scopes.items()]
    return Incoming(facts=now, facts_gone=sorted(gone), parts=parts)


def _others(touching: Touching, clauses: Iterable[Clause]) -> list[Part]:
    """The tasks of other plans that these suspend, or suspend no longer."""
    return [Part(plan=touching.plans[name], scope=scope) for name, scope in touching.by_clauses(clauses).items()]


def _calendar(reading: Reading) -> Incoming:
    """Days of a calendar change, or its cut-off hour: every date counted by it is looked at again."""
    event, data = reading.event, reading.event.data
    name, unit, source = data["calendar"], event.unit or "", event.document.text if event.document else ""
    said = (source, reading.recorded_on.isoformat(), reading.position)
    days = [
        CalendarDayRow(name, unit, day["day"], int(day["working"]), day.get("until"), day["reason"], *said)
        for day in data.get("days") or ()
    ]
    hour = data.get("cut_off")
    cut_offs = [CutOffRow(name, unit, hour["since"], hour.get("at"), hour["reason"], *said)] if hour else []
    among = _below(reading.shelf.units(), unit) if unit else None
    plans = [plan for plan in reading.shelf.plans() if plan.calendar == name]
    parts = [Part(plan=plan, recount=True, among=among) for plan in plans]
    return Incoming(calendar_days=days, cut_offs=cut_offs, parts=parts)


def _below(units: Units, unit: str) -> frozenset[str]:
    """The unit, all below it, and those that one of these now stands for."""
    places = units.subtree(unit)
    return places | {code for code, heir in units.heirs.items() if heir in places}


def _day_began(reading: Reading) -> Incoming:
    """The clock moves on: `engine.happenings.sweeping` says what that does."""
    last, today = reading.session.fact(CLOCK), reading.today
    since = date.fromisoformat(last.day) if last and last.day else _first_day(reading)
    if today <= since:
        return Incoming()
    clock = FactRow(CLOCK, reading.position, "", CLOCK, "", "", HELD, today.isoformat(), None)
    rows = {column: reading.session.tasks_due_between(column, *window(column, since, today)) for column in NOTICES}
    dues = {column: reading.shelf.dues(found) for column, found in rows.items()}
    parts: list[Part] = []
    running = reading.touching()
    versions = [new for plan in running.plans.values() if (new := version_of_day(reading.shelf, plan, today))]
    anew = {new.plan.id: new for new in versions}
    units = {unit.code: unit for new in versions for unit in new.units}
    by_clauses = reading.touching(units.values()).by_clauses([clause for new in versions for clause in new.clauses])
    for was in running.plans.values():
        new = anew.get(was.id)
        plan = new.plan if new else was
        these = {column: [row for row in found if row.plan == plan.id] for column, found in rows.items()}
        told = [n for column, kind in NOTICES.items() for n in notices(was, kind, these[column], dues[column], today)]
        lapses = list(lapsed(plan, _not_held(reading.session, plan, since, today), since, today))
        scope = everything(plan) if new else _scope_of_day(reading, plan, since, {row.rule for row in these["due"]})
        scope = merged(scope, by_clauses.get(plan.id, {}))
        parts.append(Part(plan=plan, scope=scope, notices=told, lapses=lapses, version=new))
    return Incoming(
        units=list(units.values()),
        plans=[new.row for new in versions],
        facts=[clock, *missed(rows["due"], dues["due"], reading.position), *(f for new in versions for f in new.facts)],
        facts_gone=[name for new in versions for name in new.facts_gone],
        parts=parts,
    )


def _not_held(session: Session, plan: Plan, since: date, today: date) -> list[FactRow]:
    """All facts of milestones at the places where one was planned for a day in [since, today)."""
    signals = [f"{SignalKind.MILESTONE}:{name}" for name in plan.milestones]
    planned = session.facts_planned(plan.id, signals, since.isoformat(), today.isoformat())
    places: dict[str, set[str]] = {}
    for fact in planned:
        places.setdefault(fact.signal, set()).add(fact.unit)
    return session.facts_at(plan.id, places) if places else []


def _first_day(reading: Reading) -> date:
    """Where the first sweep looks back to: the day on which the log was begun."""
    first = next(iter(reading.session.events(limit=1)), None)
    began = first.event.recorded_at.astimezone(OFFICIAL_TIME).date() if first else reading.today
    return min(began, reading.today - timedelta(days=1))


def _scope_of_day(reading: Reading, plan: Plan, since: date, missed_rules: Iterable[str]) -> Scope:
    """The rules with a new cycle, and those that wait for one of `missed_rules` to be missed."""
    rules = set(new_cycles(plan, since, reading.today))
    for rule in missed_rules:
        rules |= reading.tools.matcher.touched(plan, Signal(kind=SignalKind.MISSED, name=rule))
    return followed(plan, reading.tools, reading.shelf.units(), dict.fromkeys(rules))


_HANDLERS: Mapping[str, Callable[[Reading], Incoming]] = {
    "plan.adopted": _adopted,
    "plan.amended": _new_version,
    "units.registered": _registered,
    **dict.fromkeys(CHANGES, _succeeded),
    **dict.fromkeys(AMENDING, _amended),
    "calendar.amended": _calendar,
    "day.began": _day_began,
}
