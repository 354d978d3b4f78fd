"""May tasks be suspended so, and may this suspension be ended? Held against the plans it is for, and what was held.

An officer may suspend tasks of one plan, of several, or of every plan; of more plans than one it is enough that each
plan he names has a task that he means, or any plan where he names none.
"""

from collections.abc import Collection, Iterable, Sequence

from engine.facts.known import Facts
from engine.facts.signals import signal_text
from engine.facts.stated import RESUMPTION, SUSPENSION, bounds_in, in_force, plans_in, selectors_in
from engine.facts.suspension_clauses import whose
from engine.happenings.incoming import Reading, story
from engine.happenings.named import milestone_named, near, plan_named, told, unit_named
from events.errors import N_, EventError
from events.event import Event, Recorded
from events.rows import HELD, FactRow
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.selecting import selected

GONE = N_("Event “{id}” has been withdrawn already: {since}. Nothing was recorded.")
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


def admit_suspension(reading: Reading) -> Sequence[Plan]:
    """Raise EventError unless the event may suspend tasks so; else the plans in force that it is for."""
    event = reading.event
    if event.unit:
        unit_named(reading.shelf.units(), event.unit)
    named = [plan_named(reading, name) for name in plans_in(event)]
    plans = named or reading.shelf.plans()
    if event.plan is None:
        _means_tasks_of_several(event, named, plans)
    else:
        _means_tasks(event, named[0])
    _bounds(reading)
    return plans


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
    if not selected(plan, selectors_in(event)):
        raise EventError(NO_TASKS, plan=plan.id, milestone=milestone)


def _means_tasks_of_several(event: Event, named: Sequence[Plan], plans: Sequence[Plan]) -> None:
    if event.data.get("rules") and len(named) != 1:
        raise EventError(RULES_OF_ONE)
    without = [plan for plan in plans if not selected(plan, selectors_in(event))]
    if named and without:
        raise EventError(NONE_MEANT, plan=without[0].id)
    if len(without) == len(plans):
        milestones = {name for plan in plans for name in plan.milestones}
        near_milestones = near(event.data.get("milestone") or "", milestones)
        near_labels = near(event.data.get("label") or "", _labels(plans))
        raise EventError(NONE_ANYWHERE, milestones=near_milestones, labels=near_labels)


def _labels(plans: Collection[Plan]) -> set[str]:
    return {label for plan in plans for rule in plan.rules.values() for label in rule.labels}


def _bounds(reading: Reading) -> None:
    """What it begins and ends with is there, and the end does not come first as far as is known."""
    event, since, until = reading.event, reading.event.data.get("from"), reading.event.data.get("until")
    for of, milestone in bounds_in(event):
        if not of:
            raise EventError(WHOSE, milestone=milestone)
        milestone_named(plan_named(reading, of), milestone)
    if since and until and whose(since, event.plan or "") == whose(until, event.plan or ""):
        raise EventError(NO_LENGTH, milestone=until)
    start = _held_on(reading, event, since) if since else event.occurred_on.isoformat()
    held_on, end = (_held_on(reading, event, until) if until else None), event.data.get("ended_on")
    if start and held_on and held_on <= start:
        raise EventError(OVER_BEFORE, milestone=until, day=held_on, start=start)
    if start and end and end < start:
        raise EventError(ENDS_FIRST, start=start, end=end)


def _held_on(reading: Reading, event: Event, milestone: str) -> str | None:
    """The day on which a milestone was held, as a suspension sees it."""
    found = _seen(reading, event, milestone)
    return found.day if found and found.phase == HELD else None


def _seen(reading: Reading, event: Event, milestone: str) -> FactRow | None:
    """What stands of a milestone, as it is seen at the unit of a suspension, or by its plan as a whole."""
    of, name = whose(milestone, event.plan or "")
    plan = plan_named(reading, of)
    facts = _facts(reading, of, name).everywhere(_signal(name))
    above = reading.shelf.units().ancestry(event.unit or plan.unit)
    return next((facts[code] for code in (*above, plan.milestones[name].at or "") if code in facts), None)


def _facts(reading: Reading, plan: str, milestone: str) -> Facts:
    return Facts.build(reading.session.facts(plan, [_signal(milestone)]))


def _signal(milestone: str) -> str:
    return signal_text(Signal(kind=SignalKind.MILESTONE, name=milestone))


def admit_resumption(reading: Reading) -> None:
    """Raise EventError (UnknownEvent) unless the event may end the suspension that it names."""
    event = reading.event
    named = reading.session.recorded(event.corrects or "")  # raises UnknownEvent
    if named.event.type != SUSPENSION:
        raise EventError(NO_SUSPENSION, id=named.event.id, type=named.event.type)
    _, amendments = story(reading)
    others = [one for one in amendments if one.event.id != event.id]
    said = in_force(named, others)
    if said is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(others, "event.withdrawn")))
    _must_have_begun(reading, said)
    ended, until = said.data.get("ended_on"), said.data.get("until")
    if ended:
        raise EventError(RESUMED, id=named.event.id, day=ended, since=told(last_of(others, RESUMPTION)))
    held = _seen(reading, said, until) if until else None
    if held and held.phase == HELD and held.day and held.day <= event.occurred_on.isoformat():
        by = reading.session.recorded(held.event_id).event
        raise EventError(RESUMED, id=named.event.id, day=held.day, since=told(by))


def last_of(amendments: Iterable[Recorded], kind: str) -> Event:
    """The last of `amendments` of that type; there is one."""
    return max((one for one in amendments if one.event.type == kind), key=lambda one: one.position).event


def _must_have_begun(reading: Reading, said: Event) -> None:
    since = said.data.get("from")
    if since is None:
        return
    of, milestone = whose(since, said.plan or "")
    facts = _facts(reading, of, milestone).everywhere(_signal(milestone)).values()
    if not any(fact.phase == HELD for fact in facts):
        raise EventError(NOT_BEGUN, id=said.id, milestone=since)
