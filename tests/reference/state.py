"""Half of the reference: from the facts in force and a day to the table of tasks, rule by rule and unit by unit.

It says once more, and plainly, what `engine` works out in groups and by differences: read it to learn the rules. It
shares nothing with the engine but the parsed plans. Left out: versions that move milestones, the unit or the last day.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import takewhile
from typing import Any, NamedTuple

from events.event import Event
from rules import conditions, offsets
from rules.conditions import Condition, Every, Happened, Phase, SomeOf
from rules.offsets import Done, Once, Per, Recurring, Signal, SignalKind
from rules.plan import Plan, TaskRule
from tests.reference.days import DAY, NOTHING, Count, Dates, Round, resting_on, rounds
from tests.reference.ended import end_of, ending
from tests.reference.groups import doing, gone, has_its_own
from tests.reference.led import led
from tests.reference.limits import counted
from tests.reference.returned import after_returns, in_time, in_turn
from tests.reference.said import DAYLESS, counts_for, day_of, in_force, meant, of_one_alone, one_with
from tests.reference.suspended import stops

Task = tuple[str, str, str]  # a rule, a unit and a round ("" where nothing recurs)


class Followed(NamedTuple):
    """Of what a task rests on, what nobody said, but follows: another was missed, or is done as the plan says."""

    day: date = date.min  # the last of it
    behind: frozenset[str] = frozenset()  # the events on which only that rests


class Row(NamedTuple):
    """One task, as it stands on the day."""

    state: str
    done_on: date | None
    dates: Dates  # without what is said of them below
    grounds: frozenset[str]  # the events that they rest on
    lead: str
    missed: tuple[date, frozenset[str]] | None  # the first day on which it was overdue, and what that rests on
    concluded: Followed = Followed()


class Fact(NamedTuple):
    """One thing that happened, or is planned: its day, and the events that say so."""

    day: date
    held: bool
    grounds: frozenset[str]
    id: str
    carried: date | None = None  # the date that its document brought with it


@dataclass
class World:
    """All that is known of one plan on a day: the facts in force, the agencies, the tasks done and missed."""

    name: str  # the plan's
    day: date
    log: Sequence[Event]
    laid_down: Mapping[str, Plan]  # as they are parsed, by the events that adopt or amend one
    announced: Mapping[date, bool]  # the days that are not what their weekday says
    concluded: dict[Signal, dict[tuple[str, str], Fact]] = field(default_factory=lambda: defaultdict(dict))

    def __post_init__(self) -> None:
        self.said = list(after_returns(in_force(one, self.log) for one in self.log if not one.corrects))
        self.units = {row["code"]: row for one in self.said for row in one.data.get("units", ())}
        over = {unit: (one.occurred_on, heir) for one in self.said for unit, heir in ending(one).items()}
        self.ended = {unit: day for unit, (day, _) in over.items()}
        self.heirs = {unit: heir for unit, (_, heir) in over.items() if heir}
        self.left = set[tuple[str, str]]()  # by rule, the units that ended and have a task of it
        come = [one for one in self.said if one.id in self.laid_down and one.occurred_on <= self.day]
        self.versions = sorted(come, key=lambda one: one.data["version"])  # of all plans; the last of each is in force
        self.plans = {one.plan: self.laid_down[one.id] for one in self.versions}
        self.plan = self.plans[self.name]
        self.end = end_of(self.name, self.said)
        self.adopted_on = next(one.occurred_on for one in self.versions if one.plan == self.name)
        for one in meant(one for one in self.said if one.type == "task.done" and one.plan == self.name):
            rule, unit, turn = f"{one.subject}/".split("/")[1:4]  # a report stands, whatever becomes of its round
            fact = Fact(one.occurred_on, True, frozenset({one.id}), one.id)
            self.concluded[Signal(kind=SignalKind.DONE, name=rule)][unit, turn] = fact

    def of_type(self, *types: str, subject: str | None) -> list[Event]:
        """The events in force of these types that speak of one thing, in the order meant."""
        return meant(one for one in self.said if one.type in types and one.subject == subject)

    def since(self, plan: Plan, words: Callable[[Plan], object]) -> tuple[str, date | None]:
        """The version since which a plan has said the same, without a break; and its day, if it amended the plan."""
        chain = (one for one in reversed(self.versions) if one.plan == plan.id)
        *_, by = takewhile(lambda one: words(self.laid_down[one.id]) == words(plan), chain)
        return by.id, by.occurred_on if by.data.get("amends") else None

    def brought(self, rule: TaskRule) -> date | None:
        """The day of the version that added a rule; None: it has been there from the first."""
        return self.since(self.plan, lambda plan: rule.id in plan.rules)[1]

    def owed(self, rule: TaskRule) -> list[Round]:
        """The rounds that have begun, from the first one since there is the rule with that frequency; else the only."""
        since, until = self.brought(rule) or self.plan.starts, min(self.day, self.plan.ends or self.day)
        if not isinstance(rule.due, Recurring):
            return [Round("", since, since)]
        by, day = self.since(self.plan, lambda plan: (had := plan.rules.get(rule.id)) and getattr(had.due, "every", 0))
        was: Any = self.laid_down[by].rules[rule.id].due
        first = next(rounds(was, day or self.plan.starts)).start
        begun = takewhile(lambda one: one.start <= until, rounds(rule.due, self.plan.starts))
        return [one._replace(start=max(one.start, since)) for one in begun if one.start >= first]

    def calendar(self, unit: str) -> dict[date, bool]:
        """The days that are not what their weekday says: as announced, then for those above the unit, then for it."""
        found, amended = dict(self.announced), self.of_type("calendar.amended", subject=None)
        for code in (None, *reversed(self.above(unit))):
            days = [row for one in amended if one.unit == code for row in one.data.get("days") or ()]
            found |= {date.fromisoformat(row["day"]): row["working"] for row in days}
        if unit in self.heirs:  # the heir's calendar counts from the day on which the unit ended
            until, later = self.ended[unit], self.calendar(self.heirs[unit])
            found = {day: off for day, off in found.items() if day < until}
            found |= {day: off for day, off in later.items() if day >= until}
        return found

    def above(self, unit: str | None) -> list[str]:
        """The unit, the one above it, and so on; above one that ended stands its heir."""
        return [unit, *self.above(self.heirs.get(unit) or self.units[unit].get("parent"))] if unit else []

    def of_kind(self, kind: str, under: str) -> list[str]:
        """The units of a kind at or below another; one that ended where it stood then."""
        line = {code: [code, *self.above(row.get("parent"))] for code, row in self.units.items() if row["kind"] == kind}
        return [code for code in line if under in (line[code] if code in self.ended else self.above(code))]

    def places(self, rule: TaskRule) -> list[str]:
        """The units that a rule makes tasks for."""
        return self.of_kind(rule.for_each, self.plan.unit) if rule.for_each else doing(self, rule)

    def facts(self, signal: Signal) -> dict[str, Fact]:
        """The happenings of a signal, by unit; of what recurs the last round's."""
        if signal.kind is SignalKind.MILESTONE:
            return {unit: fact for unit in self.units if (fact := self.milestone(signal.name, unit))}
        return {unit: fact for (unit, _), fact in sorted(self.concluded[signal].items())}

    def milestone(self, name: str, unit: str) -> Fact | None:
        """What was held stands before what is planned; what was put off to no day is planned no longer."""
        types, (of, _, own) = (*DAYLESS, "milestone.planned", "milestone.held"), name.rpartition("/")
        member = f"{of or self.name}/{own}"
        one = one_with(member, self.log)  # what is said of one is said of all that are joined
        here = (event for event in self.said if event.type in types and event.unit == unit)
        said = of_one_alone(meant(event for event in here if counts_for(event, member, one)))
        held = [event for event in said if event.type == "milestone.held"]
        if not held and not any(event.data.get("only") for event in said):
            for before, _, by in sorted(found for each in one for found in self.held_before(each, unit))[-1:]:
                return Fact(before, True, frozenset({by}), by)
        for last in (held or said)[-1:]:
            day = day_of(last.data, "new_day") if last.type in DAYLESS else last.occurred_on
            if day:
                return Fact(day, bool(held), frozenset({last.id}), last.id, day_of(last.data, "carried"))
        return None

    def held_before(self, member: str, unit: str) -> Iterator[tuple[date, str, str]]:
        """The day on which a plan itself says that a milestone was held, and since which version."""
        plan, _, name = member.partition("/")
        here = self.plans[plan].milestones.get(name)
        if here and here.held and here.at == unit:
            by, _ = self.since(self.plans[plan], lambda of: (had := of.milestones.get(name)) and (had.held, had.at))
            yield here.held, member, by

    def sight(self, signal: Signal, unit: str, *, own: bool = False) -> Fact | None:
        """The happening that a unit sees: its own, else that of the nearest above it; else the only one."""
        facts = self.facts(signal)
        if own:
            return facts.get(unit)
        of, _, name = signal.name.rpartition("/")
        named = self.plans[of or self.name].milestones[name] if signal.kind is SignalKind.MILESTONE else None
        once = [named.at or ""] if named else self.places(self.plan.rules[signal.name])
        above = self.above(unit if self.plan.unit in self.above(unit) else self.plan.unit)
        return next((facts[code] for code in (*above, *once[: len(once) == 1]) if code in facts), None)

    def held(self, milestone: str | None, unit: str) -> Fact | None:
        """A milestone, if a unit sees it as held; that of another plan has its id before it."""
        name = (milestone or "").removeprefix(f"{self.name}/")
        fact = self.sight(Signal(kind=SignalKind.MILESTONE, name=name), unit) if name else None
        return fact if fact and fact.held else None

    def across(self, signal: Signal, kind: str, under: str | None) -> tuple[list[Fact], int]:
        """The happenings at all units of a kind, the earliest first, and how many units there are."""
        units, facts = self.of_kind(kind, under or self.plan.unit), self.facts(signal)
        units = [one for one in units if one not in self.ended or (signal.name, one) in self.left]
        return sorted((facts[one] for one in units if one in facts), key=lambda one: (one.day, one.id)), len(units)


class Outcome(NamedTuple):
    """A task's state and date; and the events that these rest on, but for those that moved or hid the date."""

    state: str
    dates: Dates | None = None
    grounds: frozenset[str] = NOTHING
    overdue: Fact | None = None  # that it is missed, unless it is done before
    counted_from: date | None = None  # the day of the happening that the date is counted from
    began: date | None = None  # the day on which the condition came to hold; not before the plan, or the round
    limit: offsets.DueSpec | None = None  # the one that counts, of several
    concluded: Followed = Followed()


class Case(NamedTuple):
    """One rule at one unit in one round."""

    world: World
    rule: TaskRule
    unit: str
    round: Round
    days: Count  # by which its days are counted, under its suspensions

    def said(self, kind: str) -> list[Event]:
        """What officers said of the task, in the order meant."""
        parts = self.world.name, self.rule.id, self.unit, self.round.name
        return self.world.of_type(kind, subject="/".join(filter(None, parts)))

    def overdue(self, dates: Dates, grounds: frozenset[str]) -> Fact | None:
        """That it is missed, on the day after its date, if it has one."""
        name = f"missed#{self.unit}/{self.round.name}"
        return Fact(dates.due + DAY, True, grounds | dates.grounds, name) if dates.due else None

    def holds(self, when: Condition, planned: bool) -> date | None:
        """The day on which a condition came to hold; None: it does not. `planned`: a plan of a happening is enough."""
        since = sorted(day for part in getattr(when, "parts", ()) if (day := self.holds(part, planned)))
        match when:
            case conditions.Always():
                return date.min
            case Happened():
                fact = self.world.sight(when.signal, self.unit, own=when.own)
                return fact.day if fact and (fact.held or planned or when.phase is Phase.PLANNED) else None
            case conditions.All(parts=parts):
                return max(since, default=date.min) if len(since) == len(parts) else None
            case conditions.Any():
                return min(since, default=None)
            case conditions.AtLeast(count=count):
                return [date.min, *since][count] if len(since) >= count else None
            case conditions.NoneOf(parts=parts):  # a plan of a happening does not make it happen
                return None if any(self.holds(part, False) for part in parts) else date.min
            case Every() | SomeOf():
                facts = self.enough(when, planned)
                return facts[-1].day if facts else None

    def enough(self, when: Every | SomeOf, planned: bool) -> list[Fact]:
        """The happenings that make it hold: all of an `every`, of others as many as are needed, the earliest."""
        facts, units = self.world.across(when.happened.signal, when.kind, when.under)
        facts = [fact for fact in facts if fact.held or planned or when.happened.phase is Phase.PLANNED]
        wanted = when.count if isinstance(when, SomeOf) else units
        return facts[:wanted] if len(facts) >= wanted > 0 else []

    def counted_from(self) -> list[Fact]:
        """What the date is counted from, the last: of the units of a kind the first, or all where the last is meant."""
        anchor = next(iter(offsets.anchors_of(self.rule.due)), None)
        if anchor and anchor.kind:
            facts, units = self.world.across(anchor.signal, anchor.kind, None)
            return facts[:1] if anchor.pick is offsets.Pick.FIRST else facts if len(facts) == units else []
        fact = self.world.sight(anchor.signal, self.unit, own=anchor.pick is offsets.Pick.OWN) if anchor else None
        return [fact] if fact else []

    def rests_on(self, planned: bool, counted_from: list[Fact]) -> list[Fact]:
        """Everything that the task rests on."""
        facts = [fact for part in conditions.quantified(self.rule.when) for fact in self.enough(part, planned)]
        across = [part.happened for part in conditions.quantified(self.rule.when)]
        direct = [one for one in conditions.atoms(self.rule.when) if not any(one is part for part in across)]
        seen = [self.world.sight(one.signal, self.unit, own=one.own) for one in direct]
        return [fact for fact in (*facts, *seen, *counted_from) if fact]

    def grounds(self, facts: list[Fact]) -> frozenset[str]:
        """Every event that the task rests on, with the version that gave the rule its words; or the plan's adoption."""
        found = NOTHING.union(*(fact.grounds for fact in facts))
        by, amended = self.world.since(self.world.plan, lambda plan: (had := plan.rules.get(self.rule.id)) and had.hash)
        return found | {by} if amended or not found else found

    def outcome(self) -> Outcome:
        """The outcome while nobody says that it is done."""
        found = self.put_off(self.set_by_hand(self.by_rule()))
        still = [stop for stop in self.days.stops if stop.end is None]
        if found.state in ("planned", "needs_date", "active") and still and (not found.dates or found.dates.halted):
            dates = found.dates or Dates(halted=True, grounds=resting_on(still))
            return found._replace(state="suspended", dates=dates, overdue=None)
        return found

    def by_rule(self) -> Outcome:
        """The outcome by the rule's own words."""
        due, since = self.rule.due, self.holds(self.rule.when, False)
        firm, since = since is not None, since or self.holds(self.rule.when, True)
        began, brought = max(since or date.min, self.round.start), self.world.brought(self.rule)
        limit, facts, dates, others = counted(self, began)
        rests = self.rests_on(not firm, others)
        grounds, concluded = self.grounds(rests), concluded_of(rests)
        undated = "" if dates else "done" if isinstance(due, Done) else "needs_date"
        if since is None or (undated and not firm):
            return Outcome("waiting")
        if dates is None:
            return Outcome(undated, None, grounds, began=began, concluded=concluded)
        all_held = all(fact.held for fact in facts)
        to_set = isinstance(due, Once | Per) and dates.due is None
        state = "planned" if not firm or (to_set and not all_held) else "needs_date" if to_set else "active"
        if state == "active" and brought and dates.due and dates.due < brought:  # it was nobody's duty then
            state, dates = "needs_date", self.to_set(began)
        overdue = self.overdue(dates, grounds) if state == "active" else None
        counted_on = facts[-1].day if facts else None
        return Outcome(state, dates, grounds, overdue, counted_on, began, limit, concluded)

    def dates(self, last: Fact | None, began: date) -> Dates:
        """The date, counted from `last`; the task `began` on a day."""
        plan, count, since = self.world.plan, self.days, self.round.start
        match self.rule.due:
            case Per() if last and last.carried:
                return count.given(last.carried, last.day)
            case Once() | Per() if last:  # the time to set a date counts from when there was the task
                return self.to_set(max(last.day, began, self.world.adopted_on))
            case offsets.RightAfter() if last:
                return count.after(last.day, plan.policies.right_after)
            case offsets.Counted(offset=offset) if last:
                back = offset.direction is offsets.Direction.BEFORE
                return (count.before if back else count.after)(last.day, offset)
            case offsets.BeforeDate(day=day):
                return count.given(day - DAY, since)
            case offsets.ByDate(day=day):
                return count.given(day, since)
            case offsets.Within(start=start, end=end):
                return count.given(end, max(start, since))
            case offsets.Recurring(strictly_before=strictly):
                return count.given(self.round.day - DAY * strictly, since)
            case _:
                return count.standing()

    def to_set(self, since: date) -> Dates:
        """No date: an officer is to set one, within the plan's time."""
        found = self.days.after(since, self.world.plan.policies.set_date_within)
        return found._replace(due=None, set_by=found.due)

    def set_by_hand(self, found: Outcome) -> Outcome:
        """A date that an officer set stands. In doubt where the task counts from another day since, or a later one."""
        said = self.said("task.date_set") if found.state != "waiting" else []
        state, overdue, grounds = "active" if found.state == "needs_date" else found.state, found.overdue, found.grounds
        for one in said:  # each is in time if the one before it had not passed
            if state == "active" and (overdue is None or one.occurred_on < overdue.day):
                grounds, overdue = grounds | {one.id}, self.overdue(self.given(one), grounds | {one.id})
        for last in said[-1:]:
            due, was, now = found.limit or self.rule.due, day_of(last.data, "counted_from"), found.counted_from
            back = isinstance(due, offsets.Counted) and due.offset.direction is offsets.Direction.BEFORE
            doubt = now and (was not in (None, now) or (not back and last.data["due"] < now.isoformat()))
            dates, grounds = self.given(last)._replace(in_doubt=bool(doubt)), found.grounds | {last.id}
            return found._replace(state=state, dates=dates, grounds=grounds, overdue=overdue)
        return found

    def given(self, said: Event) -> Dates:  # set by hand, or by an extension
        """The day that an officer gave."""
        return self.days.by_hand(date.fromisoformat(said.data["due"]), said.occurred_on)

    def put_off(self, found: Outcome) -> Outcome:
        """The latest extension puts the date off, if it is later. One granted in time keeps it from being missed."""
        grants = self.said("extension.granted")
        given = in_turn(grants, self.said("task.date_set"))
        ended = self._replace(days=self.days._replace(stops=[one for one in self.days.stops if one.end]))
        unhalted = ended.set_by_hand(ended.by_rule()).dates
        if not grants or not found.dates or not unhalted or not unhalted.due:
            return found if grants else self.later(found, given)
        latest = max(reversed(grants), key=lambda one: ended.given(one).due or date.max)
        dates, last = found.dates, ended.given(latest).due
        if last and last > unhalted.due:
            later = self.given(latest)
            dates = dates._replace(due=later.due, halted=later.halted, grounds=dates.grounds | later.grounds)
        return self.later(found._replace(dates=dates, grounds=found.grounds | {latest.id}), given)

    def later(self, found: Outcome, given: list[Event]) -> Outcome:
        """It is missed later where later days were given in time."""
        for one in given:
            later, was = self.given(one), found.overdue
            if was and in_time(one, was.day) and not (later.due and later.due < was.day):
                found = found._replace(overdue=self.overdue(later, was.grounds | {one.id}))
        return found


def table(world: World) -> Mapping[Task, Row]:
    """Every task of the plan that has begun, as it stands at the end of the day before the world's."""
    rules = [world.plan.rules[name] for name in world.plan.order]  # in which they wait for each other
    owed = [(of, at, one) for of in rules for at in (*world.places(of), *gone(world, of)) for one in world.owed(of)]
    found = left(world, {(rule.id, unit, one.name) for rule, unit, one in owed})
    for rule, unit, one in owed:
        row = row_of(Case(world, rule, unit, one, Count(world.calendar(unit), [*stops(world, rule, unit)])))
        found |= {(rule.id, unit, one.name): row} if row else {}
    return found


def left(world: World, owed: set[Task]) -> dict[Task, Row]:
    """What was done of that the last version has no longer, as if there were not that one; others see its misses."""
    last = [one.id for one in world.versions if one.plan == world.name and one.data.get("amends")][-1:]
    before = replace(world, log=[one for one in world.log if one.id not in last], concluded=defaultdict(dict))
    reported = {(said.name, *place) for said, of in before.concluded.items() for place in of} - owed
    found = {task: row for task, row in table(before).items() if task in reported} if last else {}
    for (rule, unit, turn), row in found.items():
        missed = Fact(row.missed[0], True, row.missed[1], f"missed#{unit}/{turn}") if row.missed else None
        world.concluded[Signal(kind=SignalKind.MISSED, name=rule)] |= {(unit, turn): missed} if missed else {}
    return found


def concluded_of(rests: list[Fact]) -> Followed:
    """What of `rests` nobody said."""
    said, followed = ([one for one in rests if ("#" in one.id) is so] for so in (False, True))
    behind = NOTHING.union(*(one.grounds for one in followed)) - NOTHING.union(*(one.grounds for one in said))
    return Followed(max((one.day for one in followed), default=date.min), behind)


def row_of(case: Case) -> Row | None:
    """One task as it stands; that it was done, or missed, others may wait for."""
    world, rule, place = case.world, case.rule, (case.unit, case.round.name)
    completed = world.concluded[Signal(kind=SignalKind.DONE, name=rule.id)]
    report = completed.get(place)
    done_on, end = report.day if report else None, world.end
    last = report.day if report else end and end.day
    before = [stop for stop in case.days.stops if not last or stop.start < last]
    found = case._replace(days=case.days._replace(stops=before)).outcome()
    if not report and (found.state == "waiting" or case.unit not in world.places(rule)):
        return None
    undated = found.state == "done" and not report  # the plan itself says so, and not on which day
    done_on = world.plan.starts if undated else done_on
    over, heir = world.ended.get(case.unit), case.unit
    while heir in world.heirs:
        heir = world.heirs[heir]
    own = over and has_its_own(world, rule, case.unit, heir)
    if over and ((own and (found.began or done_on or over) >= over) or (heir in world.ended and not done_on)):
        return None  # it began too late for the unit, or nobody is there to do it
    world.left |= {(rule.id, case.unit)} if over and rule.for_each else set()
    if end and not done_on and (found.began or end.day) > end.day:
        return None  # it began too late for the plan
    if done_on and not report:
        completed[place] = Fact(done_on, True, found.grounds, f"done#{place}")
    missed = found.overdue if found.overdue and found.overdue.day <= min(world.day, last or world.day) else None
    if missed:
        world.concluded[Signal(kind=SignalKind.MISSED, name=rule.id)][place] = missed
    if end and not done_on and not (done_on := end.settles(rule.id, found.state)):
        return None
    dates, grounds = found.dates or Dates(), found.grounds | found.dates.grounds if found.dates else NOTHING
    dates, late = dates._replace(halted=False, grounds=NOTHING), (missed.day, missed.grounds) if missed else None
    lead = led(rule, case.unit, date.min if undated else done_on, world.ended, world.heirs)
    state, on = "done" if done_on else found.state, None if undated else done_on
    return Row(state, on, dates, grounds, lead, late, found.concluded)
