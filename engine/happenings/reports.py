"""Reports of single tasks: done, or given a date by hand. What whoever follows the plan makes of a report is in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from engine.deciding.task_units import units_of
from engine.decision import Kind
from engine.facts.fact import Dated, Fact, Said, remark
from engine.facts.plans import Having, is_own_report
from engine.facts.receipt import receipt_of
from engine.facts.topics import Sort, Topic, done
from engine.happenings.amendments import CORRECTION, STATED, in_force, others, said_before, stated
from engine.happenings.course.notices import Word, told_otherwise
from engine.happenings.ending.dropped import having
from engine.happenings.entry import Amending, Entry, Matter, Meaning, Named, Story, replaced_by, says_it_first
from engine.happenings.named import days_in_calendars, near, plan_named, plan_of, told
from engine.happenings.possible import (
    BEFORE_THE_PLAN,
    OUTSIDE_THE_PLAN,
    STANDS_AGAIN,
    done_before,
    must_be_a_round,
    must_be_the_only_report,
    must_have_begun,
    must_not_be_done_first,
    must_not_come_first,
    must_not_have_passed,
    said_of,
)
from engine.tasks import State, task_id, task_parts
from engine.telling.reasons import Closing
from engine.units import Units
from events.errors import N_, EventError
from events.event import Event
from events.rows import TaskRow
from events.store import Session
from rules.plan import Plan

REPORT = "task.done"

NOT_THEIRS = N_(
    "Reports of plan “{plan}” are accepted and returned by who follows it: {follower}. “{unit}” does not. Nothing was "
    "recorded; say which unit it was, or have the plan name another (`policies: follow`)."
)
NOBODY_FOLLOWS = N_(
    "“{follower}”, which follows plan “{plan}”, has ended without a successor, so that nobody is there to accept or to "
    "return its reports. Nothing was recorded; have the plan name another (`policies: follow`)."
)
OWN_REPORT = N_(
    "“{unit}” follows plan “{plan}” and leads task “{task}” itself, so that nobody is there to accept or to return the "
    "report: it needs no acceptance. Nothing was recorded. If the report is wrong, correct or withdraw it; if another "
    "unit is to accept it, have the plan name that one (`policies: follow`)."
)
FIRM = N_(
    "The report “{id}” was accepted by {by} on {day}, and so is firm. Nothing was recorded. If it is wrong all the "
    "same, withdraw the acceptance first: `thoihan explain` has its id."
)
TOO_EARLY = N_(
    "The report “{id}” is of {day}, so nothing can have become of it on {on}. Nothing was recorded; correct the day."
)
NEW_DAY_PASSED = N_(
    "{due} had passed already on {on}, the day of the return, so it can be no new day. Nothing was recorded; give a "
    "later day, or none. If the report was returned earlier, say on which day: `--on`."
)
NO_TASK = N_("There is no task “{task}”. Known are: {known}. Nothing was recorded; correct its name.")
DROPPED = N_(
    "Task “{task}” is no longer in plan “{plan}”, which was amended on {day}: {since}. Nothing was recorded. If it was "
    "before that day, say on which: `--on`."
)
LEFT_BEHIND = N_(
    "Task “{task}” is no longer in plan “{plan}”, which was amended on {day}: {since}. It can be given neither a date "
    "nor more time. Nothing was recorded."
)
NOT_OPEN = N_("Task “{task}” is {state}, so it cannot be given a date. Nothing was recorded.")
OPEN_BEFORE = N_(
    "Task “{task}” is {state}, so it cannot be given a date. Nothing was recorded. If it was given on a day before, "
    "say on which: `--on`."
)
NOT_STARTED = N_("Task “{task}” has not started, so it cannot be given a date. Nothing was recorded.")


def admit_round(entry: Entry) -> str:
    """The id of the task that the event names.

    Raises EventError unless the plan has it, at such a unit, and, where it comes round, this round has come.
    """
    of, task = named_task(entry)
    must_be_a_round(entry, of, task)
    return task_id(of.plan.id, *task)


def admit_given(entry: Entry) -> str:
    """The same for an event that gives a task a day: what a version has left behind can be given none any more."""
    of, _ = named_task(entry)
    if of.dropped_by:
        since, day = told(of.dropped_by), of.dropped_by.occurred_on
        raise EventError(LEFT_BEHIND, task=entry.event.subject or "", plan=of.plan.id, day=day, since=since)
    return admit_round(entry)


def fits_task(entry: Entry) -> None:
    """Raise OutOfRange for a day that the plan's calendar does not have.

    What was said of a task is put right or taken back whatever became of it since: a later version may have dropped its
    row, or given it to another unit.
    """
    days_in_calendars(entry, [plan_of(entry)])


def named_task(entry: Entry) -> tuple[Having, Named]:
    """The task by rule, unit and round; and the plan in the words by which it has it, or had it on the event's day.

    Raises EventError.
    """
    plan, name = plan_of(entry), entry.event.subject or ""
    try:
        task = task_parts(plan.id, name)
    except ValueError:
        raise EventError(NO_TASK, task=name, known=near(name, plan.rules)) from None
    of = having(entry, plan, task)
    if of is None or (of.until and of.until < entry.event.occurred_on):
        _must_have_row(entry, plan, task, of)
        of = Having(plan)
    days_in_calendars(entry, [plan])
    return of, task


def _must_have_row(entry: Entry, plan: Plan, task: Named, of: Having | None) -> None:
    """Raise EventError unless the plan in force has the row, at that unit; `of` is one of before that had the task."""
    rule, unit, _ = task
    places = units_of(plan, entry.snapshot.units(), plan.rules[rule]) if rule in plan.rules else ()
    if unit in places:
        return
    name = entry.event.subject or ""
    if of and of.dropped_by:
        since = told(of.dropped_by)
        raise EventError(DROPPED, task=name, plan=plan.id, day=of.dropped_by.occurred_on, since=since)
    if rule not in plan.rules:
        raise EventError(NO_TASK, task=name, known=near(rule, plan.rules))
    raise EventError(NO_TASK, task=name, known=near(name, (task_id(plan.id, rule, place) for place in places)))


def _admit_done(entry: Entry) -> None:
    """Raise EventError unless there is such a task, it has begun, and nobody reported it on another day."""
    of, task = named_task(entry)
    must_be_a_round(entry, of, task)
    must_have_begun(entry, of, task)
    must_be_the_only_report(entry, of.plan, task)
    must_not_be_done_first(entry, of.plan, task)


def _fits_done(entry: Entry) -> None:
    """Raise EventError where the report is later than what became of it, or would stand again beside another one."""
    plan, event = plan_of(entry), entry.event
    task = task_parts(plan.id, event.subject or "")
    fits_task(entry)
    for on in (event.data[name] for name in ("accepted_on", "returned_on") if name in event.data):
        if date.fromisoformat(on) < event.occurred_on:
            raise EventError(TOO_EARLY, id=event.id, day=event.occurred_on, on=date.fromisoformat(on))
    if event.data.get("new_due"):
        must_be_a_new_day(date.fromisoformat(event.data["new_due"]), date.fromisoformat(event.data["returned_on"]))
    if "returned_on" not in entry.event.data:
        must_be_the_only_report(entry, plan, task, STANDS_AGAIN)
        was = entry.snapshot.fact(event.id)
        if was and was.day != event.occurred_on:
            must_not_be_done_first(entry, plan, task)


def must_be_a_new_day(day: date, returned_on: date) -> None:
    """Raise EventError for a new day that had passed on the day of the return, whenever that is recorded."""
    if day < returned_on:
        raise EventError(NEW_DAY_PASSED, due=day, on=returned_on)


def must_be_answered_by(entry: Entry, report: Event, unit: str, on: date) -> TaskRow | None:
    """The task that was reported. Raises EventError unless `unit` follows the plan on that day, and another led it."""
    units, plan = entry.snapshot.units(), plan_named(entry, report.plan or "")
    follower = units.current(plan.follower, on)
    if follower is None:
        raise EventError(NOBODY_FOLLOWS, plan=plan.id, follower=plan.follower)
    if unit != follower:
        raise EventError(NOT_THEIRS, plan=plan.id, follower=follower, unit=unit)
    row = entry.session.task(report.subject or "")
    if row and is_own_report(units, follower, _led_by(units, plan, row), on):
        raise EventError(OWN_REPORT, unit=follower, plan=plan.id, task=row.id)
    return row


def _led_by(units: Units, plan: Plan, row: TaskRow) -> str:
    """The unit that led a task before it passed to a successor, who did not lead it on every day."""
    rule = plan.rules.get(row.rule)
    first = row.unit if rule is None or rule.leads_its_own else rule.lead
    return first if units.passed_on(first, row.lead) else row.lead


def _admit_amended(entry: Entry, of: Story) -> None:
    """Raise EventError where the report was accepted, unless that is what is amended."""
    said = in_force(of.root, others(entry, of))
    if said and entry.event.corrects == said.id and "accepted_on" in said.data:
        raise EventError(FIRM, id=said.id, by=said.data["accepted_by"], day=said.data["accepted_on"])
    now = in_force(of.root, of.amendments)
    if said and now and entry.event.type == CORRECTION:
        _admit_corrected(entry.saying(now), said)
    STATED.admit(entry, of)


def _admit_corrected(entry: Entry, was: Event) -> None:
    """Raise EventError for a unit that what became of the report did not name, and cannot name on its day."""
    event, plan = entry.event, plan_of(entry)
    line = entry.snapshot.units().succession(plan.follower)
    for by, on in (("accepted_by", "accepted_on"), ("returned_by", "returned_on")):
        unit, day = event.data.get(by), event.data.get(on)
        anew = unit != was.data.get(by) or (day != was.data.get(on) and unit in line)
        if anew:  # else it stays that of who followed the plan then, whom a version has replaced
            must_be_answered_by(entry, event, event.data[by], date.fromisoformat(event.data[on]))


_AMENDED = told_otherwise(
    Word(Kind.ACCEPTED, Kind.NOT_ACCEPTED, "accepted_on"), Word(None, Kind.NOT_RETURNED, "returned_on")
)


def _said_done(entry: Entry) -> str | None:
    """Id of the event that says already that it was done that day."""
    try:
        return done_before(entry, task_parts(entry.event.plan or "", entry.event.subject or ""))
    except ValueError:
        return None


def _admit_date(entry: Entry) -> None:
    """Raise EventError unless the task has started, and is open, and the date can be kept."""
    name = admit_given(entry)
    row = entry.session.task(name)
    if row is None or row.state == State.WAITING:
        raise EventError(NOT_STARTED, task=name)
    if row.state in (State.DONE, State.CLOSED) and not was_open(entry, row):
        raise EventError(NOT_OPEN if row.state == State.CLOSED else OPEN_BEFORE, task=name, state=State(row.state))
    must_not_have_passed(entry, name)
    must_not_come_first(entry, plan_of(entry), row)


def was_open(entry: Entry, row: TaskRow, *, that_day: bool = False) -> bool:
    """True if the task is done by now, and was reported so of a later day than the event's; or of `that_day` too."""
    reported = said_of(entry, done(row.rule), row.unit, row.cycle)
    day = reported[-1].day if State(row.state) is State.DONE and reported else None
    return day is not None and (entry.event.occurred_on < day or (that_day and entry.event.occurred_on == day))


def _fits_date(entry: Entry) -> None:
    """Raise EventError where the date had passed on the day on which it is now said to have been set."""
    fits_task(entry)
    must_not_have_passed(entry, entry.event.subject or "")


def fact_of_task(
    event: Event, position: int, sort: Sort, day: date, said: Said = None, replaces: tuple[str, ...] | None = ()
) -> Fact:
    """The fact of that sort that the event states of the task it names."""
    plan = event.plan or ""
    rule, unit, cycle = task_parts(plan, event.subject or "")
    on = event.occurred_on if event.occurred_on != day else None
    return Fact(event.id, position, plan, Topic(sort, rule), unit, cycle, True, day, said, on, replaces)


def _done(event: Event, position: int) -> Sequence[Fact]:
    """That it was done; and as long as nobody has accepted that, that it may be waited for."""
    if "returned_on" in event.data:
        return list(_returned(event, position))
    words = {name: event.data[name] for name in ("product", "accepted_on", "accepted_by") if name in event.data}
    said = remark(None, **words) if words else None
    report = fact_of_task(event, position, Sort.DONE, event.occurred_on, said)
    if "accepted_on" in event.data:
        return [report]
    waits = report._replace(
        id=f"{event.id}#{Sort.UNACCEPTED}", topic=Topic(Sort.UNACCEPTED, report.topic.name), said=None
    )
    return [report, waits]


def _returned(event: Event, position: int) -> Iterator[Fact]:
    """That a report was returned; and the new day, which is the task's own as one that an officer set."""
    data, on = event.data, date.fromisoformat(event.data["returned_on"])
    said = remark(data["returned_by"], reason=data["because"], due=data.get("new_due"))
    fact = fact_of_task(event, position, Sort.RETURNED, on, said)
    yield fact._replace(id=f"{event.id}#{Sort.RETURNED}", on=None)
    if data.get("new_due"):
        day, dated = date.fromisoformat(data["new_due"]), Dated(reported=event.occurred_on)
        fact = fact_of_task(event, position, Sort.DATE, day, dated, replaced_by(event))
        yield fact._replace(on=on if on != day else None)


def _date(event: Event, position: int) -> Sequence[Fact]:
    day, counted_from = date.fromisoformat(event.data["due"]), event.data.get("counted_from")
    said = Dated(date.fromisoformat(counted_from)) if counted_from else None
    return [fact_of_task(event, position, Sort.DATE, day, said, replaced_by(event))]


def matters_of_task(session: Session, event: Event) -> Iterator[Matter]:
    """The task, and the events that its date rests on, or did before it was closed or waited again."""
    task = event.subject or ""
    yield "task", task
    row = session.task(task)
    if row is None:
        return
    borne = [was.due_key for was in session.history(task)] + [row.due_key]
    keys = [key for key in borne if key][-1:]
    for due in session.dues(row.plan, keys).values() if keys else ():
        yield from (("event", ground) for ground in receipt_of(due).basis)


_DONE = Meaning(
    admit=_admit_done,
    fits=_fits_done,
    known=_said_done,
    brings=stated,
    closing=Closing.NO_GROUNDS,
    states=_done,
    amending=STATED,
    matters=matters_of_task,
    within_plan=OUTSIDE_THE_PLAN,
    batchable=True,
    at_home=True,
)

MEANINGS: Mapping[str, Meaning] = {
    REPORT: replace(_DONE, within_plan=BEFORE_THE_PLAN, amending=Amending(admit=_admit_amended, brings=_AMENDED)),
    "task.date_set": replace(
        _DONE,
        admit=_admit_date,
        fits=_fits_date,
        known=says_it_first,
        states=_date,
        restates=said_before,
        keeps_anchor=True,
    ),
}
