"""Half of the reference: from the facts in force and a day to the table of tasks, rule by rule and unit by unit.

It says once more, and plainly, what `engine` works out in groups and by differences: read it to learn the rules. It
shares nothing with the engine but the parsed plan. Left out: versions of a plan, agencies that end, clauses of other
plans, calendars of single agencies.
"""

import csv
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import NamedTuple

from events.event import Event
from rules.conditions import (
    All,
    Always,
    Any,
    AtLeast,
    Condition,
    Every,
    Happened,
    NoneOf,
    Phase,
    SomeOf,
    atoms,
    quantified,
)
from rules.offsets import (
    Anchor,
    BeforeDate,
    ByDate,
    Counted,
    Direction,
    Done,
    FromDate,
    Once,
    Per,
    Pick,
    Recurring,
    RightAfter,
    Signal,
    SignalKind,
    Within,
    anchor_of,
)
from rules.plan import Plan, TaskRule
from rules.rule_selectors import means, selectors
from tests.reference.days import DAY, LAW, Count, Dates, Round, Stop, joined, rounds

OPEN = ("planned", "needs_date", "active")


class Row(NamedTuple):
    """One task, as it stands on the day."""

    state: str
    due: date | None
    set_by: date | None
    done_on: date | None
    grounds: frozenset[str]
    missed: date | None
    missed_for: frozenset[str]  # the grounds of the day that was missed


class Fact(NamedTuple):
    """One thing that happened, or is planned: its day, and the events that say so."""

    day: date
    held: bool
    grounds: frozenset[str]
    id: str
    carried: date | None = None


Place = tuple[str, str]
"""A unit and a round ("" where nothing recurs)."""
Task = tuple[str, str, str]
"""A rule, a unit and a round."""

# --- what is in force (design, section 4, rule 1) ---------------------------------------------------------------------


def meant(said: Iterable[Event]) -> list[Event]:
    """`said` in the order meant: each after those that it replaces, else by its day, then its id; never by position."""
    waiting, ordered = list(said), list[Event]()
    while waiting:
        replaced = {name for one in waiting for name in one.data.get("replaces") or ()}
        last = max((one for one in waiting if one.id not in replaced), key=lambda one: (one.occurred_on, one.id))
        waiting.remove(last)
        ordered.insert(0, last)
    return ordered


def in_force(event: Event, log: Sequence[Event]) -> Event | None:
    """The event as it is after all that corrects it; None if it was taken back."""
    for later in meant(one for one in log if one.corrects == event.id):
        standing = in_force(later, log)
        if standing and standing.type == "event.withdrawn":
            return None
        if standing and standing.type == "suspension.ended":
            event = replace(event, data={**event.data, "ended_on": standing.occurred_on})
        elif standing:
            said = {name: value for name, value in standing.data.items() if name != "replaces"}
            day, unit = said.get("occurred_on"), said.get("unit", event.unit)
            day = date.fromisoformat(day) if day else event.occurred_on
            event = replace(event, occurred_on=day, unit=unit, data={**event.data, **said})
    return event


@cache
def official() -> Mapping[date, bool]:
    """The days off, and the Saturdays worked, as they were announced."""
    path = Path(__file__).parents[2] / "engine" / "calendars" / "data" / "vn.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {date.fromisoformat(row["date"]): row["working"] == "1" for row in csv.DictReader(file)}


# --- one world --------------------------------------------------------------------------------------------------------


@dataclass
class World:
    """All that is known of one plan on a day: the facts in force, the agencies, and the tasks found so far."""

    plan: Plan
    day: date
    log: Sequence[Event]
    rows: dict[Task, Row] = field(default_factory=dict)
    late: dict[tuple[str, Place], Fact] = field(default_factory=dict)  # tasks that were missed, by rule and place

    def __post_init__(self) -> None:
        self.said = [said for one in self.log if not one.corrects and (said := in_force(one, self.log))]
        self.units = {row["code"]: row for one in self.said for row in one.data.get("units", ())}
        self.adoption = next(one.id for one in self.said if one.type == "plan.adopted")
        self.days = dict(official())
        for one in meant(one for one in self.said if one.type == "calendar.amended" and not one.unit):
            self.days |= {date.fromisoformat(row["day"]): row["working"] for row in one.data.get("days") or ()}

    def works(self, day: date) -> bool:
        """True for a working day."""
        return self.days.get(day, day.weekday() < 5)

    def above(self, unit: str | None) -> list[str]:
        """The unit, the one above it, and so on."""
        return [unit, *self.above(self.units[unit].get("parent"))] if unit else []

    def of_kind(self, kind: str, under: str) -> list[str]:
        """The units of a kind at or below another."""
        return [code for code, row in self.units.items() if row["kind"] == kind and under in self.above(code)]

    def places(self, rule: TaskRule) -> list[str]:
        """The units that a rule makes tasks for."""
        return self.of_kind(rule.for_each, self.plan.unit) if rule.for_each else [*(rule.for_units or (rule.lead,))]

    def of_type(self, *types: str, subject: str) -> list[Event]:
        """The events in force of these types that speak of one thing, in the order meant."""
        return meant(one for one in self.said if one.type in types and one.subject == subject)

    # What has happened, by unit.

    def facts(self, signal: Signal) -> dict[str, Fact]:
        """The happenings of a signal, by unit; of what recurs the last round's."""
        if signal.kind is SignalKind.MILESTONE:
            return {unit: fact for unit in ("", *self.units) if (fact := self.milestone(signal.name, unit))}
        if signal.kind is SignalKind.MISSED:
            found = {place: fact for (rule, place), fact in self.late.items() if rule == signal.name}
        else:
            found = dict(self.reports(signal.name))
        return {unit: found[unit, round_] for unit, round_ in sorted(found)}

    def milestone(self, name: str, unit: str) -> Fact | None:
        """What was held stands before what is planned; what was put off to no day is planned no longer."""
        types = "milestone.planned", "milestone.postponed", "milestone.held"
        said = [one for one in self.of_type(*types, subject=name) if one.unit == unit]
        held = [one for one in said if one.type == "milestone.held"]
        if not said:
            return None
        last = (held or said)[-1]
        day = last.data.get("new_day") if last.type == "milestone.postponed" else last.occurred_on.isoformat()
        carried = last.data.get("carried")
        when = date.fromisoformat(carried) if carried else None
        return Fact(date.fromisoformat(day), bool(held), frozenset((last.id,)), last.id, when) if day else None

    def reports(self, rule: str) -> Iterator[tuple[Place, Fact]]:
        """The tasks of a rule that are done: as reported, or as the plan itself says."""
        for (name, unit, round_), row in self.rows.items():
            if name == rule and row.done_on and row.state == "done":
                said = self.of_type("task.done", subject=self.task(rule, unit, round_))
                grounds = frozenset((said[-1].id,)) if said else frozenset((f"done {unit}",))
                yield (unit, round_), Fact(row.done_on, True, grounds, min(grounds))

    def task(self, rule: str, unit: str, round_: str) -> str:
        """The name of a task."""
        return "/".join((self.plan.id, rule, unit, *([round_] if round_ else [])))

    # What is in sight (docs/architecture.md, “Who sees which happening”).

    def sight(self, signal: Signal, unit: str, *, own: bool) -> Fact | None:
        """The happening at the unit itself, else at the nearest above it; else where it happens but once."""
        facts = self.facts(signal)
        if own:
            return facts.get(unit)
        once = self.plan.milestones[signal.name].at if signal.kind is SignalKind.MILESTONE else None
        if signal.kind is not SignalKind.MILESTONE:
            places = self.places(self.plan.rules[signal.name])
            once = places[0] if len(places) == 1 else None
        above = self.above(unit) if self.plan.unit in self.above(unit) else self.above(self.plan.unit)
        return next((facts[code] for code in (*above, once or "–") if code in facts), None)

    def across(self, signal: Signal, kind: str, under: str | None) -> tuple[list[Fact], int]:
        """The happenings at all units of a kind, the earliest first, and how many units there are."""
        units, facts = self.of_kind(kind, under or self.plan.unit), self.facts(signal)
        return sorted((facts[one] for one in units if one in facts), key=lambda one: (one.day, one.id)), len(units)


def reached(fact: Fact | None, phase: Phase, planned: bool) -> bool:
    """True if a happening is as far as asked; `planned`: a plan of it is enough."""
    return fact is not None and (fact.held or planned or phase is Phase.PLANNED)


@dataclass(frozen=True)
class Case:
    """One rule at one unit in one round."""

    world: World
    rule: TaskRule
    unit: str
    round: Round | None
    stops: Sequence[Stop]

    # Conditions: whether one holds, and since when.

    def holds(self, when: Condition, planned: bool) -> date | None:
        """The day on which a condition came to hold; None: it does not."""
        since = [day for part in getattr(when, "parts", ()) if (day := self.holds(part, planned))]
        match when:
            case Always():
                return self.world.plan.starts
            case Happened():
                fact = self.world.sight(when.signal, self.unit, own=when.own)
                return fact.day if fact and reached(fact, when.phase, planned) else None
            case All(parts=parts):
                return max(since, default=self.world.plan.starts) if len(since) == len(parts) else None
            case Any():
                return min(since, default=None)
            case NoneOf(parts=parts):  # a plan of a happening does not make it happen
                return None if any(self.holds(part, False) for part in parts) else date.min
            case AtLeast(count=count):
                return ([date.min] * (not count) + sorted(since))[max(count - 1, 0)] if len(since) >= count else None
            case Every() | SomeOf():
                facts = self.enough(when, planned)
                return facts[-1].day if facts else None

    def enough(self, when: Every | SomeOf, planned: bool) -> list[Fact]:
        """The happenings that make it hold: all of an `every`, of others as many as are needed, the earliest."""
        facts, units = self.world.across(when.happened.signal, when.kind, when.under)
        facts = [fact for fact in facts if reached(fact, when.happened.phase, planned)]
        wanted = when.count if isinstance(when, SomeOf) else units
        return facts[:wanted] if len(facts) >= wanted > 0 else []

    def counted_from(self, anchor: Anchor) -> list[Fact]:
        """What a date is counted from, the last: of the units of a kind the first, or all where the last is meant."""
        if anchor.kind is None:
            fact = self.world.sight(anchor.signal, self.unit, own=anchor.pick is Pick.OWN)
            return [fact] if fact else []
        facts, units = self.world.across(anchor.signal, anchor.kind, None)
        return facts[:1] if anchor.pick is Pick.FIRST else facts if len(facts) == units else []

    def grounds(self, planned: bool) -> frozenset[str]:
        """Every event that the state rests on (rule 5)."""
        across = {id(part.happened) for part in quantified(self.rule.when)}
        direct = [one for one in atoms(self.rule.when) if id(one) not in across]
        facts = [self.world.sight(one.signal, self.unit, own=one.own) for one in direct]
        facts += [fact for part in quantified(self.rule.when) for fact in self.enough(part, planned)]
        anchor = anchor_of(self.rule.due)
        facts += self.counted_from(anchor) if anchor else []
        found = frozenset().union(*(fact.grounds for fact in facts if fact))
        return found or frozenset((self.world.adoption,))

    # The task.

    def outcome(self, done_on: date | None = None) -> tuple[str, Dates | None, frozenset[str], "Limit | None"]:
        """Its state, its date, what these rest on, and the last day on which it could be done in time."""
        firm = self.holds(self.rule.when, False)
        began = firm or self.holds(self.rule.when, True)
        if began is None:
            return "waiting", None, frozenset(), None
        if isinstance(self.rule.due, Done):
            return ("done" if firm else "waiting"), None, frozenset(), None
        anchor = anchor_of(self.rule.due)
        facts, grounds = self.counted_from(anchor) if anchor else [], self.grounds(firm is None)
        if anchor and not facts:
            state, dates = ("needs_date" if firm else "waiting"), None
        else:
            dates = self.dates(facts, max(began, self.world.plan.starts))
            to_set = isinstance(self.rule.due, Once | Per) and dates.due is None
            only_planned = firm is None or (to_set and not all(fact.held for fact in facts))
            state = "planned" if only_planned else "needs_date" if to_set else "active"
        if state == "waiting":
            return state, None, frozenset(), None
        limit = Limit(dates.due, grounds | dates.grounds) if dates and dates.due and state == "active" else None
        return self.given(state, dates, grounds, limit)

    def dates(self, facts: Sequence[Fact], began: date) -> Dates:
        """The date by the rule's words."""
        plan, due, count = self.world.plan, self.rule.due, self.count(self.stops)
        last, firm = (facts[-1], all(fact.held for fact in facts)) if facts else (None, True)
        match due:
            case Per() if last and last.carried:
                return count.given(last.carried, last.day)
            case Once() | Per() if last:  # rule 4: the time to set a date counts from when the task began
                found = count.after(max(last.day, began), plan.policies.set_date_within, firm=firm)
                return found if found.halted else Dates(set_by=found.due, grounds=found.grounds)
            case RightAfter() if last:
                return count.after(last.day, plan.policies.right_after, firm=firm)
            case Counted(offset=offset) if last:
                back = offset.direction is Direction.BEFORE
                return (count.before if back else count.after)(last.day, offset, firm=firm)
            case BeforeDate(day=day):
                return count.before_date(day, plan.starts)
            case ByDate(day=day):
                return count.given(day, plan.starts)
            case Within(start=start, end=end):
                return count.given(end, max(start, plan.starts), earliest=start, window=start)
            case Recurring() if self.round:
                since = max(self.round.start, plan.starts)
                return (count.before_date if due.strictly_before else count.given)(self.round.day, since)
            case FromDate(day=day):
                return count.standing(day)
            case _:
                return count.standing(plan.starts)

    def count(self, stops: Iterable[Stop]) -> Count:
        """How is counted for the rule."""
        plan = self.world.plan
        settings = {**LAW[plan.convention], **plan.policies.settings, **self.rule.settings}
        return Count(self.world.works, settings, joined(stops), plan.policies.remind_working_days)

    def given(
        self, state: str, dates: Dates | None, grounds: frozenset[str], limit: "Limit | None"
    ) -> tuple[str, Dates | None, frozenset[str], "Limit | None"]:
        """What officers gave: a date set by hand, extensions; and time that stands still."""
        task = self.world.task(self.rule.id, self.unit, self.round.name if self.round else "")
        for said in self.world.of_type("task.date_set", subject=task)[-1:]:
            dates = self.count(()).by_hand(date.fromisoformat(said.data["due"]), said.occurred_on, self.stops)
            state, grounds = "active" if state == "needs_date" else state, grounds | {said.id}
            if state == "active" and (limit is None or said.occurred_on <= limit.day):
                limit = Limit(dates.due, grounds | dates.grounds) if dates.due else None
        grounds |= dates.grounds if dates else frozenset()  # of the date that stands: no other moved it
        grants = self.world.of_type("extension.granted", subject=task)
        ended = [stop for stop in self.stops if stop.end]
        unhalted = replace(self, stops=ended).without_grants(task) if grants and dates else None
        if grants and dates and unhalted and unhalted.due:
            dates, grounds, limit = self.put_off(dates, unhalted.due, grounds, limit, grants, ended)
        still = [stop for stop in self.stops if stop.end is None]
        if state in OPEN and ((dates and dates.halted) or (dates is None and still)):
            dates = dates or Dates(halted=True, grounds=frozenset().union(*(stop.grounds for stop in still)))
            return "suspended", dates, grounds | dates.grounds, None
        return state, dates, grounds, limit

    def without_grants(self, task: str) -> Dates | None:
        """The date, if no extension had been granted."""
        log = [one for one in self.world.log if one.subject != task or one.type != "extension.granted"]
        bare = World(self.world.plan, self.world.day, log, self.world.rows, self.world.late)
        return replace(self, world=bare).outcome()[1]

    def put_off(
        self,
        dates: Dates,
        last: date,
        grounds: frozenset[str],
        limit: "Limit | None",
        grants: Sequence[Event],
        ended: Sequence[Stop],
    ) -> tuple[Dates, frozenset[str], "Limit | None"]:
        """The last extension puts the date off, if it is later; the limit only where it had not passed (rule 3)."""
        count = self.count(())
        day, on = date.fromisoformat(grants[-1].data["due"]), grants[-1].occurred_on
        granted = count.by_hand(day, on, ended).due
        grounds |= {grants[-1].id}
        if granted and granted > last:
            dates = count.by_hand(day, on, self.stops)
            grounds |= dates.grounds
        for grant in grants:
            if limit is None or grant.occurred_on > limit.day:
                break
            later = count.by_hand(date.fromisoformat(grant.data["due"]), grant.occurred_on, self.stops)
            if later.due is None:
                limit = None
            elif later.due > limit.day:
                limit = Limit(later.due, limit.grounds | {grant.id} | later.grounds)
        return dates, grounds, limit


class Limit(NamedTuple):
    """The last day on which a task can be done without being missed."""

    day: date
    grounds: frozenset[str]


# --- suspensions ------------------------------------------------------------------------------------------------------


def stops(world: World, rule: TaskRule, unit: str) -> Iterator[Stop]:
    """The suspensions of the tasks of `rule` at `unit`: by officers, and by the plan itself."""
    for one in world.said:
        data = one.data
        if one.type != "suspension.began" or (one.unit and one.unit not in world.above(unit)):
            continue
        chosen = selectors(
            rules=data.get("rules") or (),
            milestone=data.get("milestone"),
            label=data.get("label"),
            everything=bool(data.get("all")),
        )
        if means(chosen, rule):
            ends = data.get("from"), data.get("until"), data.get("ended_on")
            yield from stop(world, unit, one.id, one.occurred_on, *ends)
    for own in world.plan.suspensions:
        here = own.unit is None or own.unit in world.above(unit)
        if own.reaches(world.plan.id) and here and means(own.selectors, rule):
            yield from stop(world, unit, world.adoption, world.plan.starts, own.since, own.until, None)


def stop(
    world: World, unit: str, by: str, start: date, since: str | None, until: str | None, end: date | None
) -> Iterator[Stop]:
    """A suspension as it is seen at a unit: it begins and ends with milestones once these are held there."""

    def held(name: str | None) -> Fact | None:
        fact = world.sight(Signal(kind=SignalKind.MILESTONE, name=name), unit, own=False) if name else None
        return fact if fact and fact.held else None

    begun, over = held(since), held(until)
    if since and not begun:
        return
    start = begun.day if begun else start
    over = None if over and end and end <= over.day else over
    end = over.day if over else end
    if end is None or end > start:
        facts = frozenset().union(*(fact.grounds for fact in (begun, over) if fact))
        yield Stop(start=start, end=end, grounds=facts | {by})


# --- the table --------------------------------------------------------------------------------------------------------


def table(plan: Plan, log: Sequence[Event], day: date) -> Mapping[Task, Row]:
    """Every task of the plan that has begun, by rule, unit and round, as it stands at the end of the day before `day`.

    Rules are taken in the order in which they wait for each other.
    """
    world = World(plan, day, log)
    for rule in (plan.rules[name] for name in plan.order):
        for unit in world.places(rule):
            owed: Sequence[Round | None] = [None]
            if isinstance(rule.due, Recurring):
                owed = rounds(rule.due, plan.starts, plan.starts, min(day, plan.ends or day))
            for one in owed:
                task(world, rule, unit, one)
    return world.rows


def task(world: World, rule: TaskRule, unit: str, one: Round | None) -> None:
    """One task is found, and whether it was missed."""
    round_ = one.name if one else ""
    report = next(reversed(world.of_type("task.done", subject=world.task(rule.id, unit, round_))), None)
    done_on = report.occurred_on if report else None
    here = [stop for stop in stops(world, rule, unit) if done_on is None or stop.start < done_on]
    state, dates, grounds, limit = Case(world, rule, unit, one, here).outcome()
    if state == "done":  # by the plan itself
        done_on = done_on or world.plan.starts
    late = limit is not None and limit.day < world.day and not (done_on and done_on <= limit.day)
    missed = limit.day + DAY if limit and late else None
    if missed and limit:
        world.late[rule.id, (unit, round_)] = Fact(missed, True, limit.grounds, f"missed {unit}")
    if state != "waiting" or report:
        due, set_by = (dates.due, dates.set_by) if dates else (None, None)
        state = "done" if done_on else state
        missed_for = limit.grounds if limit and missed else frozenset()
        grounds = grounds if dates else frozenset()
        world.rows[rule.id, unit, round_] = Row(state, due, set_by, done_on, grounds, missed, missed_for)
