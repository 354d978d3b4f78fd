"""When is it due? The answer of somebody who knows nothing of the engine, and walks over the days one by one.

For one simple rule: nine working days after the province's congress. What was said is kept as it was said, and what
corrections and withdrawals leave of it is asked each time.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta

from events.event import Event
from rules.plan import Plan
from tests.reference.said import counts_for, of_one_alone, one_with
from tests.reference.said import meant as in_order_meant

TERM, HOME, LABEL = 9, "12", "đại hội"
ABOVE = ("12", "vn", "")  # the unit of the task and those above it; "" is everywhere
END_OF_TIME = date(2027, 12, 31)


@dataclass
class Said:
    """All that was recorded, in its order."""

    events: dict[str, Event] = field(default_factory=dict)

    def heard(self, event: Event) -> None:
        self.events[event.id] = event

    def now(self, event: Event) -> Event | None:
        """What the event says after all that stands against it; None if it was taken back."""
        for later in (self.now(one) for one in self.events.values() if one.corrects == event.id):
            if later is None:
                continue
            if later.type == "event.withdrawn":
                return None
            if later.type == "suspension.ended":
                event = replace(event, data={**event.data, "ended_on": later.occurred_on})
            elif event.type == "event.corrected":
                event = replace(event, data={**event.data, **later.data})
            else:
                day, unit = later.data.get("occurred_on"), later.data.get("unit")
                own = {name: date.fromisoformat(day) for name in ("occurred_on",) if day}
                event = replace(event, **own, **({"unit": unit} if unit else {}))  # type: ignore[arg-type]
        return event

    def stand(self, kind: str) -> Iterator[Event]:
        """What stands of the events of a kind, in the order in which they were said."""
        for event in list(self.events.values()):
            if event.corrects is None and event.type.startswith(kind):
                said = self.now(event)
                if said:
                    yield said


@dataclass(frozen=True)
class Stop:
    """No day after `start` counts, up to and with `end`."""

    start: date
    end: date | None


def walked(
    name: str, plans: Mapping[str, Plan], said: Said, works: Callable[[date], bool]
) -> tuple[str, str | None] | None:
    """State and due date of the task in the plan of that name; None where it has not begun."""
    congress = happened(name, "congress", plans, said)
    if congress is None:
        return None
    held, day = congress
    stops = [stop for stop in stopped(name, plans, said) if stop.end is None or stop.end > stop.start]
    counted = 0
    while counted < TERM:
        day += timedelta(days=1)
        over = [stop for stop in stops if stop.start < day and (stop.end is None or day <= stop.end)]
        if any(stop.end is None for stop in over) or day > END_OF_TIME:
            return "suspended", None
        counted += not over and works(day)
    return ("active" if held else "planned"), day.isoformat()


def happened(plan: str, milestone: str, plans: Mapping[str, Plan], said: Said) -> tuple[bool, date] | None:
    """Whether the province sees it as held, and on which day; None where it does not see it at all."""
    if plan not in plans:
        return None
    member, known = f"{plan}/{milestone}", plans[plan].milestones[milestone]
    one = one_with(member, list(said.events.values()))
    found: dict[str, tuple[bool, date | None]] = {}
    there = [event for event in said.stand("milestone.") if counts_for(event, member, one)]
    for unit in {event.unit or "" for event in there}:
        here = of_one_alone(in_order_meant(event for event in there if event.unit == unit))
        last = ([event for event in here if event.type == "milestone.held"] or here)[-1]
        day = last.data.get("new_day") if last.type == "milestone.postponed" else last.occurred_on
        found[unit] = (last.type == "milestone.held", date.fromisoformat(day) if isinstance(day, str) else day)
    alone = {event.unit for event in there if event.data.get("only")}
    for of, name in (each.split("/") for each in sorted(one)):
        theirs = plans[of].milestones.get(name)
        if theirs and theirs.held and theirs.at not in alone and not found.get(theirs.at or "", (False, None))[0]:
            found[theirs.at or ""] = (True, theirs.held)
    for place in (*ABOVE, known.at or ""):
        if place in found and found[place][1]:
            held, day = found[place]
            return (held, day) if day else None
    return None


def stopped(name: str, plans: Mapping[str, Plan], said: Said) -> Iterator[Stop]:
    """All that ever stopped the task: what plans lay down, and what officers said."""

    def held(plan: str, milestone: str) -> date | None:
        found = happened(plan, milestone, plans, said)
        return found[1] if found and found[0] else None

    for plan in plans.values():
        for clause in plan.suspensions:
            where = clause.unit or ("" if plan.id == name else plan.unit)
            if clause.reaches(name) and meant(clause.selectors) and where in ABOVE:
                start = held(plan.id, clause.since) if clause.since else plan.starts
                if start:
                    yield Stop(start, held(plan.id, clause.until))
    for event in said.stand("suspension.began"):
        of = [event.plan] if event.plan else event.data.get("plans")
        if (of is None or name in of) and meant(selectors(event)) and (event.unit or "") in ABOVE:
            since, until = (event.data.get(bound) for bound in ("from", "until"))
            start = held(*since.split("/")) if since else event.occurred_on
            ends = [held(*until.split("/")) if until else None, event.data.get("ended_on")]
            if start:
                yield Stop(start, min((end for end in ends if end), default=None))


def selectors(event: Event) -> list[str]:
    data = event.data
    found = [f"rule:{rule}" for rule in data.get("rules") or ()]
    found += [f"{kind}:{data[kind]}" for kind in ("milestone", "label") if data.get(kind)]
    return [*found, "all"] if data.get("all") else found


def meant(chosen: object) -> bool:
    """Whether the task is meant by one of these."""
    return bool({"all", "rule:R1", "milestone:congress", f"label:{LABEL}"} & set(chosen))  # type: ignore[call-overload]
