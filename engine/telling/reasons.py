"""The reason why a task is as it is, in one line: a template and its fields, translated where it is shown."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from engine.counting.due import Happening
from engine.counting.pauses import Suspension
from engine.decision import ANSWERS, COURSE, PARTS, Change, Dropped, EndedBefore, Kind, Lapse, NoMember, PassedRows
from engine.facts.fact import Answer, Fact, Remark, said_in
from engine.facts.plans import Ending
from engine.facts.receipt import Receipt
from engine.telling.audience import COOPERATE, NewPart, addressable
from engine.units import Units
from events.event import Event
from rules.offsets import Signal, SignalKind
from rules.plan import Plan
from rules.problems import N_


class Text(NamedTuple):
    """An English template with {named} fields, and the fields. Days are ISO text."""

    template: str
    args: dict[str, str]


class Closing(StrEnum):
    """The ways in which an event can close tasks."""

    NO_GROUNDS = "no_grounds"  # what they were waiting for no longer stands
    PUT_OFF = "put_off"  # a milestone is put off, and nobody knows until when
    OVER = "over"  # a milestone that is held brings them to their end
    UNIT_ENDED = "unit_ended"  # the agency ended, and nobody takes its place
    RETURNED = "returned"  # nothing is closed: the report of a task is returned, which opens it again
    PLAN_ENDED = "plan_ended"  # the plan is closed, or another stands for it


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """What is told beside changes: milestones that passed, and who has another part in tasks than before."""

    lapses: Sequence[Lapse] = ()
    turns: Sequence[NewPart] = ()
    receipts: Mapping[str, Receipt] = field(default_factory=dict)
    version: bool = False  # he has it since the plan has another version
    ran_before: str | None = None  # the day, where the plan was taken over: who gets a telephone on it knows it by mail


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """The event that changed something: in a sweep that puts a version in force, the one that laid it down."""

    event: Event
    closing: Closing  # how it can close tasks
    of: Plan | None  # the plan that it happened in, where it is in force
    soon: Callable[[], date]  # what is due by that day is told at once


HELD = N_("“{says}”: {happening}, held on {day}")
PLANNED = N_("“{says}”: {happening}, planned for {day}")
DONE = N_("“{says}”: {happening}, done on {day}")
MISSED = N_("“{says}”: {happening}, not done by {day}")
AS_WRITTEN = N_("“{says}”")
IN_CYCLE = N_("“{says}”: {cycle}")
DROPPED = N_("“{says}”: the plan, as amended, no longer gives this task")
WITHDRAWN = N_("“{says}”: what it was waiting for no longer stands")
PUT_OFF = N_("“{says}”: {happening} is put off, and nobody knows until when; the task waits again")
OVER = N_("“{says}”: {happening}, held on {day}, brings it to its end")
UNIT_ENDED = N_("“{says}”: {unit} ended on {day}, and nobody takes its place")
UNITS_ENDED = N_("“{says}”: the units that led it ended on {day} ({source}), and nobody takes their place")
PLAN_CLOSED = N_("“{says}”: the plan was closed on {day}, and this is no longer required")
PASSED = N_("“{says}”: passed on {day} to row {row} of plan {plan}")
ENDED_BEFORE = N_("“{says}”: the unit ended before this began; its successor has the same task of its own")
TAKES_OVER = N_("“{says}”: takes over what was still open of row(s) {rows} of {plan}, which has ended")
TAKES_OVER_NO_MORE = N_("“{says}”: takes over nothing of row(s) {rows} of {plan}, which goes on")
NO_MEMBER = N_("“{says}”: who had it is no member of {unit} any more")
TOGETHER = N_("“{says}”: the members of {unit} have it together from now on")
APART = N_("“{says}”: each member of {unit} has a task of its own from now on")
HANDED_OVER = N_("“{says}”: {unit} leads it from now on")
SUSPENDED = N_("“{says}”: suspended after {day} ({source})")
RESUMED = N_("“{says}”: time runs again from the day after {day} ({source})")
NOT_SUSPENDED = N_("“{says}”: the suspension no longer stands")
EXTENDED = N_("“{says}”: put off to {day} ({source})")
ASKED = N_("“{says}”: more time is asked for, until {day}: {reason}")
NOT_ASKED = N_("“{says}”: more time, until {day}, is no longer asked for: the request is taken back")
NOT_EXTENDED = N_("“{says}”: not put off, {reason} ({source})")
NOT_REFUSED = N_("“{says}”: the refusal to put it off is taken back ({source})")
SHARES = N_("“{says}”: from now on {unit} has it together, and you are one of them")
SHARES_NO_MORE = N_("“{says}”: {unit} has it together, and you are not one of them any more")
SHARING = N_("“{says}”: {unit} has it together, and you are one of them")
COOPERATING = N_("“{says}”: you cooperate in it")
COOPERATES = N_("“{says}”: you cooperate in it from now on")
TOOK_OVER = N_("“{says}”: you take the place of {unit} in it from now on")
COOPERATES_NO_MORE = N_("“{says}”: you do not cooperate in it any more")
RETURNED = N_("“{says}”: the report was returned: {reason}")
ACCEPTED = N_("“{says}”: what was reported done on {day} is accepted")
NOT_ACCEPTED = N_("“{says}”: the acceptance of what was reported done on {day} is taken back")
NOT_RETURNED = N_("“{says}”: the return of what was reported done on {day} is taken back, and the report stands")
ACCEPTED_LATE = N_("“{says}”: what was reported done on {day} and accepted is late, since the due date is another now")
ACCEPTED_IN_TIME = N_(
    "“{says}”: what was reported done on {day} and accepted is in time, since the due date is another now"
)
PART_ASKED = N_("“{says}”: your part is asked for: {content}")
PART_ASKED_UNTIL = N_("“{says}”: your part is asked for until {day}: {content}")
PART_NOT_ASKED = N_("“{says}”: your part is no longer asked for, the request is taken back: {content}")
PART_ANSWERED = N_("“{says}”: {unit} has answered: {answer}")
PART_NOT_ANSWERED = N_("“{says}”: the answer of {unit} to what was asked is taken back: {content}")
_OF_TIME = {Kind.EXTENDED: EXTENDED, Kind.ASKED: ASKED, Kind.NOT_ASKED: NOT_ASKED}
_OF_TIME |= {Kind.NOT_EXTENDED: NOT_EXTENDED, Kind.NOT_REFUSED: NOT_REFUSED}
_OF_REPORTS = {Kind.ACCEPTED: ACCEPTED, Kind.NOT_ACCEPTED: NOT_ACCEPTED, Kind.NOT_RETURNED: NOT_RETURNED}
CELLS = {Kind.ACCEPTED_LATE: ACCEPTED_LATE, Kind.ACCEPTED_IN_TIME: ACCEPTED_IN_TIME}
_OF_REPORTS |= CELLS
UNREPORTED = N_("“{says}”: the report that it was done is taken back")
TAKEN_UP, TAKEN_UP_BY = N_("“{says}”: taken up on {day}"), N_("“{says}”: taken up on {day} by {unit}")
NOT_TAKEN_UP = N_("“{says}”: that it was taken up on {day} is taken back")
NOT_PROGRESS = N_("“{says}”: what was reported on {day} is taken back: {progress}")
_TAKEN_BACK = {Kind.NOT_ACKNOWLEDGED: NOT_TAKEN_UP, Kind.NOT_PROGRESS: NOT_PROGRESS}
PROGRESS = N_("“{says}”: {progress}")
STANDS_STILL = N_("“{says}”: nothing was heard of it since {day}")
PROGRESS_HARD = N_("“{says}”: {progress}; difficulty: {difficulty}")
PROGRESS_PROPOSED = N_("“{says}”: {progress}; proposal: {proposal}")
PROGRESS_BOTH = N_("“{says}”: {progress}; difficulty: {difficulty}; proposal: {proposal}")


def reason(plan: Plan, change: Change, event: Event, closing: Closing, units: Units, of: Plan | None = None) -> Text:
    """The reason why the tasks of `change`, which follows from `event`, are as they now are.

    `of` is the plan that the event speaks of, where that is another.
    """
    says = change.rule.says
    if change.kind is Kind.CLOSED:
        return _closed(of or plan, change, event, closing, units)
    if change.kind is Kind.HANDED_OVER:
        return _handed_over(change, units)
    if change.kind in (Kind.SUSPENDED, Kind.RESUMED):
        return _suspended(change)
    if change.kind is Kind.REOPENED and closing is Closing.RETURNED:
        return Text(RETURNED, {"says": says, "reason": event.data.get("reason", "")})
    return _by_ground(plan, change, units)


def _by_ground(plan: Plan, change: Change, units: Units) -> Text:
    """By what the change follows from, if one thing can be named; else by the words of the row."""
    says = change.rule.says
    because = change.because
    if isinstance(because, PassedRows):
        return _taking_over(change.kind, says, because)
    if isinstance(because, Fact):
        return _by_fact(change.kind, says, because, units)
    if change.moved:
        return Text(STANDS_STILL, {"says": says, "day": change.moved.isoformat()})
    anchor = change.counted_from
    if anchor and isinstance(because, Happening):
        template = _happened(anchor.signal, because.firm)
        named = {"happening": title(plan, anchor.signal), "day": because.day.isoformat()}
        return Text(template, {"says": says, **named})
    return Text(IN_CYCLE, {"says": says, "cycle": change.cycle}) if change.cycle else Text(AS_WRITTEN, {"says": says})


def turning(turn: NewPart, units: Units, version: bool) -> Text:
    """The reason why agencies have another part in tasks than before; `version`: the plan has another one."""
    says = {"says": turn.rule.says}
    if turn.by:
        return _as_before(turn, units)
    if turn.of:
        return Text(TOOK_OVER, {**says, "unit": ", ".join(map(units.name, turn.of))})
    if turn.role == COOPERATE:
        return Text(COOPERATES if turn.joined else COOPERATES_NO_MORE, says)
    if version or not turn.recipients or addressable(units, turn.rule.lead):
        return Text(AS_WRITTEN if turn.joined else DROPPED, says)
    return Text(SHARES if turn.joined else SHARES_NO_MORE, {**says, "unit": units.name(turn.rule.lead)})


def _as_before(turn: NewPart, units: Units) -> Text:
    """Why a task is theirs who have no other part in it than before, but another address."""
    says = {"says": turn.rule.says}
    if turn.role == COOPERATE:
        return Text(COOPERATING, says)
    if turn.recipients and not addressable(units, turn.rule.lead):
        return Text(SHARING, {**says, "unit": units.name(turn.rule.lead)})
    return Text(AS_WRITTEN, says)


def _closed(plan: Plan, change: Change, event: Event, closing: Closing, units: Units) -> Text:
    says, subject, day = change.rule.says, event.subject or "", event.occurred_on.isoformat()
    if isinstance(change.because, Ending):
        return _ended(says, change.rule.id, change.because)
    if isinstance(change.because, Dropped):
        return Text(DROPPED, {"says": says})
    if isinstance(change.because, EndedBefore):
        return Text(ENDED_BEFORE, {"says": says})
    if isinstance(change.because, NoMember):
        return _no_member(change, units)
    milestone = plan.milestones.get(subject)
    match closing:
        case Closing.UNIT_ENDED:
            return _unit_ended(change, event, units)
        case Closing.PUT_OFF if milestone:
            return Text(PUT_OFF, {"says": says, "happening": milestone.title})
        case Closing.OVER if milestone:
            return Text(OVER, {"says": says, "happening": milestone.title, "day": day})
    return Text(WITHDRAWN, {"says": says})


def _unit_ended(change: Change, event: Event, units: Units) -> Text:
    """The reason that nobody leads tasks any more: by name where it is one unit that ended, else by what ended them."""
    said = {"says": change.rule.says, "day": event.occurred_on.isoformat()}
    led = change.leads
    if event.subject or len(set(led)) == 1:
        return Text(UNIT_ENDED, {**said, "unit": units.name(event.subject or led[0])})
    return Text(UNITS_ENDED, {**said, "source": event.document.text if event.document else event.id})


def _no_member(change: Change, units: Units) -> Text:
    """The reason that members of groups have a task no more, or a group itself: by what is so of all of them."""
    named = change.rule.for_units or (change.rule.lead,)
    groups = [code for code in named if not addressable(units, code)]
    said = {"says": change.rule.says, "unit": ", ".join(map(units.name, groups))}
    if set(change.units) <= set(groups):
        return Text(APART, said)
    members = {one for code in groups for one in units.members(code)}
    return Text(TOGETHER if members.issuperset(change.units) else NO_MEMBER, said)


def _ended(says: str, rule: str, ending: Ending) -> Text:
    """The reason that a task is closed with its plan: to which row it passed, if it did."""
    day, row = ending.day.isoformat(), ending.passed_to(rule)
    if row:
        return Text(PASSED, {"says": says, "day": day, "plan": ending.said.by, "row": row})
    return Text(PLAN_CLOSED, {"says": says, "day": day})


def _handed_over(change: Change, units: Units) -> Text:
    """The reason that another unit leads now, by name where it is one."""
    lead = change.rule.lead
    leads = {units.current(unit if change.rule.leads_its_own else lead) for unit in change.units}
    now = leads.pop() if len(leads) == 1 else None
    says = {"says": change.rule.says}
    return Text(HANDED_OVER, {**says, "unit": units.name(now)}) if now else Text(AS_WRITTEN, says)


def _by_fact(kind: Kind, says: str, fact: Fact, units: Units) -> Text:
    return _on_its_way(kind, says, fact, units) if kind in (*ANSWERS, *COURSE) else _extended(kind, says, fact)


def _taking_over(kind: Kind, says: str, of: PassedRows) -> Text:
    template = TAKES_OVER if kind is Kind.TAKEN_OVER else TAKES_OVER_NO_MORE
    return Text(template, {"says": says, "rows": ", ".join(of.rows), "plan": of.plan})


def _suspended(change: Change) -> Text:
    says, of = change.rule.says, change.because
    if isinstance(of, Suspension) and change.kind is Kind.SUSPENDED:
        return Text(SUSPENDED, {"says": says, "day": of.start.isoformat(), "source": of.source})
    if isinstance(of, Suspension) and of.end:
        return Text(RESUMED, {"says": says, "day": of.end.isoformat(), "source": of.ended_by})
    return Text(NOT_SUSPENDED, {"says": says})


def _extended(kind: Kind, says: str, fact: Fact) -> Text:
    answer = fact.said if isinstance(fact.said, Answer) else Answer("")
    said = {"says": says, "source": answer.source} | ({"reason": answer.reason} if answer.reason else {})
    if kind in (Kind.NOT_EXTENDED, Kind.NOT_REFUSED):
        return Text(_OF_TIME[kind], said)
    return Text(_OF_TIME.get(kind, ASKED), {**said, "day": fact.day.isoformat() if fact.day else ""})


def _on_its_way(kind: Kind, says: str, fact: Fact, units: Units) -> Text:
    said = said_in(fact)
    if kind in PARTS:
        return _part(kind, says, said, units)
    if kind in _OF_REPORTS:
        return Text(_OF_REPORTS[kind], {"says": says, "day": fact.own_day.isoformat()})
    if kind is Kind.ACKNOWLEDGED:
        named = {"unit": units.name(units.leading(said.by, fact.own_day))} if said.by else {}
        return Text(TAKEN_UP_BY if named else TAKEN_UP, {"says": says, "day": fact.own_day.isoformat(), **named})
    if kind in _TAKEN_BACK:
        progress = {"progress": said.word("progress")} if kind is Kind.NOT_PROGRESS else {}
        return Text(_TAKEN_BACK[kind], {"says": says, "day": fact.own_day.isoformat(), **progress})
    hard, proposed = bool(said.word("difficulty")), bool(said.word("proposal"))
    templates = {
        (False, False): PROGRESS,
        (True, False): PROGRESS_HARD,
        (False, True): PROGRESS_PROPOSED,
        (True, True): PROGRESS_BOTH,
    }
    return Text(templates[hard, proposed], {"says": says, **dict(said.words)})


def _part(kind: Kind, says: str, said: Remark, units: Units) -> Text:
    on = said.word("answered_on")  # who has taken over by then answers
    by = units.leading(said.word("of"), date.fromisoformat(on) if on else None)
    unit = {"says": says, "unit": units.name(by)}
    if kind is Kind.PART_ANSWERED:
        return Text(PART_ANSWERED, {**unit, "answer": said.word("answer")})
    content = {"content": said.word("content")}
    if kind is Kind.PART_NOT_ANSWERED:
        return Text(PART_NOT_ANSWERED, {**unit, **content})
    if kind is Kind.PART_NOT_ASKED:
        return Text(PART_NOT_ASKED, {"says": says, **content})
    named = {"says": says, **content, "day": said.word("due")}
    return Text(PART_ASKED_UNTIL if named["day"] else PART_ASKED, named)


def title(plan: Plan, signal: Signal) -> str:
    """The title of a happening: the milestone's, or that of the task."""
    if signal.kind is SignalKind.MILESTONE:
        milestone = plan.milestones.get(signal.name)
        return milestone.title if milestone else signal.name
    rule = plan.rules.get(signal.name)
    return rule.title if rule else signal.name


def _happened(signal: Signal, firm: bool) -> str:
    if signal.kind is SignalKind.MILESTONE:
        return HELD if firm else PLANNED
    return DONE if signal.kind is SignalKind.DONE else MISSED
