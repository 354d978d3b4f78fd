"""What each type of event brings in, and which rules it makes us look at again. One handler a type, in one table."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta, timezone
from typing import Any

from engine.amending import Version, awaited_fact, unreported, version, version_of_day
from engine.deciding import Scope
from engine.decision import Change, Lapse
from engine.extending import NOTICED, answers
from engine.folding import RESUMPTION, facts_of, in_force, states_facts
from engine.matching import Matcher
from engine.register import HELD, missed_signal, rests_on, suspend_signal
from engine.scoping import everything, followed, merged, reach, scope_of, suspended
from engine.shelf import Shelf
from engine.succeeding import CHANGES, changed_units, handed_over
from engine.suspensions import suspend_signals, until_of
from engine.sweeping import NOTICES, lapsed, missed, new_cycles, notices, window
from engine.units import Units
from events.event import Event, Recorded
from events.rows import CalendarDayRow, FactRow, PlanRow, UnitRow
from events.store import Session
from rules.offsets import Signal, SignalKind
from rules.plan import Plan

OFFICIAL_TIME = timezone(timedelta(hours=7), "Asia/Ho_Chi_Minh")
"""Viet Nam has had one time, without summer time, since 1975."""

CLOCK = "clock"
"""Id and signal of the fact that holds the last day swept."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """What is to be looked at again in one plan, and what the clock has to say there."""

    plan: Plan
    scope: Scope = field(default_factory=dict)
    recount: bool = False  # the calendar changed: every due there is is counted again
    notices: Sequence[Change] = ()  # what is told, and written, beside what is decided
    lapses: Sequence[Lapse] = ()
    version: Version | None = None  # of the plan, that takes effect with this


@dataclass(frozen=True, slots=True, kw_only=True)
class Incoming:
    """The rows that an event states by itself, before anything follows from them."""

    units: Sequence[UnitRow] = ()
    plans: Sequence[PlanRow] = ()
    calendar_days: Sequence[CalendarDayRow] = ()
    facts: Sequence[FactRow] = ()
    facts_gone: Sequence[str] = ()
    parts: Sequence[Part] = ()
    foreseen: "Incoming | None" = None  # what it brings when its day has come


@dataclass(frozen=True, slots=True)
class Reading:
    """One event, read in one transaction."""

    shelf: Shelf
    event: Event
    position: int

    @property
    def session(self) -> Session:
        """The transaction."""
        return self.shelf.session

    @property
    def today(self) -> date:
        """The day on which the event was recorded, by Vietnamese time."""
        return self.event.recorded_at.astimezone(OFFICIAL_TIME).date()

    @property
    def matcher(self) -> Matcher:
        """What finds the rules that an event touches."""
        return self.shelf.tools.matcher


def incoming(reading: Reading) -> Incoming:
    """What the event brings in."""
    if states_facts(reading.event):
        return _changed(reading, [], facts_of(reading.event, reading.position))
    return _HANDLERS[reading.event.type](reading)


def _adopted(reading: Reading) -> Incoming:
    """A plan takes effect, and brings the agencies that it declares and nobody has registered yet."""
    event, data = reading.event, reading.event.data
    plan = reading.shelf.tools.compile(data["source"])
    adopted_on = event.occurred_on.isoformat()
    row = PlanRow(plan.id, data.get("version", 1), plan.hash, data["source"], adopted_on, reading.position)
    there = {unit.code for unit in reading.session.units()}
    declared = (unit for unit in plan.units.values() if unit.code not in there)
    units = [UnitRow(u.code, u.name, u.kind, u.parent, u.email, u.phone, reading.position) for u in declared]
    return Incoming(units=units, plans=[row], parts=[Part(plan=plan, scope=everything(plan))])


def _new_version(reading: Reading) -> Incoming:
    """A version of a plan takes effect, or waits for its day."""
    event = reading.event
    new = version(reading.shelf, event, reading.position, reading.today)
    part = Part(plan=new.plan, scope=everything(new.plan), version=new)
    brought = Incoming(units=new.units, plans=[new.row], facts=new.facts, facts_gone=new.facts_gone, parts=[part])
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
    return Incoming(
        units=rows,
        parts=[Part(plan=plan, notices=tuple(handed_over(reading.session, plan, code, units))) for plan in plans],
    )


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
    baseless = _missed_on(reading, root.event) if was != now else ()
    return replace(changed, facts_gone=[*changed.facts_gone, *baseless])


def _missed_on(reading: Reading, event: Event) -> Iterator[str]:
    """The misses of dates that `event` gave: a date it should never have given was not missed."""
    plan = reading.shelf.plan(event.plan or "")
    signals = [missed_signal(name) for name in plan.rules] if plan else []
    yield from (fact.event_id for fact in reading.session.facts(event.plan or "", signals) if rests_on(fact, event.id))


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
    """Facts come in, change, or go: all of one plan."""
    facts = [*was, *now]
    plan = reading.shelf.plan(facts[0].plan) if facts else None
    if plan is None:
        return Incoming()
    units = reading.shelf.units()
    scope: Scope = {}
    for signal in dict.fromkeys(fact.signal for fact in facts):
        places = frozenset(fact.unit for fact in facts if fact.signal == signal)
        scope = merged(scope, _scope_of_fact(reading, plan, units, signal, places))
    gone = {fact.event_id: fact for fact in was if fact.event_id not in {one.event_id for one in now}}
    told = tuple(unreported(reading.shelf, plan, gone.values(), reading.today))
    if reading.event.type in NOTICED:
        told += tuple(answers(reading.session, plan, now, NOTICED[reading.event.type]))
    return Incoming(facts=now, facts_gone=sorted(gone), parts=[Part(plan=plan, scope=scope, notices=told)])


def _scope_of_fact(reading: Reading, plan: Plan, units: Units, signal: str, places: frozenset[str]) -> Scope:
    kind, _, name = signal.partition(":")
    if signal == suspend_signal(name):
        return suspended(plan, units, name, places)
    scope: Scope = {}
    if kind in list(SignalKind):
        scope = scope_of(plan, reading.matcher, units, Signal(kind=SignalKind(kind), name=name), places)
    if kind == SignalKind.MILESTONE:
        return merged(scope, _scope_of_ends(reading, plan, units, name, places))
    return followed(plan, merged(scope, {name: places} if name in plan.rules else {}))  # said of a task itself


def _scope_of_ends(reading: Reading, plan: Plan, units: Units, milestone: str, places: frozenset[str]) -> Scope:
    """The rules that officers suspended until this milestone."""
    signal, scope = Signal(kind=SignalKind.MILESTONE, name=milestone), dict[str, frozenset[str] | None]()
    for fact in reading.session.facts(plan.id, suspend_signals(plan.rules.values())):
        if until_of(fact) == milestone:
            rules = suspended(plan, units, fact.signal.partition(":")[2], frozenset({fact.unit}))
            scope |= {name: reach(plan, plan.rules[name], signal, units, places) for name in rules}
    return followed(plan, scope)


def _calendar(reading: Reading) -> Incoming:
    """Days of a calendar change: every date counted by it is looked at again."""
    event, data = reading.event, reading.event.data
    source = event.document.text if event.document else ""
    known_from = reading.today.isoformat()
    days = [
        CalendarDayRow(data["calendar"], d["day"], int(d["working"]), d["reason"], source, known_from, reading.position)
        for d in data["days"]
    ]
    plans = [plan for plan in reading.shelf.plans() if plan.calendar == data["calendar"]]
    return Incoming(calendar_days=days, parts=[Part(plan=plan, recount=True) for plan in plans])


def _day_began(reading: Reading) -> Incoming:
    """The clock moves on: `engine.sweeping` says what that does."""
    last, today = reading.session.fact(CLOCK), reading.today
    since = date.fromisoformat(last.day) if last and last.day else _first_day(reading)
    if today <= since:
        return Incoming()
    clock = FactRow(CLOCK, reading.position, "", CLOCK, "", "", HELD, today.isoformat(), None)
    rows = {column: reading.session.tasks_due_between(column, *window(column, since, today)) for column in NOTICES}
    dues = {column: reading.shelf.dues(found) for column, found in rows.items()}
    parts: list[Part] = []
    versions: list[Version] = []
    for running in reading.shelf.plans():
        new = version_of_day(reading.shelf, running, today)
        plan = new.plan if new else running
        versions += [new] if new else []
        these = {column: [row for row in found if row.plan == plan.id] for column, found in rows.items()}
        told = [
            n for column, kind in NOTICES.items() for n in notices(running, kind, these[column], dues[column], today)
        ]
        milestones = [f"{SignalKind.MILESTONE}:{name}" for name in plan.milestones]
        lapses = list(lapsed(plan, reading.session.facts(plan.id, milestones), since, today))
        scope = everything(plan) if new else _scope_of_day(reading, plan, since, {row.rule for row in these["due"]})
        parts.append(Part(plan=plan, scope=scope, notices=told, lapses=lapses, version=new))
    return Incoming(
        units=list({unit.code: unit for new in versions for unit in new.units}.values()),
        plans=[new.row for new in versions],
        facts=[clock, *missed(rows["due"], dues["due"], reading.position), *(f for new in versions for f in new.facts)],
        facts_gone=[name for new in versions for name in new.facts_gone],
        parts=parts,
    )


def _first_day(reading: Reading) -> date:
    """Where the first sweep looks back to: the day on which the log was begun."""
    first = next(iter(reading.session.events(limit=1)), None)
    began = first.event.recorded_at.astimezone(OFFICIAL_TIME).date() if first else reading.today
    return min(began, reading.today - timedelta(days=1))


def _scope_of_day(reading: Reading, plan: Plan, since: date, missed_rules: Iterable[str]) -> Scope:
    """The rules with a new cycle, and those that wait for one of `missed_rules` to be missed."""
    rules = set(new_cycles(plan, since, reading.today))
    for rule in missed_rules:
        rules |= reading.matcher.touched(plan, Signal(kind=SignalKind.MISSED, name=rule))
    return followed(plan, dict.fromkeys(rules))


_HANDLERS: Mapping[str, Callable[[Reading], Incoming]] = {
    "plan.adopted": _adopted,
    "plan.amended": _new_version,
    "units.registered": _registered,
    **dict.fromkeys(CHANGES, _succeeded),
    "event.corrected": _amended,
    "event.withdrawn": _amended,
    RESUMPTION: _amended,
    "calendar.amended": _calendar,
    "day.began": _day_began,
}
