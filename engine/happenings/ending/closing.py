"""Closings: a plan is closed, or another stands for it; each row that was open is settled, and nothing goes on.

A row is done (all that had begun of it, by that day), not required any more, or has passed to a row of the plan that
replaces this one. Rounds that would come later do not. Who withdraws the closing has the plan again as the facts say.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine.deciding.transitions import awaited
from engine.decision import Kind
from engine.facts.fact import Ended, Fact
from engine.facts.plans import ended_text
from engine.facts.topics import ENDED, done, milestone
from engine.happenings.amendments import GONE, WITHDRAWAL, in_force, last_of, others
from engine.happenings.ending.holding_up import held_up
from engine.happenings.ending.open_rows import OpenRow, open_rows
from engine.happenings.ending.passing import must_pass_to_somebody
from engine.happenings.ending.taking_over import told_of_passing
from engine.happenings.entry import Amending, Brought, Entry, Matter, Meaning, Review, Story
from engine.happenings.named import listed, near, plan_named, plan_of, told
from engine.reach.scope import everything
from engine.telling.reasons import Closing
from events.errors import N_, EventError
from events.event import Event
from events.rows import PlanRow
from events.store import Session
from rules.plan import Plan
from rules.secrecy import Quoted

ENDED_ALREADY = N_(
    "Plan “{plan}” has ended already, on {day}: {since}. Nothing was recorded. To end it otherwise, withdraw that "
    "first: `thoihan withdraw {id}`."
)
OPEN_ROWS = N_(
    "Plan “{plan}” still has open rows of which nobody says what becomes: {rows}. Nothing was recorded. Say of each, "
    "or of all the rest, whether it is done, not required any more, or passes to a row of the plan that replaces this."
)
NO_SUCH_ROW = N_("Plan “{plan}” has no row “{row}”. Known are: {known}. Nothing was recorded; correct its number.")
NOT_OPEN = N_("Row “{row}” of plan “{plan}” has nothing open on {day}. Nothing was recorded; leave it out.")
TWICE = N_("Row “{row}” of plan “{plan}” is settled in two ways. Nothing was recorded; say one of them.")
NOT_BEGUN = N_(
    "Row “{row}” of plan “{plan}” has not begun, so it cannot be done. Nothing was recorded. Say that it is not "
    "required any more, or record first what has happened."
)
BY_ITSELF = N_("Plan “{plan}” cannot replace itself. Nothing was recorded; name the plan that stands for it.")
BY_ENDED = N_("Plan “{plan}” has itself ended, on {day}. Nothing was recorded; name a plan that goes on.")
WAITING = N_(
    "A version of plan “{plan}” waits for its day, {day} (event “{id}”). Nothing was recorded. Wait for that day, or "
    "withdraw the version first: `thoihan withdraw {id}`."
)
BEFORE_IT_BEGAN = N_(
    "Plan “{plan}” begins on {starts}, and cannot end on {day}. Nothing was recorded; correct the day."
)
AFTERWARDS = N_(
    "Plan “{plan}” cannot end on {day}: {what} happened on {later}. Nothing was recorded. End it on that day or later, "
    "or correct what was recorded."
)
HELD_UP = N_(
    "Plan “{plan}” cannot end: tasks of plan “{other}” stand still until its milestone “{milestone}” is held, which "
    "then nobody could record. Nothing was recorded. Log the milestone or end the suspension first; or join the "
    "milestone with that of a plan that goes on."
)

_MOST = 20

# --- whether it fits --------------------------------------------------------------------------------------------------


def _admit(entry: Entry) -> None:
    """Raise EventError unless the plan goes on, every open row is settled or somebody's, and nobody waits for it."""
    plan, event = plan_of(entry), entry.event
    ending = entry.snapshot.ending(plan.id)
    if ending:
        since = told(entry.session.recorded(ending.event).event)
        raise EventError(ENDED_ALREADY, plan=plan.id, day=ending.day, since=since, id=ending.event)
    other = _successor(entry, plan)
    waiting = awaited(entry.snapshot, plan.id)
    if waiting:
        raise EventError(WAITING, plan=plan.id, day=waiting.day, id=waiting.id)
    _fits(entry)
    settled_rows(plan, event, open_rows(entry.snapshot, plan, event.occurred_on), other)
    if other:
        must_pass_to_somebody(entry.snapshot, plan, other, event.data.get("passed") or {})
    for of, name in held_up(entry, plan):
        raise EventError(HELD_UP, plan=plan.id, other=of, milestone=_quoted(plan, name))


def _successor(entry: Entry, plan: Plan) -> Plan | None:
    """The plan that replaces it, if one does. Raises EventError where that cannot be."""
    by = entry.event.data.get("by")
    if by is None:
        return None
    other, ending = plan_named(entry, by), entry.snapshot.ending(by)
    if by == plan.id:
        raise EventError(BY_ITSELF, plan=plan.id)
    if ending:
        raise EventError(BY_ENDED, plan=by, day=ending.day)
    return other


def settled_rows(plan: Plan, event: Event, there: Mapping[str, OpenRow], other: Plan | None) -> None:
    """Raise EventError unless `event` settles each of the open rows `there`, and no other, in one way that fits."""
    done_rows, left, passed = (event.data.get(name) or () for name in ("done", "not_required", "passed"))
    said = [*done_rows, *left, *passed]
    for name in said:
        if name not in plan.rules:
            raise EventError(NO_SUCH_ROW, plan=plan.id, row=name, known=near(name, plan.rules))
        number = plan.rules[name].number
        if name not in there:
            raise EventError(NOT_OPEN, plan=plan.id, row=number, day=event.occurred_on)
        if said.count(name) > 1:
            raise EventError(TWICE, plan=plan.id, row=number)
        if name in done_rows and not there[name].begun:
            raise EventError(NOT_BEGUN, plan=plan.id, row=number)
    for name in dict(passed).values():
        if other and name not in other.rules:
            raise EventError(NO_SUCH_ROW, plan=other.id, row=name, known=near(name, other.rules))
    unsaid = [row.rule.number for name, row in there.items() if name not in said]
    if unsaid:
        raise EventError(OPEN_ROWS, plan=plan.id, rows=listed(unsaid))


def _fits(entry: Entry) -> None:
    """Raise EventError where the plan cannot have ended on that day."""
    plan, day = plan_of(entry), entry.event.occurred_on
    if day < plan.starts:
        raise EventError(BEFORE_IT_BEGAN, plan=plan.id, starts=plan.starts, day=day)
    topics = [*map(milestone, plan.milestones), *map(done, plan.rules)]
    said = (fact for fact in entry.snapshot.facts(plan.id, topics) if fact.held and not fact.concluded)
    late = max(((fact.day, fact) for fact in said if fact.day and fact.day > day), key=lambda one: one[0], default=None)
    if late:
        raise EventError(AFTERWARDS, plan=plan.id, day=day, later=late[0], what=_quoted(plan, late[1].topic.name))


def _quoted(plan: Plan, name: str) -> Quoted:
    """The title of a milestone, or of a row by its key."""
    if name in plan.milestones:
        return Quoted(plan.milestones[name].title, name, plan.secrecy)
    rule = plan.rules[name]
    return Quoted(rule.title, rule.number, rule.secrecy)


def _ended_before(entry: Entry) -> str | None:
    """Id of the event that ended the plan in the same way on the same day."""
    ending = entry.snapshot.ending(entry.event.plan or "")
    [fact] = _states(entry.event, entry.position)
    return ending.event if ending and (ending.day, ending.said) == (fact.day, fact.said) else None


# --- what it brings ---------------------------------------------------------------------------------------------------


def _states(event: Event, position: int) -> Sequence[Fact]:
    data = event.data
    passed = tuple(sorted((data.get("passed") or {}).items()))
    said = Ended(data.get("by") or "", tuple(sorted(data.get("done") or ())), passed)
    return [Fact(event.id, position, event.plan or "", ENDED, "", "", held=True, day=event.occurred_on, said=said)]


def _brings(entry: Entry) -> Brought:
    """The plan has ended: all its tasks are looked at."""
    facts = list(entry.facts())
    brought = _looked_at(entry, entry.event.plan or "", facts, gone=())
    return _telling(entry, brought, facts, Kind.TAKEN_OVER)


def _amended(entry: Entry, of: Story) -> Brought:
    """It ended on another day, or has not ended."""
    said = in_force(of.root, of.amendments)
    facts = _states(said, of.root.position) if said else []
    brought = _looked_at(entry, of.root.event.plan or "", facts, gone=() if said else (of.root.event.id,))
    was = in_force(of.root, others(entry, of))
    if (was is None) == (said is None):
        return brought
    kind = Kind.TAKEN_OVER if said else Kind.NOT_TAKEN_OVER
    return _telling(entry, brought, _states(said or of.root.event, of.root.position), kind)


def _telling(entry: Entry, brought: Brought, facts: Sequence[Fact], kind: Kind) -> Brought:
    """`brought`, and what is told of it in the plan that replaces the one that ended."""
    told = (part for fact in facts for part in told_of_passing(entry, fact, kind))
    return replace(brought, parts=[*brought.parts, *told])


def _looked_at(entry: Entry, name: str, facts: Sequence[Fact], gone: Iterable[str]) -> Brought:
    row, plan = entry.snapshot.plan_row(name), entry.touching.plans[name]
    if row is None:
        raise LookupError(name)
    anew = {fact.id for fact in facts} | set(gone)
    said = [fact for fact in entry.snapshot.facts(name, [ENDED]) if fact.id not in anew]
    plans: list[PlanRow] = [row._replace(ended=ended_text([*said, *facts]))]
    return Brought(facts=facts, facts_gone=list(gone), plans=plans, parts=[Review(plan=plan, scope=everything(plan))])


def _admit_amended(entry: Entry, of: Story) -> None:
    """Raise EventError unless the event takes the closing back, or gives it a day on which the plan can have ended."""
    if in_force(of.root, others(entry, of)) is None and entry.event.corrects == of.root.event.id:
        raise EventError(GONE, id=of.root.event.id, since=told(last_of(others(entry, of), WITHDRAWAL)))
    said = in_force(of.root, of.amendments)
    if said:
        _comes_back(entry, of, said)
        _fits(entry.saying(said))


def _comes_back(entry: Entry, of: Story, said: Event) -> None:
    """Raise EventError where a closing that was withdrawn would stand again beside another."""
    ending = entry.snapshot.ending(said.plan or "")
    if ending and ending.event != of.root.event.id:
        since = told(entry.session.recorded(ending.event).event)
        raise EventError(ENDED_ALREADY, plan=said.plan, day=ending.day, since=since, id=ending.event)


def _matters(_session: Session, event: Event) -> Iterator[Matter]:
    yield "plan", event.plan or ""


_CLOSED = Meaning(
    admit=_admit,
    fits=_fits,
    brings=_brings,
    closing=Closing.PLAN_ENDED,
    matters=_matters,
    states=_states,
    known=_ended_before,
    amending=Amending(admit=_admit_amended, brings=_amended),
)

MEANINGS: Mapping[str, Meaning] = {"plan.closed": _CLOSED, "plan.replaced": _CLOSED}
