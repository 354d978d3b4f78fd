"""Possibility: whether what is said to have happened can have happened, and what is reported done can be done.

It is looked at when an event is recorded, and never again: a log is followed as it stands, and facts that become
impossible later stay. What is never so is refused. What can be so after all (work done early, a date set by a document
that was recorded late) is taken with an explicit word, `anyway`, and a reason: both stay in the event.
"""

from collections.abc import Sequence
from datetime import date

from engine.counting.rounds import first_day_of
from engine.deciding.versions import worded
from engine.facts.fact import Fact, HappenedAt
from engine.facts.known import Facts
from engine.facts.plans import Having
from engine.facts.topics import Topic, done, milestone, topic_of
from engine.happenings.ending.dropped import was_there
from engine.happenings.entry import Entry, Meaning, Named
from engine.happenings.named import listed, told
from engine.tasks import LIVE, State, task_id
from events.errors import N_, EventError
from events.event import Event
from events.rows import TaskRow
from rules.offsets import Counted, Direction, Once, Per, Pick, Recurring, RightAfter, SignalKind
from rules.plan import Plan
from rules.secrecy import Level

STILL_TO_COME = N_(
    "{day} is still to come: today is {today}, and what has not happened yet cannot be recorded as if it had. Nothing "
    "was recorded; correct the day, or record it when it has come."
)
HELD_AHEAD = N_(
    "{day} is still to come: today is {today}, and “{milestone}” cannot have been held. Nothing was recorded; correct "
    "the day. What is planned for that day is logged with `--planned`."
)
HELD_BY_PLAN = N_(
    "Plan “{plan}” itself says that “{milestone}” was held on {day}. It can be neither planned nor put off any more. "
    "Nothing was recorded. If that day is wrong, log the right one: `thoihan log {milestone} --on …`; or amend the "
    "plan."
)
HELD_LATER = N_(
    "Plan “{plan}” says that “{milestone}” was held on {day}, which is still to come: today is {today}. Nothing was "
    "recorded; correct `held` in its file."
)
NO_REASON = N_("What is recorded all the same (`--anyway`) needs a reason. Nothing was recorded; give one: `--reason`.")
HELD_ALREADY = N_(
    "“{milestone}” was held on {day} already: {since}. It is held once at a unit. Nothing was recorded. If that day is "
    "wrong, correct event “{id}”: `thoihan correct {id} --on …`; if it is held again and again, the plan says "
    "`repeats: true` of it."
)
SAID_TWICE = N_(
    "That “{milestone}” was held on {day} is recorded twice, since it was joined; the other time by {since}. One of "
    "the two alone cannot have another day. Nothing was recorded. Withdraw the other first: `thoihan withdraw {id}`; "
    "event “{own}” still counts for all that are joined. Then correct that."
)
OVER = N_(
    "“{milestone}” was held on {day} already: {since}. It can be neither planned nor put off any more. Nothing was "
    "recorded. If it was not held, withdraw event “{id}” first: `thoihan withdraw {id}`."
)
PUT_OFF_BACK = N_(
    "“{milestone}” cannot be put off on {day} to {new_day}, which is earlier. Nothing was recorded; correct one of the "
    "two days."
)
WHICH_ROUND = N_(
    "“{task}” comes round again and again, and it is not said which round is meant. Open are: {open}. Nothing was "
    "recorded; write the round behind the unit."
)
NO_ROUND = N_("“{task}” has no round “{round}”. Open are: {open}. Nothing was recorded; correct the round.")
ROUND_AHEAD = N_(
    "Round “{round}” of “{task}” begins on {day} only. Open are: {open}. Nothing was recorded; correct the round, or "
    "wait until it has begun."
)
NO_ROUNDS = N_("“{task}” does not come round, so it has no “{round}”. Nothing was recorded; the task is “{known}”.")
CLOSED = N_(
    "Task “{task}” is closed: `thoihan explain {task}` says by what. Nothing was recorded. If it was done all the "
    "same, say so: --anyway, with the reason (--reason)."
)
NOT_BEGUN = N_(
    "Task “{task}” has not begun: what it waits for has not happened, as far as is known here. Open are: {open}. "
    "Nothing was recorded. Record first what has happened; if the work was done early, say so: `--anyway --reason …`."
)
DONE_ALREADY = N_(
    "Task “{task}” was reported done on {day} already: {since}. Nothing was recorded. If that day is wrong, correct "
    "event “{id}”: `thoihan correct {id} --on …`."
)
STANDS_AGAIN = N_(
    "The report “{report}” of {on} would stand again, and task “{task}” was reported done on {day} since: {since}. "
    "Nothing was recorded. If that later report is wrong, withdraw it first: `thoihan withdraw {id}`."
)
BEFORE_THE_PLAN = N_(
    "Plan “{plan}” begins on {starts}, and task “{task}” is said to have been done on {day}, before that. Nothing was "
    "recorded; correct the day. If the work was done before the plan, say so: `--anyway --reason …`."
)
BEFORE_ITS_EVENT = N_(
    "The deadline of task “{task}” is counted from what happens on {day}, and the task is said to have been done on "
    "{on}, before that. Nothing was recorded; correct the day, or what was recorded of the event. If the work was done "
    "early, say so: `--anyway --reason …`."
)
DATE_PASSED = N_(
    "{due} had passed already on {on}, so task “{task}” can hardly have been given that date then. Nothing was "
    "recorded; correct the date. If it was set earlier, say on which day: `--on`. If it is meant, say so: "
    "`--anyway --reason …`."
)
DATE_TOO_EARLY = N_(
    "Task “{task}” waits for what happens on {day}, and {due} is before that. Nothing was recorded; set a later date, "
    "or correct what was recorded. If it is meant, say so: `--anyway --reason …`."
)
OUTSIDE_THE_PLAN = N_(
    "Plan “{plan}” begins on {starts}, and {day} is before that: nothing can have been said of task “{task}” then. "
    "Nothing was recorded; correct the day."
)
NOT_ISSUED = N_(
    "Plan “{plan}” is said to be issued on {day}, which is still to come: today is {today}. Nothing was recorded; "
    "correct `issued` in its file."
)

OF_THE_DAY = frozenset(
    (STILL_TO_COME, HELD_AHEAD, PUT_OFF_BACK, BEFORE_THE_PLAN, DATE_PASSED, DATE_TOO_EARLY, OUTSIDE_THE_PLAN)
)
"""The refusals that the day is to blame for."""

_MOST_NAMES = 5

# --- days -------------------------------------------------------------------------------------------------------------


def _must_have_come(event: Event, meaning: Meaning, today: date) -> None:
    """Raise EventError for a day still to come, unless events of this type may lie ahead."""
    if meaning.ahead or event.occurred_on <= today:
        return
    template = HELD_AHEAD if event.type == "milestone.held" else STILL_TO_COME
    raise EventError(template, day=event.occurred_on, today=today, milestone=event.subject or "")


def must_be_on_a_day_that_can_be(entry: Entry, event: Event) -> None:
    """Raise EventError for an event of a day still to come, or before the plan of which it is said began.

    So for the one at hand, and for any other to which it gives another day.
    """
    meaning = entry.meanings[event.type]
    if not entry.supposed:
        _must_have_come(event, meaning, entry.recorded_on)
    if meaning.within_plan is None or event.data.get("anyway"):
        return
    plan = entry.snapshot.plans().get(event.plan or "")
    if plan and event.occurred_on < plan.starts:
        said = {"task": event.subject, "day": event.occurred_on}
        raise EventError(meaning.within_plan, plan=plan.id, starts=plan.starts, **said)


def must_be_issued(plan: Plan, today: date) -> None:
    """Raise EventError for a plan whose document is of a day still to come."""
    if plan.issued > today:
        raise EventError(NOT_ISSUED, plan=plan.id, day=plan.issued, today=today)


def must_be_past(plan: Plan, today: date) -> None:
    """Raise EventError for a milestone that the plan says was held on a day still to come."""
    for one in plan.milestones.values():
        if one.held and one.held > today:
            raise EventError(HELD_LATER, plan=plan.id, milestone=one.name, day=one.held, today=today)


def must_say_why(event: Event) -> None:
    """Raise EventError for what is to be taken all the same, without a reason."""
    if event.data.get("anyway") and not event.data.get("reason"):
        raise EventError(NO_REASON)


# --- milestones -------------------------------------------------------------------------------------------------------


def must_not_be_held_twice(entry: Entry, plan: Plan) -> None:
    """Raise EventError if the milestone was held at the unit already, unless it repeats."""
    event = entry.event
    if not plan.milestones[event.subject or ""].repeats:
        _refuse_where_held(entry, HELD_ALREADY)


def must_not_be_over(entry: Entry, plan: Plan) -> None:
    """Raise EventError if what is planned or put off was held already, or is put off to a day before."""
    event, new_day = entry.event, entry.event.data.get("new_day")
    of = plan.milestones[event.subject or ""]
    if not of.repeats:
        _refuse_where_held(entry, OVER)
    if of.held and event.unit == of.at and not of.repeats:
        raise EventError(HELD_BY_PLAN, plan=plan.id, milestone=of.name, day=of.held)
    if new_day and date.fromisoformat(new_day) < event.occurred_on:
        raise EventError(PUT_OFF_BACK, milestone=event.subject, day=event.occurred_on, new_day=new_day)


def _refuse_where_held(entry: Entry, template: str) -> None:
    event, topic = entry.event, milestone(entry.event.subject or "")
    held = [fact for fact in said_of(entry, topic, event.unit or "") if fact.held and fact.id != event.id]
    if held:
        counts = held[-1]
        since = told(entry.session.recorded(counts.id).event)
        own = entry.snapshot.fact(event.id)  # as it was until now, where it is being corrected
        said = {"milestone": event.subject, "day": counts.day, "since": since, "id": counts.id}
        if own and own.held and own.day == counts.day:
            raise EventError(SAID_TWICE, own=event.id, **said)
        raise EventError(template, **said)


def held_before(entry: Entry) -> str | None:
    """Id of the event that says the same already: held there, on that day; an hour or a date carried is not new."""
    event = entry.event
    said = _all_said(entry, milestone(event.subject or ""), event.unit or "")
    same = (fact for fact in said if fact.held and fact.day == event.occurred_on and _no_more(event, fact))
    return next((fact.grounds[0] for fact in sorted(same, key=lambda fact: fact.concluded)), None)


def _no_more(event: Event, fact: Fact) -> bool:
    said = fact.said if isinstance(fact.said, HappenedAt) else HappenedAt()
    known = {
        "at": f"{said.at:%H:%M}" if said.at else None,
        "carried": said.carried.isoformat() if said.carried else None,
    }
    return all(event.data.get(name) in (None, value) for name, value in known.items())


def said_of(entry: Entry, topic: Topic, unit: str, cycle: str = "") -> Sequence[Fact]:
    """What officers said of a topic at one place and is in force; what counts stands last."""
    said = [fact for fact in _all_said(entry, topic, unit) if fact.place == (unit, cycle) and not fact.concluded]
    counts = Facts.build(said).at(topic, unit, cycle)
    return sorted(said, key=lambda fact: fact is counts)


def _all_said(entry: Entry, topic: Topic, unit: str) -> Sequence[Fact]:
    """All that is said of a topic at a unit, by the rules and the plan too; of one plan alone, if the event is."""
    plan, snapshot = entry.event.plan or "", entry.snapshot
    said = snapshot.once(f"said of {plan}/{topic}/{unit}", lambda: snapshot.said(plan, topic, unit))
    return [fact for fact in said if fact.alone == bool(entry.event.data.get("only"))]


# --- rounds and tasks -------------------------------------------------------------------------------------------------


def must_be_a_round(entry: Entry, of: Having, task: Named) -> None:
    """Raise EventError unless the round named is owed, and has begun, or none is named where there are none."""
    plan, (rule, unit, cycle) = of.plan, task
    spec, name = plan.rules[rule].due, task_id(plan.id, rule, unit)
    if not isinstance(spec, Recurring):
        if cycle:
            raise EventError(NO_ROUNDS, task=name, round=cycle, known=name)
        return
    if cycle and entry.session.task(task_id(plan.id, *task)):
        return
    begins = first_day_of(cycle) if cycle and (of.laid_down or _is_owed(entry, plan, task)) else None
    if begins is None or begins > entry.recorded_on:
        template = (ROUND_AHEAD if begins else NO_ROUND) if cycle else WHICH_ROUND
        raise EventError(template, task=name, round=cycle, day=begins, open=_open(entry, plan, rule, unit))


def _is_owed(entry: Entry, plan: Plan, task: Named) -> bool:
    """True if the plan in force owes that round."""
    snapshot = entry.snapshot
    return worded.has_task(worded.in_force(snapshot, plan, [task[0]], snapshot.units(), entry.today), *task)


def must_have_begun(entry: Entry, of: Having, task: Named) -> None:
    """Raise EventError for a report of a task that waits, or is none any more, unless it is to be taken anyway.

    It is taken, too, where it had begun while it was there, and was there on the day of the report.
    """
    rule, unit, cycle = task
    row = _task(entry, task_id(of.plan.id, *task))
    state = State(row.state) if row else State.WAITING
    if state not in (State.WAITING, State.CLOSED) or entry.event.data.get("anyway"):
        return
    if row is None and cycle and _opens(entry, of.plan, rule, unit):
        return
    if was_there(entry, of, task):
        return
    if row and state is State.CLOSED:
        raise EventError(CLOSED, task=row.id)
    raise EventError(NOT_BEGUN, task=task_id(of.plan.id, *task), open=_open(entry, of.plan, rule, unit))


def _opens(entry: Entry, plan: Plan, rule: str, unit: str) -> bool:
    """True if a round of the row opens with its first day, as others did, though no sweep has opened this one yet."""
    rows = _rows(entry, plan, rule, unit)
    return any(State(row.state) not in (State.WAITING, State.CLOSED) for row in rows)


def _rows(entry: Entry, plan: Plan, rule: str, unit: str) -> list[TaskRow]:
    return entry.session.tasks_at(plan.id, {rule: {unit}})


def _open(entry: Entry, plan: Plan, rule: str, unit: str) -> str:
    """The open tasks of the row at the unit, else those of the row anywhere."""
    here = [row for row in _rows(entry, plan, rule, unit) if State(row.state) in LIVE]
    found = here or [row for row in entry.session.tasks(plan.id, [rule]) if State(row.state) in LIVE]
    names = sorted(task_id(plan.id, row.rule, row.unit, row.cycle) for row in found)
    return listed(names, _MOST_NAMES) or "–"


# --- reports ----------------------------------------------------------------------------------------------------------


def must_be_the_only_report(entry: Entry, plan: Plan, task: Named, template: str = DONE_ALREADY) -> None:
    """Raise EventError if the task was reported done already, by another event."""
    rule, unit, cycle = task
    before = [fact for fact in said_of(entry, done(rule), unit, cycle) if fact.id != entry.event.id]
    if before:
        level = max(plan.secrecy, plan.rules[rule].secrecy) if rule in plan.rules else Level.TOP_SECRET
        since = told(entry.session.recorded(before[-1].id).event, level)
        name = task_id(plan.id, *task)
        own = {"report": entry.event.id, "on": entry.event.occurred_on}
        raise EventError(template, task=name, day=before[-1].day, since=since, id=before[-1].id, **own)


def must_not_be_done_first(entry: Entry, plan: Plan, task: Named) -> None:
    """Raise EventError for work done before what its deadline counts from, unless it is to be taken anyway."""
    on, name = entry.event.occurred_on, task_id(plan.id, *task)
    row = None if entry.event.data.get("anyway") else _task(entry, name)
    day = _counted_from(entry, plan, row) if row and row.rule in plan.rules and _may_come_later(entry, row) else None
    if day and on < day:
        raise EventError(BEFORE_ITS_EVENT, task=name, day=day, on=on)


def _may_come_later(entry: Entry, row: TaskRow) -> bool:
    """True unless the report is of the day on which it is recorded, and what the date counts from has come."""
    due = entry.snapshot.receipts([row]).get(row.due_key or "")
    return due is not None and (entry.event.occurred_on < entry.recorded_on or bool(due.row.provisional))


def _task(entry: Entry, name: str) -> TaskRow | None:
    return entry.snapshot.once(f"task {name}", lambda: entry.session.task(name))


def done_before(entry: Entry, task: Named) -> str | None:
    """Id of the event that says the same already: done, on that day."""
    rule, unit, cycle = task
    same = (fact for fact in said_of(entry, done(rule), unit, cycle) if fact.day == entry.event.occurred_on)
    return next((fact.id for fact in same), None)


# --- dates set by hand ------------------------------------------------------------------------------------------------


def must_not_have_passed(entry: Entry, task: str) -> None:
    """Raise EventError for a date that had passed on the event's own day, unless it is to be taken anyway."""
    due, on = date.fromisoformat(entry.event.data["due"]), entry.event.occurred_on
    if due < on and not entry.event.data.get("anyway"):
        raise EventError(DATE_PASSED, task=task, due=due, on=on)


def must_not_come_first(entry: Entry, plan: Plan, row: TaskRow) -> None:
    """Raise EventError for a date before what the task counts from, unless it is to be taken anyway."""
    due, day = date.fromisoformat(entry.event.data["due"]), _counted_from(entry, plan, row)
    if day and due < day and not entry.event.data.get("anyway"):
        name = task_id(plan.id, row.rule, row.unit, row.cycle)
        raise EventError(DATE_TOO_EARLY, task=name, due=due, day=day)


def _counted_from(entry: Entry, plan: Plan, row: TaskRow) -> date | None:
    """The day of the happening after which the task is due, where it has come or is planned."""
    spec = plan.rules[row.rule].due
    anchor = getattr(spec, "anchor", None)
    after = isinstance(spec, RightAfter | Once | Per) or (
        isinstance(spec, Counted) and spec.offset.direction is Direction.AFTER
    )
    if anchor is None or not after or row.due_key is None:
        return None
    grounds = map(entry.snapshot.fact, entry.snapshot.receipts([row])[row.due_key].basis)
    days = [fact.day for fact in grounds if fact and fact.day and fact.topic == topic_of(anchor.signal)]
    known = plan.milestones.get(anchor.signal.name) if anchor.signal.kind is SignalKind.MILESTONE else None
    days = days or [known.held] if known and known.held else days
    return (max if anchor.pick is Pick.LAST else min)(days, default=None)
