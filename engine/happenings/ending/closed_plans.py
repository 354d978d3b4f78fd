"""What a plan that has ended refuses: whatever is new, but what became of tasks before. That can be put right too."""

from collections.abc import Iterable, Iterator

from engine.facts.joins import joined, member_of
from engine.facts.plans import Ending
from engine.happenings.amendments import RESUMPTION, RETURN, in_force, story
from engine.happenings.entry import Entry
from engine.happenings.named import told
from engine.tasks import task_parts
from events.documents.packing import ATTACHED, HANDED_UP
from events.errors import N_, EventError
from events.event import Event
from rules.row_names import row_name

CLOSINGS = "plan.closed", "plan.replaced"
"""The types of events by which plans end: whether one may follow on another they say themselves."""

_ELSEWHERE = frozenset((*CLOSINGS, "plan.adopted"))
"""Types whose own families say what they refuse."""

_OF_TASKS = frozenset(("task.done", "task.acknowledged", "task.progress", "task.assigned"))
"""Types that say what became of a task: so taken, where that was before its plan ended (`dropped`)."""

_FILING = frozenset((ATTACHED, HANDED_UP))
"""Types that say nothing new of a plan: a paper for what is recorded, a report on how it stands."""

CLOSED = N_(
    "Plan “{plan}” is closed since {day}: {since}. Nothing was recorded. What was recorded before can still be "
    "corrected or withdrawn; for anything else open the plan again first: `thoihan withdraw {id}`."
)
REPLACED = N_(
    "Plan “{plan}” is replaced by plan “{by}” since {day}: {since}. Nothing was recorded. Record it of “{by}”. What "
    "was recorded before can still be corrected or withdrawn; to open the plan again: `thoihan withdraw {id}`."
)
PASSED = N_(
    "Row {row} of plan “{plan}” passed on {day} to row {to} of plan “{by}”: {since}. Nothing was recorded. Record it "
    "of that row. What was recorded before can still be corrected or withdrawn."
)
ITS_MILESTONE = N_(
    "Plan “{plan}” is replaced by plan “{by}” since {day}: {since}. Nothing was recorded. Record it of “{by}”, whose "
    "milestone “{milestone}” that is. What was recorded before can still be corrected or withdrawn."
)
AFTER_THE_END = N_(
    "Plan “{plan}” is closed since {day}: {since}. What is corrected would have happened on {given}, after that. "
    "Nothing was recorded; correct the day, or open the plan again first: `thoihan withdraw {id}`."
)


def must_be_open(entry: Entry) -> None:
    """Raise EventError for an event of a plan that has ended, but for corrections of what happened before."""
    if entry.event.corrects:
        _must_be_before(entry)
        return
    for plan, ending in _endings(entry, _named(entry)):
        if entry.event.type in _OF_TASKS and entry.event.occurred_on < ending.day:
            continue
        raise _refused(entry, entry.event, plan, ending)


def _named(entry: Entry) -> list[str]:
    """The plans of which the event says something new."""
    event = entry.event
    if event.type in _ELSEWHERE or event.type in _FILING:
        return []
    members = event.data["members"] if event.type == "happening.joined" else ()
    return [*filter(None, [event.plan]), *(event.data.get("plans") or ()), *(member_of(one)[0] for one in members)]


def _endings(entry: Entry, plans: Iterable[str]) -> Iterator[tuple[str, Ending]]:
    for name in plans:
        ending = entry.snapshot.ending(name)
        if ending:
            yield name, ending


def _refused(entry: Entry, of: Event, plan: str, ending: Ending) -> EventError:
    """What is answered to who says of a plan that has ended what the event `of` does: also where that went."""
    said = {"plan": plan, "day": ending.day, "since": told(entry.session.recorded(ending.event).event)}
    if not ending.said.by:
        return EventError(CLOSED, id=ending.event, **said)
    said |= {"by": ending.said.by}
    if row := _row_of(plan, of, ending):
        plans, (name, to) = entry.snapshot.plans(), row
        return EventError(PASSED, row=row_name(plans[plan], name), to=row_name(plans[ending.said.by], to), **said)
    if milestone := _milestone_there(entry, of, plan, ending.said.by):
        return EventError(ITS_MILESTONE, milestone=milestone, **said)
    return EventError(REPLACED, id=ending.event, **said)


def _row_of(plan: str, of: Event, ending: Ending) -> tuple[str, str] | None:
    """The row of whose task the event speaks, and the one that it passed to."""
    try:
        rule, _, _ = task_parts(plan, of.subject or "")
    except ValueError:
        return None
    to = ending.passed_to(rule)
    return (rule, to) if to else None


def _milestone_there(entry: Entry, of: Event, plan: str, by: str) -> str | None:
    """The milestone of the plan `by` that the event speaks of: one with it, or else of the same name."""
    if not of.type.startswith("milestone."):
        return None
    name = of.subject or ""
    ties = entry.snapshot.ties(plan).get(name, ())
    joined = next((tie.milestone for tie in ties if tie.plan == by), None)
    return joined or (name if name in entry.snapshot.plans()[by].milestones else None)


def _must_be_before(entry: Entry) -> None:
    """Raise EventError for an amendment by which something would have happened after the end of its plan."""
    of = story(entry)
    root = of.root.event
    if root.type in CLOSINGS or root.plan is None or _happens_elsewhere(entry, root):
        return
    for plan, ending in _endings(entry, [root.plan]):
        if entry.event.type == RETURN:  # it would open again what nobody can report any more
            raise _refused(entry, root, plan, ending)
        said = in_force(of.root, of.amendments)
        days = [said.occurred_on] if said else []
        days += [entry.event.occurred_on] if entry.event.type == RESUMPTION else []
        late = [day for day in days if day > ending.day]
        if late:
            since = told(entry.session.recorded(ending.event).event)
            raise EventError(AFTER_THE_END, plan=plan, day=ending.day, since=since, id=ending.event, given=late[0])


def _happens_elsewhere(entry: Entry, of: Event) -> bool:
    """True of a milestone that is one with that of a plan which goes on: there it can be after the end of its own."""
    if not of.type.startswith("milestone.") or of.data.get("only"):
        return False
    others = joined(entry.snapshot.ties(of.plan or ""), of.subject or "")
    return any(entry.snapshot.ending(plan) is None for plan, _ in others)
