"""From events to the facts in force: what an event states, and what corrections and withdrawals leave of it.

Nothing in the log is ever changed. A correction or a withdrawal is an event that names another; it may itself be
corrected or withdrawn. So is the end of a suspension, which gives the suspension that it names its last day. What is in
force is worked out from the first event and all that name it, directly or not.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.facts.signals import (
    BOUNDS,
    EVERY_PLAN,
    asked_signal,
    bound_signal,
    date_signal,
    done_signal,
    extended_signal,
    refused_signal,
    suspend_signal,
)
from engine.facts.suspension_clauses import whose
from engine.tasks import task_parts
from events.chain import canonical_json
from events.event import Event, Recorded
from events.rows import HELD, PLANNED, FactRow
from rules.offsets import SignalKind
from rules.selecting import selectors

_ENVELOPE = ("occurred_on", "unit", "reason")
_MILESTONES = {"milestone.planned": PLANNED, "milestone.postponed": PLANNED, "milestone.held": HELD}
_NAMED_DAY = {
    "task.date_set": "due",
    "milestone.postponed": "new_day",
    "extension.requested": "due",
    "extension.granted": "due",
}
_TASKS = {
    "task.done": done_signal,
    "task.date_set": date_signal,
    "extension.requested": asked_signal,
    "extension.granted": extended_signal,
    "extension.refused": refused_signal,
}
_EXTENSIONS = frozenset({"extension.requested", "extension.granted", "extension.refused"})
SUSPENSION = "suspension.began"
RESUMPTION = "suspension.ended"


def states_facts(event: Event) -> bool:
    """Whether `event` states facts, which can be corrected and withdrawn."""
    return event.type in _MILESTONES or event.type in _TASKS or event.type == SUSPENSION


def facts_of(event: Event, position: int) -> list[FactRow]:
    """The facts that `event` states, at its place in the log."""
    if event.type == SUSPENSION:
        return _suspended(event, position)
    plan, subject = event.plan or "", event.subject or ""
    phase, day, carried = _MILESTONES.get(event.type, HELD), _day(event), event.data.get("carried")
    if event.type in _MILESTONES:
        signal = f"{SignalKind.MILESTONE}:{subject}"
        return [FactRow(event.id, position, plan, signal, event.unit or "", "", phase, day, carried, _hour(event))]
    rule, unit, cycle = task_parts(plan, subject)
    signal = _TASKS[event.type](rule)
    detail = _detail(event) if event.type in _EXTENSIONS else None
    return [FactRow(event.id, position, plan, signal, unit, cycle, phase, day, carried, detail)]


def _suspended(event: Event, position: int) -> list[FactRow]:
    """One for each plan and selector, and one for each milestone that it begins or ends with.

    With the event's id as their cycle, suspensions of the same rules stand side by side.
    """
    day, until = event.occurred_on.isoformat(), event.data.get("ended_on")
    said = {name: event.data.get(name) for name in ("from", "until", "ended_by")} | {"source": _source(event)}
    detail = canonical_json({name: value for name, value in said.items() if value})

    def fact(name: str, plan: str, signal: str, detail: str) -> FactRow:
        unit, row = event.unit or "", f"{event.id}#{name}"
        return FactRow(row, position, plan, signal, unit, event.id, HELD, day, until, detail)

    chosen, plans = selectors_in(event), plans_in(event)
    among = canonical_json({"selectors": chosen, **({"plans": plans} if plans else {})})
    of_plans = [(f"{plan}/" if event.plan is None else "", plan) for plan in plans or (EVERY_PLAN,)]
    found = [fact(f"{of}{name}", plan, suspend_signal(name), detail) for of, plan in of_plans for name in chosen]
    for of, milestone in dict.fromkeys(bounds_in(event)):
        found.append(fact(f"{BOUNDS}:{of}/{milestone}", of, bound_signal(milestone), among))
    return found


def plans_in(event: Event) -> tuple[str, ...]:
    """Ids of the plans whose tasks a suspension is for; none where it is for every plan."""
    return (event.plan,) if event.plan else tuple(event.data.get("plans") or ())


def bounds_in(event: Event) -> list[tuple[str, str]]:
    """The milestones that a suspension begins and ends with, where it says any: each with its plan."""
    return [whose(name, event.plan or "") for name in (event.data.get("from"), event.data.get("until")) if name]


def selectors_in(event: Event) -> tuple[str, ...]:
    """What a suspension says of the tasks that it is for."""
    data = event.data
    return selectors(
        rules=data.get("rules") or (),
        milestone=data.get("milestone"),
        label=data.get("label"),
        everything=bool(data.get("all")),
    )


def _detail(event: Event) -> str:
    """What is said of an extension by those who are told of it."""
    said = {"source": _source(event), "reason": event.data.get("reason")}
    return canonical_json({name: value for name, value in said.items() if value})


def _hour(event: Event) -> str | None:
    """The time of day at which it happened, where that was said."""
    at = event.data.get("at")
    return canonical_json({"at": at}) if at else None


def _source(event: Event) -> str:
    """The document that proves `event`, else its name in the log."""
    return event.document.text if event.document else event.id


def _day(event: Event) -> str | None:
    """The day that counts: that of the happening, or the one that the event names."""
    named = _NAMED_DAY.get(event.type)
    return event.data.get(named) if named else event.occurred_on.isoformat()


def in_force(root: Recorded, amendments: Iterable[Recorded]) -> Event | None:
    """What the event `root` says after all of `amendments` that stand; None when it was withdrawn.

    `amendments` are the corrections and withdrawals that name `root`, or each other.
    """
    naming: dict[str, list[Recorded]] = {}
    for one in sorted(amendments, key=lambda one: one.position):
        naming.setdefault(one.event.corrects or "", []).append(one)
    return _in_force(root.event, naming)


def _in_force(event: Event, naming: Mapping[str, Sequence[Recorded]]) -> Event | None:
    said = event
    for later in naming.get(event.id, ()):
        standing = _in_force(later.event, naming)
        if standing is None:
            continue
        if standing.type == "event.withdrawn":
            return None
        said = _corrected(said, standing)
    return said


def _corrected(event: Event, correction: Event) -> Event:
    """`event` as `correction` puts it: only what the correction names is replaced, and a suspension gets its end."""
    if correction.type == RESUMPTION:
        ended = {"ended_on": correction.occurred_on.isoformat(), "ended_by": _source(correction)}
        return replace(event, data={**event.data, **ended})
    named = dict(correction.data)
    changed = replace(event, data={**event.data, **{k: v for k, v in named.items() if k not in _ENVELOPE}})
    if "unit" in named:
        changed = replace(changed, unit=named["unit"])
    if "occurred_on" in named:
        changed = replace(changed, occurred_on=date.fromisoformat(named["occurred_on"]))
    return changed
