"""May this event be logged? Checked in its transaction, before anything is written: bad input changes nothing.

The catalogue has checked the event's form. Here it is held against the plans, the agencies and the log.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date

from engine.deciding.grouping import targets
from engine.facts.known import Facts, Known
from engine.facts.stated import RESUMPTION, SUSPENSION, facts_of, in_force, states_facts
from engine.happenings.admitting_calendars import admit_days
from engine.happenings.admitting_extensions import admit_extension
from engine.happenings.admitting_plans import admit_reading, admit_version, admit_withdrawal
from engine.happenings.admitting_suspensions import GONE, admit_resumption, admit_suspension, last_of
from engine.happenings.incoming import Reading, story
from engine.happenings.named import milestone_named, near, plan_named, told, unit_named
from engine.happenings.succeeding import CHANGES, RENAMED, heir_in
from engine.snapshot import Shelf, Tools
from engine.tasks import State, task_id, task_parts
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.store import Session
from rules.plan import Plan

WRONG_KIND = N_(
    "Milestone “{milestone}” happens at units of kind “{wanted}”; “{unit}” is of kind “{kind}”. Give another unit."
)
NO_TASK = N_("There is no task “{task}”. Known are: {known}. Nothing was recorded; correct its name.")
NOT_OPEN = N_("Task “{task}” is {state}, so it cannot be given a date. Nothing was recorded.")
NOT_STARTED = N_("Task “{task}” has not started, so it cannot be given a date. Nothing was recorded.")
NOT_AMENDABLE = N_(
    "Event “{id}” is of type {type}, which can be neither corrected nor withdrawn. Nothing was recorded."
)
CALENDAR_STANDS = N_(
    "Event “{id}” amended a calendar, which can be neither corrected nor withdrawn. Nothing was recorded; "
    "put it right by a further amendment: `thoihan calendar amend`."
)
NO_HOUR = N_(
    "Event “{id}” is of type {type}, of which no time of day is kept. Nothing was recorded; leave out the time."
)
OTHER_VERSION = N_(
    "Plan “{plan}” has been adopted with other content (version {version}): {since}. Nothing was recorded."
)
WRONG_HASH = N_("The plan's text is not the one that was checked: its hash is {found}, not {given}. Adopt it again.")
CYCLE = N_("Unit “{unit}” would stand below itself. Correct its parent; nothing was recorded.")
NO_PARENT = N_("Unit “{unit}” stands below “{parent}”, which nobody knows. Add that one first, or correct the code.")
ENDED = N_("Unit “{unit}” has ended already, on {day}: {since}. Nothing was recorded.")
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
NOT_AMONG = N_(
    "“{heir}” is to take over from “{unit}”, and is none of those it becomes: {known}. Nothing was recorded."
)


def admit(session: Session, tools: Tools, event: Event) -> None:
    """Raise EventError (UnknownEvent for a correction of nothing) if `event` does not fit what is known."""
    reading = Reading(Shelf(session, tools), event, session.head() + 1)
    if event.corrects:
        reading.session.recorded(event.corrects)  # raises UnknownEvent
    admit_reading(reading)
    if event.corrects:
        _amendment(reading)
    elif states_facts(event):
        _fact(reading)
        if event.type.startswith("extension."):
            admit_extension(reading, plan_named(reading, event.plan or ""))
    elif event.type in _ADMITTING:
        _ADMITTING[event.type](reading)


def _fact(reading: Reading) -> None:
    event = reading.event
    if event.type == SUSPENSION:
        plans = admit_suspension(reading)
    else:
        plans = [plan_named(reading, event.plan or "")]
        (_milestone if event.type.startswith("milestone.") else _task)(reading, plans[0])
    facts = facts_of(event, reading.position)
    days = sorted({day for fact in facts for day in (fact.day, fact.carried) if day})
    for calendar in dict.fromkeys(plan.calendar for plan in plans):
        for day in days:
            reading.shelf.calendar(calendar).explain_day(date.fromisoformat(day))  # raises OutOfRange


def _milestone(reading: Reading, plan: Plan) -> None:
    event, units = reading.event, reading.shelf.units()
    milestone = milestone_named(plan, event.subject or "")
    unit = unit_named(units, event.unit or "")
    if milestone.of_each and units.rows[unit].kind != milestone.of_each:
        kind = units.rows[unit].kind
        raise EventError(WRONG_KIND, milestone=milestone.name, wanted=milestone.of_each, unit=unit, kind=kind)


def _task(reading: Reading, plan: Plan) -> None:
    event, units = reading.event, reading.shelf.units()
    name = event.subject or ""
    try:
        rule, unit, cycle = task_parts(plan.id, name)
    except ValueError:
        raise EventError(NO_TASK, task=name, known=near(name, plan.rules)) from None
    if rule not in plan.rules:
        raise EventError(NO_TASK, task=name, known=near(rule, plan.rules))
    known = Known(plan=plan, adoption="", units=units, facts=Facts({}), today=reading.today)
    places = targets(known, plan.rules[rule])
    if unit not in places:
        raise EventError(NO_TASK, task=name, known=near(unit, places))
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
        admit_resumption(reading)
    named = reading.session.recorded(event.corrects or "")  # raises UnknownEvent
    if named.event.type == "calendar.amended":
        raise EventError(CALENDAR_STANDS, id=named.event.id)
    if not (states_facts(named.event) or named.event.corrects or named.event.type == "plan.amended"):
        raise EventError(NOT_AMENDABLE, id=named.event.id, type=named.event.type)
    root, amendments = story(reading)
    if event.data.get("at") and root.event.type not in ("milestone.planned", "milestone.held"):
        raise EventError(NO_HOUR, id=root.event.id, type=root.event.type)
    if root.event.type == "plan.amended":
        admit_withdrawal(reading, root, amendments)
        return
    others = [one for one in amendments if one.event.id != event.id]
    if named.position == root.position and in_force(root, others) is None:
        raise EventError(GONE, id=named.event.id, since=told(last_of(others, "event.withdrawn")))
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
        since = told(reading.shelf.event_at(there.position))
        raise EventError(OTHER_VERSION, plan=there.id, version=there.version, since=since)


def _registration(reading: Reading) -> None:
    fresh = {unit["code"]: unit.get("parent") for unit in reading.event.data["units"]}
    units = reading.shelf.units()
    parents = {code: row.parent for code, row in units.rows.items()}
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
    code = _living(reading, event.subject or "")
    was = event.data.get("was")
    if was and was != units.name(code):
        raise EventError(NAMED_OTHERWISE, unit=code, was=was, name=units.name(code))
    for other in event.data.get("into") or ():
        _may_take_over(units, code, unit_named(units, other))
    heir = heir_in(event)
    if heir and heir not in event.data["into"]:
        raise EventError(NOT_AMONG, unit=code, heir=heir, known=", ".join(event.data["into"]))


def _may_take_over(units: Units, code: str, heir: str) -> None:
    if heir == code:
        raise EventError(ITSELF, unit=code)
    if units.ended(heir):
        now = units.current(heir)
        template = CIRCLE if now == code else HEIR_ENDED
        raise EventError(template, unit=code, heir=heir, day=units.rows[heir].ended_on, now=now or "–")


def _calendar(reading: Reading) -> None:
    if reading.event.unit:
        _living(reading, reading.event.unit)
    admit_days(reading)


def _version(reading: Reading) -> None:
    admit_version(reading, plan_named(reading, reading.event.plan or ""))


_ADMITTING: Mapping[str, Callable[[Reading], None]] = {
    "plan.adopted": _adoption,
    "plan.amended": _version,
    "units.registered": _registration,
    "calendar.amended": _calendar,
    **dict.fromkeys(CHANGES, _succession),
}


def _living(reading: Reading, code: str) -> str:
    """The code of a unit that there is and that has not ended. Raises EventError."""
    units = reading.shelf.units()
    if units.ended(unit_named(units, code)):
        since = told(_end_of(reading, code))
        raise EventError(ENDED, unit=code, day=units.rows[code].ended_on, since=since)
    return code


def _end_of(reading: Reading, unit: str) -> Event:
    """The event with which a unit ended."""
    log = (recorded.event for recorded in reading.session.events())
    return next(event for event in log if event.subject == unit and event.type in CHANGES and event.type != RENAMED)
