"""May this event be logged? Checked in its transaction, before anything is written: bad input changes nothing.

The catalogue has checked the event's form. Here it is held against the plans, the agencies and the log.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from rapidfuzz import process

from engine.activating import targets
from engine.admitting_extensions import admit_extension
from engine.admitting_plans import admit_version, admit_withdrawal
from engine.folding import RESUMPTION, SUSPENSION, facts_of, in_force, selectors_in, states_facts
from engine.incoming import Reading, story
from engine.register import HELD, Facts, Known, signal_text
from engine.shelf import Shelf, Tools
from engine.succeeding import CHANGES, heir_in
from engine.tasks import State, task_id, task_parts
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.store import Session
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.selecting import selected

NO_PLAN = N_("There is no plan “{plan}” here. Known are: {known}. Adopt the plan first, or correct its name.")
NO_MILESTONE = N_("Plan “{plan}” has no milestone “{milestone}”. Known are: {known}. Correct the name.")
NO_UNIT = N_("There is no unit with the code “{unit}”. Known are: {known}. Correct the code, or add the unit first.")
WRONG_KIND = N_(
    "Milestone “{milestone}” happens at units of kind “{wanted}”; “{unit}” is of kind “{kind}”. Give another unit."
)
NO_TASK = N_("There is no task “{task}”. Known are: {known}. Nothing was recorded; correct its name.")
NOT_OPEN = N_("Task “{task}” is {state}, so it cannot be given a date. Nothing was recorded.")
NOT_STARTED = N_("Task “{task}” has not started, so it cannot be given a date. Nothing was recorded.")
NOT_AMENDABLE = N_(
    "Event “{id}” is of type {type}, which can be neither corrected nor withdrawn. Nothing was recorded."
)
GONE = N_("Event “{id}” has been withdrawn already. Nothing was recorded.")
OTHER_VERSION = N_("Plan “{plan}” has been adopted with other content (version {version}). Nothing was recorded.")
WRONG_HASH = N_("The plan's text is not the one that was checked: its hash is {found}, not {given}. Adopt it again.")
CYCLE = N_("Unit “{unit}” would stand below itself. Correct its parent; nothing was recorded.")
NO_PARENT = N_("Unit “{unit}” stands below “{parent}”, which nobody knows. Add that one first, or correct the code.")
ENDED = N_("Unit “{unit}” has ended already, on {day}. Nothing was recorded.")
NAMED_OTHERWISE = N_(
    "Unit “{unit}” is called “{name}”, and not “{was}” any more: somebody renamed it meanwhile. Nothing was recorded; "
    "look again."
)
ITSELF = N_("Unit “{unit}” cannot pass on to itself. Nothing was recorded; name another unit.")
HEIR_ENDED = N_(
    "Unit “{heir}” ended itself, on {day}, so nothing can pass on to it. Nothing was recorded; what stands in its "
    "place now: {now}."
)
CIRCLE = N_(
    "Unit “{heir}” became part of “{unit}” on {day}: “{unit}” cannot become part of it in turn. Nothing was recorded."
)
BELOW = N_(
    "Unit “{heir}” stands below “{unit}”, and would come to stand below itself. Nothing was recorded; register it with "
    "another parent first (`thoihan units add FILE`)."
)
NOT_AMONG = N_(
    "“{heir}” is to take over from “{unit}”, and is none of those it becomes: {known}. Nothing was recorded."
)
NO_RULE = N_("Plan “{plan}” has no task “{rule}”. Known are: {known}. Correct its number.")
NO_LABEL = N_("No task of plan “{plan}” has the label “{label}”. Known are: {known}. Correct it.")
NO_TASKS = N_("No task of plan “{plan}” waits for milestone “{milestone}” or counts from it. Nothing was recorded.")
OVER_BEFORE = N_(
    "Milestone “{milestone}” was held on {day}: a suspension from {start} until then is over before it begins. "
    "Nothing was recorded."
)
ENDS_FIRST = N_("A suspension that begins on {start} cannot end on {end}. Nothing was recorded.")
NO_SUSPENSION = N_("Event “{id}” is of type {type}: it suspends nothing that could be resumed. Nothing was recorded.")
RESUMED = N_("The suspension “{id}” has ended already, on {day}. Nothing was recorded; to change the day, correct it.")
_MOST_NAMES = 5


def admit(session: Session, tools: Tools, event: Event) -> None:
    """Raise EventError (UnknownEvent for a correction of nothing) if `event` does not fit what is known."""
    reading = Reading(Shelf(session, tools), event, session.head() + 1)
    if event.corrects:
        _amendment(reading)
    elif event.type == "plan.adopted":
        _adoption(reading)
    elif event.type == "plan.amended":
        admit_version(reading, _plan(reading, event.plan or ""))
    elif event.type == "units.registered":
        _registration(reading)
    elif states_facts(event):
        _fact(reading)
        if event.type.startswith("extension."):
            admit_extension(reading, _plan(reading, event.plan or ""))
    elif event.type in CHANGES:
        _succession(reading)
    elif event.type == "calendar.amended":
        reading.shelf.calendar(event.data["calendar"])


def _fact(reading: Reading) -> None:
    event = reading.event
    plan = _plan(reading, event.plan or "")
    if event.type.startswith("milestone."):
        _milestone(reading, plan)
    elif event.type == SUSPENSION:
        _suspension(reading, plan)
    else:
        _task(reading, plan)
    calendar = reading.shelf.calendar(plan.calendar)
    facts = facts_of(event, reading.position)
    for day in (*(fact.day for fact in facts), *(fact.carried for fact in facts)):
        if day:
            calendar.explain_day(date.fromisoformat(day))  # raises OutOfRange


def _plan(reading: Reading, name: str) -> Plan:
    plan = reading.shelf.plan(name)
    if plan is None:
        raise EventError(NO_PLAN, plan=name, known=_near(name, (row.id for row in reading.session.plans())))
    return plan


def _milestone(reading: Reading, plan: Plan) -> None:
    event, units = reading.event, reading.shelf.units()
    milestone = plan.milestones.get(event.subject or "")
    if milestone is None:
        raise EventError(
            NO_MILESTONE, plan=plan.id, milestone=event.subject, known=_near(event.subject or "", plan.milestones)
        )
    unit = _unit(units, event.unit or "")
    if milestone.of_each and units.rows[unit].kind != milestone.of_each:
        kind = units.rows[unit].kind
        raise EventError(WRONG_KIND, milestone=milestone.name, wanted=milestone.of_each, unit=unit, kind=kind)


def _suspension(reading: Reading, plan: Plan) -> None:
    event, data = reading.event, reading.event.data
    if event.unit:
        _unit(reading.shelf.units(), event.unit)
    for rule in data.get("rules") or ():
        if rule not in plan.rules:
            raise EventError(NO_RULE, plan=plan.id, rule=rule, known=_near(rule, plan.rules))
    for name in filter(None, (data.get("milestone"), data.get("until"))):
        if name not in plan.milestones:
            raise EventError(NO_MILESTONE, plan=plan.id, milestone=name, known=_near(name, plan.milestones))
    label, labels = data.get("label"), {label for rule in plan.rules.values() for label in rule.labels}
    if label and label not in labels:
        raise EventError(NO_LABEL, plan=plan.id, label=label, known=_near(label, labels))
    if not selected(plan, selectors_in(event)):
        raise EventError(NO_TASKS, plan=plan.id, milestone=data.get("milestone"))
    start, end, until = event.occurred_on.isoformat(), data.get("ended_on"), data.get("until")
    held_on = _held_on(reading, plan, until, event.unit) if until else None
    if held_on and held_on <= start:
        raise EventError(OVER_BEFORE, milestone=until, day=held_on, start=start)
    if end and end < start:
        raise EventError(ENDS_FIRST, start=start, end=end)


def _held_on(reading: Reading, plan: Plan, milestone: str, unit: str | None) -> str | None:
    """The day on which a milestone was held, as it is seen at a unit, or by the whole plan."""
    signal = signal_text(Signal(kind=SignalKind.MILESTONE, name=milestone))
    facts = Facts.build(reading.session.facts(plan.id, [signal])).everywhere(signal)
    above = reading.shelf.units().ancestry(unit or plan.unit)
    found = next((facts[code] for code in (*above, plan.milestones[milestone].at or "") if code in facts), None)
    return found.day if found and found.phase == HELD else None


def _resumption(reading: Reading) -> None:
    event = reading.event
    named = reading.session.recorded(event.corrects or "")  # raises UnknownEvent
    if named.event.type != SUSPENSION:
        raise EventError(NO_SUSPENSION, id=named.event.id, type=named.event.type)
    _, amendments = story(reading)
    said = in_force(named, [one for one in amendments if one.event.id != event.id])
    if said is None:
        raise EventError(GONE, id=named.event.id)
    ended, until = said.data.get("ended_on"), said.data.get("until")
    if until and not ended:
        plan = _plan(reading, said.plan or "")
        ended = _held_on(reading, plan, until, said.unit)
        ended = ended if ended and ended <= event.occurred_on.isoformat() else None
    if ended:
        raise EventError(RESUMED, id=named.event.id, day=ended)


def _unit(units: Units, code: str) -> str:
    if code not in units.rows:
        raise EventError(NO_UNIT, unit=code, known=_near(code, units.rows))
    return code


def _task(reading: Reading, plan: Plan) -> None:
    event, units = reading.event, reading.shelf.units()
    name = event.subject or ""
    try:
        rule, unit, cycle = task_parts(plan.id, name)
    except ValueError:
        raise EventError(NO_TASK, task=name, known=_near(name, plan.rules)) from None
    if rule not in plan.rules:
        raise EventError(NO_TASK, task=name, known=_near(rule, plan.rules))
    known = Known(plan=plan, adoption="", units=units, facts=Facts({}), today=reading.today)
    places = targets(known, plan.rules[rule])
    if unit not in places:
        raise EventError(NO_TASK, task=name, known=_near(unit, places))
    if event.type == "task.date_set":
        _can_be_dated(reading, task_id(plan.id, rule, unit, cycle))


def _can_be_dated(reading: Reading, name: str) -> None:
    row = reading.session.task(name)
    if row is None:
        raise EventError(NOT_STARTED, task=name)
    if row.state in (State.DONE, State.CLOSED):
        raise EventError(NOT_OPEN, task=name, state=row.state)


def _amendment(reading: Reading) -> None:
    event = reading.event
    if event.type == RESUMPTION:
        _resumption(reading)
    named = reading.session.recorded(event.corrects or "")  # raises UnknownEvent
    if not (states_facts(named.event) or named.event.corrects or named.event.type == "plan.amended"):
        raise EventError(NOT_AMENDABLE, id=named.event.id, type=named.event.type)
    root, amendments = story(reading)
    if root.event.type == "plan.amended":
        admit_withdrawal(reading, root, amendments)
        return
    others = [one for one in amendments if one.event.id != event.id]
    if named.position == root.position and in_force(root, others) is None:
        raise EventError(GONE, id=named.event.id)
    said = in_force(root, amendments)
    if said:  # what it now says must itself be admissible
        admitted = replace(said, id=event.id, corrects=None)
        _fact(replace(reading, event=admitted))


def _adoption(reading: Reading) -> None:
    event, data = reading.event, reading.event.data
    plan = reading.shelf.tools.compile(data["source"])
    if plan.hash != data["hash"]:
        raise EventError(WRONG_HASH, found=plan.hash, given=data["hash"])
    there = next((row for row in reading.session.plans() if row.id == event.plan), None)
    if there:
        raise EventError(OTHER_VERSION, plan=there.id, version=there.version)


def _registration(reading: Reading) -> None:
    fresh = {unit["code"]: unit.get("parent") for unit in reading.event.data["units"]}
    units = reading.shelf.units()
    parents = {code: units.above(code) for code in units.rows}
    parents |= {code: parent for code, parent in fresh.items() if not units.ended(code)}
    for code, parent in fresh.items():
        if parent is not None and parent not in parents:
            raise EventError(NO_PARENT, unit=code, parent=parent)
        seen, at = {code}, parent
        while at is not None:
            if at in seen:
                raise EventError(CYCLE, unit=code)
            seen.add(at)
            at = parents.get(at)


def _succession(reading: Reading) -> None:
    event, units = reading.event, reading.shelf.units()
    code = _unit(units, event.subject or "")
    if units.ended(code):
        raise EventError(ENDED, unit=code, day=units.rows[code].ended_on)
    was = event.data.get("was")
    if was and was != units.name(code):
        raise EventError(NAMED_OTHERWISE, unit=code, was=was, name=units.name(code))
    for other in event.data.get("into") or ():
        _may_take_over(units, code, _unit(units, other))
    heir = heir_in(event)
    if heir and heir not in event.data["into"]:
        raise EventError(NOT_AMONG, unit=code, heir=heir, known=", ".join(event.data["into"]))
    if heir and code in units.ancestry(heir):
        raise EventError(BELOW, unit=code, heir=heir)


def _may_take_over(units: Units, code: str, heir: str) -> None:
    if heir == code:
        raise EventError(ITSELF, unit=code)
    if units.ended(heir):
        now = units.current(heir)
        template = CIRCLE if now == code else HEIR_ENDED
        raise EventError(template, unit=code, heir=heir, day=units.rows[heir].ended_on, now=now or "–")


def _near(name: str, known: Iterable[str]) -> str:
    """What was perhaps meant, or what there is."""
    names = list(known)
    close = [found for found, score, _ in process.extract(name, names, limit=_MOST_NAMES) if score >= 60]
    return ", ".join(close or sorted(names)[:_MOST_NAMES]) or "-"
