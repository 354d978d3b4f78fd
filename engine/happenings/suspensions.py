"""Suspensions: time stands still for tasks of one plan, of several, or of every plan; and runs again.

An officer may suspend tasks of one plan, of several, or of every plan; of more plans than one it is enough that each
plan he names has a task that he means, or any plan where he names none. That a suspension ended gives it its last day.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from engine.facts.fact import Bound, Fact, Suspending
from engine.facts.joins import called
from engine.facts.known import Facts
from engine.facts.suspension_clauses import whose
from engine.facts.topics import Sort, bound, suspended
from engine.facts.topics import milestone as milestone_topic
from engine.happenings.amendments import (
    GONE,
    RESUMPTION,
    STATED,
    WITHDRAWAL,
    admit_amendment,
    amends,
    in_force,
    last_of,
    others,
    said_by_what_fits,
    stated,
    story,
)
from engine.happenings.entry import Entry, Meaning
from engine.happenings.named import days_in_calendars, milestone_named, near, plan_named, told, unit_named
from engine.telling.reasons import Closing
from events.errors import N_, EventError, TypeCode
from events.event import Event
from events.rows import EVERY_PLAN
from rules.plan import Plan
from rules.rule_selectors import selected, selectors

SUSPENSION = "suspension.began"
"""The type of event by which an officer suspends tasks."""

NO_RULE = N_("Plan “{plan}” has no task “{rule}”. Known are: {known}. Correct its number.")
NO_LABEL = N_("No task of plan “{plan}” has the label “{label}”. Known are: {known}. Correct it.")
NO_TASKS = N_("No task of plan “{plan}” waits for milestone “{milestone}” or counts from it. Nothing was recorded.")
NONE_MEANT = N_(
    "No task of plan “{plan}” is meant by this suspension. Nothing was recorded. "
    "Leave the plan out, or choose otherwise."
)
NONE_ANYWHERE = N_(
    "No task of any plan here is meant by this suspension. Nothing was recorded. Known milestones are: {milestones}; "
    "known labels: {labels}."
)
RULES_OF_ONE = N_(
    "The numbers of tasks differ from plan to plan, and this suspension names them for more than one. "
    "Nothing was recorded. Name one plan, or choose the tasks by a milestone or a label."
)
WHOSE = N_(
    "A suspension of more plans than one begins or ends with the milestone of one of them, written PLAN/MILESTONE; "
    "“{milestone}” does not say which plan. Nothing was recorded."
)
NO_LENGTH = N_("A suspension cannot both begin and end with milestone “{milestone}”. Nothing was recorded.")
OVER_BEFORE = N_(
    "Milestone “{milestone}” was held on {day}: a suspension from {start} until then is over before it begins. "
    "Nothing was recorded."
)
ENDS_FIRST = N_("A suspension that begins on {start} cannot end on {end}. Nothing was recorded.")
NO_SUSPENSION = N_("Event “{id}” is of type {type}: it suspends nothing that could be resumed. Nothing was recorded.")
RESUMED = N_(
    "The suspension “{id}” has ended already, on {day}: {since}. Nothing was recorded; to change the day, correct that."
)
NOT_BEGUN = N_(
    "The suspension “{id}” begins when milestone “{milestone}” is held, and that has not happened: it suspends nothing "
    "that could be resumed. Nothing was recorded; to take it back, withdraw it."
)


# --- whether it fits --------------------------------------------------------------------------------------------------


def _admit(entry: Entry) -> None:
    """Raise EventError unless the event may suspend tasks so."""
    event = entry.event
    named = [plan_named(entry, name) for name in _plans_in(event)]
    if event.plan is None:
        _means_tasks_of_several(entry, named)
    else:
        _means_tasks(event, named[0])
    _bounds_are_there(entry)
    _fits(entry)


def _fits(entry: Entry) -> None:
    """Raise EventError where its unit is none, or its end comes first.

    It is put right or ended whatever became since of the rows and milestones that it names: a later version may have
    dropped them.
    """
    event = entry.event
    if event.unit:
        unit_named(entry.snapshot.units(), event.unit)
    _bounds_in_order(entry)
    days_in_calendars(entry, [plan_named(entry, name) for name in _plans_in(event)] or entry.session.plans())


def _means_tasks(event: Event, plan: Plan) -> None:
    for rule in event.data.get("rules") or ():
        if rule not in plan.rules:
            raise EventError(NO_RULE, plan=plan.id, rule=rule, known=near(rule, plan.rules))
    milestone, label = event.data.get("milestone"), event.data.get("label")
    if milestone:
        milestone_named(plan, milestone)
    labels = _labels([plan])
    if label and label not in labels:
        raise EventError(NO_LABEL, plan=plan.id, label=label, known=near(label, labels))
    if not selected(plan, _selectors_in(event)):
        raise EventError(NO_TASKS, plan=plan.id, milestone=milestone)


def _means_tasks_of_several(entry: Entry, named: Sequence[Plan]) -> None:
    event, chosen = entry.event, _selectors_in(entry.event)
    if event.data.get("rules") and len(named) != 1:
        raise EventError(RULES_OF_ONE)
    without = [plan for plan in named if not _means_tasks_in(entry, plan, chosen)]
    if without:
        raise EventError(NONE_MEANT, plan=without[0].id)
    if not any(_means_tasks_in(entry, plan, chosen) for plan in named or entry.touching.having(chosen)):
        plans = list(entry.snapshot.plans().values())
        milestones = {name for plan in plans for name in plan.milestones}
        near_milestones = near(event.data.get("milestone") or "", milestones)
        near_labels = near(event.data.get("label") or "", _labels(plans))
        raise EventError(NONE_ANYWHERE, milestones=near_milestones, labels=near_labels)


def _means_tasks_in(entry: Entry, plan: Plan, chosen: Collection[str]) -> bool:
    return bool(selected(plan, chosen, called(plan, entry.snapshot.ties(plan.id))))


def _labels(plans: Collection[Plan]) -> set[str]:
    return {label for plan in plans for rule in plan.rules.values() for label in rule.labels}


def _bounds_are_there(entry: Entry) -> None:
    """Raise EventError unless the milestones that it begins and ends with are there, and are two."""
    event, since, until = entry.event, entry.event.data.get("from"), entry.event.data.get("until")
    for of, milestone in _bounds_in(event):
        if not of:
            raise EventError(WHOSE, milestone=milestone)
        milestone_named(plan_named(entry, of), milestone)
    if since and until and whose(since, event.plan or "") == whose(until, event.plan or ""):
        raise EventError(NO_LENGTH, milestone=until)


def _bounds_in_order(entry: Entry) -> None:
    """Raise EventError where its end comes before it begins, as far as is known."""
    event, since, until = entry.event, entry.event.data.get("from"), entry.event.data.get("until")
    start = _held_on(entry, event, since) if since else event.occurred_on
    held_on, end = (_held_on(entry, event, until) if until else None), _ended_on(event)
    if start and held_on and held_on <= start:
        raise EventError(OVER_BEFORE, milestone=until, day=held_on.isoformat(), start=start.isoformat())
    if start and end and end < start:
        raise EventError(ENDS_FIRST, start=start.isoformat(), end=end.isoformat())


def _held_on(entry: Entry, event: Event, milestone: str) -> date | None:
    """The day on which a milestone was held, as a suspension sees it."""
    found = _seen(entry, event, milestone)
    return found.day if found and found.held else None


def _seen(entry: Entry, event: Event, milestone: str) -> Fact | None:
    """The fact of a milestone, as it is seen at the unit of a suspension, or by its plan as a whole."""
    of, name = whose(milestone, event.plan or "")
    plan, facts = plan_named(entry, of), _facts(entry, of, name)
    above, known = entry.snapshot.units().ancestry(event.unit or plan.unit), plan.milestones.get(name)
    places = (*above, (known.at if known else None) or "")
    return next((facts[code] for code in places if code in facts), None)


def _facts(entry: Entry, plan: str, milestone: str) -> Mapping[str, Fact]:
    """The facts of a milestone, by unit."""
    topic = milestone_topic(milestone)
    said = entry.snapshot.facts(plan, [topic]) + entry.snapshot.through(plan, [milestone])
    return Facts.build(said).everywhere(topic)


def _admit_resumption(entry: Entry) -> None:
    """Raise EventError (UnknownEvent) unless the event may end the suspension that it names."""
    event = entry.event
    named = entry.session.recorded(event.corrects or "")  # raises UnknownEvent
    if named.event.type != SUSPENSION:
        raise EventError(NO_SUSPENSION, id=named.event.id, type=TypeCode(named.event.type))
    before = others(entry, story(entry))
    said = in_force(named, before)
    if said is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(before, WITHDRAWAL)))
    _must_have_begun(entry, said)
    ended, until = said.data.get("ended_on"), said.data.get("until")
    if ended:
        raise EventError(RESUMED, id=named.event.id, day=ended, since=told(last_of(before, RESUMPTION)))
    held = _seen(entry, said, until) if until else None
    if held and held.held and held.day and held.day <= event.occurred_on:
        by = entry.session.recorded(held.grounds[0]).event
        raise EventError(RESUMED, id=named.event.id, day=held.day.isoformat(), since=told(by))
    admit_amendment(entry)


def _must_have_begun(entry: Entry, said: Event) -> None:
    since = said.data.get("from")
    if since is None:
        return
    facts = _facts(entry, *whose(since, said.plan or ""))
    if not any(fact.held for fact in facts.values()):
        raise EventError(NOT_BEGUN, id=said.id, milestone=since)


# --- what it states ---------------------------------------------------------------------------------------------------


def _states(event: Event, position: int) -> Sequence[Fact]:
    """A fact for each plan and selector, and one for each milestone that it begins or ends with."""
    return [*_suspending(event, position), *_bound(event, position)]


def _suspending(event: Event, position: int) -> Iterator[Fact]:
    data, plans = event.data, _plans_in(event)
    source = event.document.text if event.document else event.id
    said = Suspending(
        event.id,
        source,
        ended_on=_ended_on(event),
        ended_by=data.get("ended_by", ""),
        since=data.get("from"),
        until=data.get("until"),
    )
    of_plans = [(f"{plan}/" if event.plan is None else "", plan) for plan in plans or (EVERY_PLAN,)]
    for of, plan in of_plans:
        for name in _selectors_in(event):
            row, topic = f"{event.id}#{of}{name}", suspended(name)
            yield Fact(row, position, plan, topic, event.unit or "", "", held=True, day=event.occurred_on, said=said)


def _bound(event: Event, position: int) -> Iterator[Fact]:
    said = Bound(event.id, _selectors_in(event), _plans_in(event), _ended_on(event))
    for of, name in dict.fromkeys(_bounds_in(event)):
        row, topic = f"{event.id}#{Sort.BOUND}:{of}/{name}", bound(name)
        yield Fact(row, position, of, topic, event.unit or "", "", held=True, day=event.occurred_on, said=said)


def _plans_in(event: Event) -> tuple[str, ...]:
    """Ids of the plans whose tasks a suspension is for; none where it is for every plan."""
    return (event.plan,) if event.plan else tuple(event.data.get("plans") or ())


def _bounds_in(event: Event) -> list[tuple[str, str]]:
    """The milestones that a suspension begins and ends with, where it says any: each with its plan."""
    return [whose(name, event.plan or "") for name in (event.data.get("from"), event.data.get("until")) if name]


def _selectors_in(event: Event) -> tuple[str, ...]:
    """The selectors of the tasks that a suspension is for."""
    data = event.data
    return selectors(
        rules=data.get("rules") or (),
        milestone=data.get("milestone"),
        label=data.get("label"),
        everything=bool(data.get("all")),
    )


def _ended_on(event: Event) -> date | None:
    ended = event.data.get("ended_on")
    return date.fromisoformat(ended) if ended else None


MEANINGS: Mapping[str, Meaning] = {
    SUSPENSION: Meaning(
        admit=_admit,
        fits=_fits,
        brings=stated,
        closing=Closing.NO_GROUNDS,
        states=_states,
        amending=STATED,
        said_by=said_by_what_fits,
    ),
    RESUMPTION: Meaning(admit=_admit_resumption, brings=amends, closing=Closing.NO_GROUNDS, batchable=True),
}
